"""What concerns the provider as a whole (appendix A of style.md, V1 to V8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aro_api.provider_operations import OPERATION_LIST

Refusal = Callable[[Any], tuple[int, str, str]]

RELEASED = Path(__file__).parents[3] / "api-specs" / "released"


async def test_v1_the_operations_come_from_the_specs(rp: Any) -> None:
    reply = await rp.send("GET", f"/{rp.provider}/operations")
    assert reply.json() == OPERATION_LIST
    for operation in reply.json()["value"]:
        assert operation["display"].keys() == {"provider", "resource", "operation"}


async def test_v2_subscriptions_move_between_states_in_any_order(bare_rp: Any) -> None:
    path = f"/subscriptions/{bare_rp.subscription}"
    body = {"properties": {"tenantId": "t", "unheardOf": {"a": 1}}, "registrationDate": "x"}
    statuses = []
    for state in ("Warned", "Registered", "Suspended", "Unregistered", "Registered", "Deleted"):
        reply = await bare_rp.send("PUT", path, {**body, "state": state}, query="api-version=2.0")
        statuses.append(reply.status_code)
        assert reply.json()["properties"]["unheardOf"] == {"a": 1}
    assert statuses == [201, 200, 200, 200, 200, 200]


@pytest.mark.parametrize(
    ("state", "get", "put", "post", "delete"),
    [
        ("Registered", 200, 200, 200, 202),
        ("Warned", 200, 400, 400, 202),
        ("Suspended", 200, 400, 400, 202),
        ("Unregistered", 200, 400, 400, 400),
        ("Deleted", 200, 400, 400, 400),
    ],
)
async def test_v3_the_state_says_which_verbs_work(
    settled: Any, wanted: dict[str, Any], state: str, get: int, put: int, post: int, delete: int
) -> None:
    await settled.register(state)
    assert (await settled.send("GET", settled.cluster())).status_code == get
    credentials = await settled.send("POST", settled.cluster() + "/listCredentials")
    assert credentials.status_code == post
    assert (await settled.send("PUT", settled.cluster(), wanted)).status_code == put
    await settled.settle()
    assert (await settled.send("DELETE", settled.cluster())).status_code == delete


async def test_v4_actions_are_posts_below_the_resource(settled: Any) -> None:
    path = settled.cluster() + "/listCredentials"
    assert (await settled.send("POST", path)).status_code == 200
    assert (await settled.send("GET", path)).status_code == 405


async def test_v5_a_region_takes_only_its_own(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    reply = await rp.send("PUT", rp.cluster(), {**wanted, "location": "westus"})
    assert refusal(reply) == (400, "InvalidParameter", "location")


async def test_v6_nothing_lies_below_a_cluster(settled: Any) -> None:
    path = settled.cluster() + "/machinePools/worker"
    assert (await settled.send("GET", path)).status_code == 404


async def test_v7_optional_provider_calls_are_not_served(rp: Any) -> None:
    for call in ("checkNameAvailability", "skus"):
        path = f"/subscriptions/{rp.subscription}/{rp.provider}/{call}"
        assert (await rp.send("POST", path, {})).status_code == 400


async def test_v8_every_published_version_still_answers(settled: Any) -> None:
    """What each says is held by the goldens of tests/golden/specs."""
    released = {spec.stem for spec in RELEASED.glob("*.json")}
    assert len(released) >= 11
    for version in released:
        assert (await settled.send("GET", settled.cluster(), version=version)).status_code == 200
