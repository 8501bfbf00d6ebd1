"""What schemathesis must know of ARM; loaded by it through SCHEMATHESIS_HOOKS.

Requests of the positive kind are led to clusters that may exist and given bodies that are nearly
right, so that they reach what lies behind the checks of form. Every reply is held to ARM's form.
"""

from __future__ import annotations

import copy
import json
import os
import zlib
from typing import Any

import schemathesis
from schemathesis import GenerationMode

SUBSCRIPTIONS = os.environ["FUZZ_SUBSCRIPTIONS"].split(",")
TEMPLATE: dict[str, Any] = json.loads(os.environ["FUZZ_TEMPLATE"])
SECRETS = (b"FUZZ-SECRET", b"Traceback (most recent")
KNOWN = {
    "subscriptionId": [*SUBSCRIPTIONS[:1] * 4, *SUBSCRIPTIONS[1:]],
    "resourceGroupName": ["fuzz", "Fuzz", "other"],
    "resourceName": ["one", "Two", "three", "gone"],
    "location": ["eastus", "EastUS"],
    "openShiftVersion": ["4.17.27", "4.1.1"],
    "openShiftMinorVersion": ["4.17", "4.1"],
}
HEADERS = {
    "x-ms-identity-url": "https://identity.example/credentials",
    "x-ms-home-tenant-id": SUBSCRIPTIONS[0],
    "x-ms-correlation-request-id": "fuzz",
}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    case.headers = {**HEADERS, **dict(case.headers or {})}
    dice = Dice(case)
    if not _wrong(case, "path"):
        for name in case.path_parameters or {}:
            if name in KNOWN:
                case.path_parameters[name] = dice.pick(KNOWN[name])
    if case.method.upper() == "PUT" and isinstance(case.body, dict) and not _wrong(case, "body"):
        name = str(case.path_parameters.get("resourceName", "x")).lower()
        case.body = nearly_right(named(name), case.body, dice)


class Dice:
    """Chance that follows from the case, so that a run with the same seed is the same."""

    def __init__(self, case: Any) -> None:
        text = repr((case.method, case.path, case.path_parameters, case.query, case.body))
        self._state = zlib.crc32(text.encode("utf-8", "replace"))

    def pick(self, values: list[Any]) -> Any:
        self._state = (self._state * 1103515245 + 12345) & 0x7FFFFFFF
        return values[(self._state >> 8) % len(values)]


def nearly_right(template: dict[str, Any], odd: dict[str, Any], dice: Dice) -> dict[str, Any]:
    """A create that holds, but for one part taken from what was made up."""
    body = copy.deepcopy(template)
    inside, made_up = body, odd
    for _ in range(dice.pick([0, 1, 1, 2, 3])):
        shared = [name for name in made_up if isinstance(made_up[name], dict) and name in inside]
        if not shared:
            break
        name = dice.pick(sorted(shared))
        inside, made_up = inside[name], made_up[name]
    if made_up:
        name = dice.pick(sorted(made_up))
        inside[name] = made_up[name]
    return body


def named(name: str) -> dict[str, Any]:
    """The template for a cluster of this name: some values may be used by one cluster only."""
    body = copy.deepcopy(TEMPLATE)
    number = zlib.crc32(name.encode("utf-8", "replace")) % 10**8
    properties = body["properties"]
    properties["clusterProfile"]["resourceGroupId"] += str(number)
    if "servicePrincipalProfile" in properties:
        properties["servicePrincipalProfile"]["clientId"] = (
            f"{number:08d}" + "-0000" * 3 + "-" + (f"{number:012d}")
        )
    return body


@schemathesis.check
def answers_as_arm_wants(context: Any, response: Any, case: Any) -> None:
    """Source: RPC contract P1, P3."""
    assert response.headers.get("x-ms-request-id"), "no x-ms-request-id"
    for secret in SECRETS:
        assert secret not in response.content, f"the reply shows {secret!r}"
    if not response.content:
        return
    assert response.headers.get("content-type") == ["application/json"], response.headers
    if response.status_code < 400:
        return
    body = response.json()
    assert list(body) == ["error"], body
    assert_error(body["error"])


def assert_error(error: dict[str, Any]) -> None:
    assert error.keys() <= {"code", "message", "target", "details"}, error
    assert error["code"][0].isupper(), error
    assert error["code"].isalnum(), error
    assert error["message"].strip(), error
    for detail in error.get("details", ()):
        assert_error(detail)


def _wrong(case: Any, component: str) -> bool:
    """Whether this part of the request is meant to be refused."""
    meta = case.meta
    if meta is None or meta.generation.mode is GenerationMode.POSITIVE:
        return False
    return any(
        info.mode is GenerationMode.NEGATIVE
        for kind, info in meta.components.items()
        if kind.value == component
    )
