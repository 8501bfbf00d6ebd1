"""Detectors are asked for a cluster that is known, and passed on (frontend.md 15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[[Any], tuple[int, str, str]]


class Support:
    """Answers what it was asked, or fails."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []

    async def __call__(self, resource: str, location: str, detector: str) -> object:
        self.asked.append((resource, location, detector))
        if detector == "broken":
            raise ConnectionError("SECRET")
        return {"found": [1, 2, 3]}


@pytest.fixture
def support(rp: Any) -> Any:
    rp.azure.support = Support()
    return rp.azure.support


@pytest.mark.parametrize("query", ["", "api-version=2025-07-25", "api-version=nonsense"])
async def test_what_support_says_is_passed_on_whatever_the_api_version(
    rp: Any, wanted: dict[str, Any], support: Support, query: str
) -> None:
    await rp.created(wanted)
    for path, detector in (("detectors", ""), ("Detectors/Cluster-Overview", "cluster-overview")):
        reply = await rp.send("GET", f"{rp.cluster()}/{path}", query=query)
        assert (reply.status_code, reply.json()) == (200, {"found": [1, 2, 3]})
        assert support.asked[-1] == (rp.cluster(), "eastus", detector)


async def test_both_cluster_and_subscription_must_be_known(
    rp: Any, wanted: dict[str, Any], support: Support, refusal: Refusal
) -> None:
    path = rp.cluster() + "/detectors"
    assert refusal(await rp.send("GET", path)) == (404, "ResourceNotFound", "")
    await rp.created(wanted)
    held = await rp.databases.subscriptions.find(rp.subscription)
    await rp.databases.subscriptions.delete(held)
    assert refusal(await rp.send("GET", path)) == (400, "InvalidSubscriptionState", "")
    assert support.asked == []


@pytest.mark.parametrize("state", ["Unregistered", "Warned", "Suspended", "Deleted"])
async def test_the_state_of_the_subscription_does_not_matter(
    rp: Any, wanted: dict[str, Any], support: Support, state: str
) -> None:
    await rp.created(wanted)
    await rp.register(state)
    assert (await rp.send("GET", rp.cluster() + "/detectors")).status_code == 200


async def test_a_failure_of_support_is_ours(
    rp: Any, wanted: dict[str, Any], support: Support, refusal: Refusal
) -> None:
    await rp.created(wanted)
    reply = await rp.send("GET", rp.cluster() + "/detectors/broken")
    assert refusal(reply) == (500, "InternalServerError", "")
    assert "SECRET" not in reply.text


async def test_only_reading_is_served(rp: Any, support: Support) -> None:
    assert (await rp.send("POST", rp.cluster() + "/detectors", {})).status_code == 405
