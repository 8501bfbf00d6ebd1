"""What Azure has against a new cluster (frontend.md 7.1, 10c); tests/azure says what that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem

Refusal = Callable[[Any], tuple[int, str, str]]
AGAINST = (
    Problem(Code.RESOURCE_QUOTA_EXCEEDED, "Too many cores."),
    Problem(Code.RESOURCE_PROVIDER_NOT_REGISTERED, "No Microsoft.Storage."),
)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_cluster_that_azure_cannot_take_is_refused_with_every_reason(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, method: str
) -> None:
    rp.azure.against, before = AGAINST, await rp.contents()
    reply = await rp.send(method, rp.cluster(), wanted)
    assert refusal(reply) == (400, "ResourceQuotaExceeded", "")
    told = [detail["code"] for detail in reply.json()["error"]["details"]]
    assert told == ["ResourceQuotaExceeded", "ResourceProviderNotRegistered"]
    assert "azure-asyncoperation" not in reply.headers
    assert await rp.contents() == before


async def test_azure_is_asked_where_the_cluster_is_to_be_and_for_the_whole_of_it(
    rp: Any, wanted: dict[str, Any]
) -> None:
    del wanted["properties"]["clusterProfile"]["version"]
    await rp.created(wanted)
    ((subscription, location, cluster),) = rp.azure.asked
    assert (subscription, location) == (rp.subscription, "eastus")
    assert cluster["properties"]["workerProfiles"] == wanted["properties"]["workerProfiles"]
    assert cluster["properties"]["clusterProfile"]["version"] == "4.17.27"


async def test_azure_is_not_asked_of_what_cannot_be_right(rp: Any, wanted: dict[str, Any]) -> None:
    wanted["properties"]["masterProfile"]["vmSize"] = "tiny"
    assert (await rp.send("PUT", rp.cluster(), wanted)).status_code == 400
    assert not rp.azure.asked


async def test_a_cluster_that_is_there_needs_no_room(rp: Any, wanted: dict[str, Any]) -> None:
    """Neither to go on with its create, nor to change: part of what is used up is its own."""
    await rp.created(wanted)
    rp.azure.against = AGAINST
    await rp.settle("Failed", "Creating")
    assert (await rp.send("PUT", rp.cluster(), wanted)).status_code == 200
    await rp.settle()
    for method in ("PUT", "PATCH"):
        reply = await rp.send(method, rp.cluster(), {**wanted, "tags": {"by": method}})
        assert reply.status_code == 200, reply.text
        await rp.settle()
