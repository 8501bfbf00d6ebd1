"""Operations, versions, role sets, health (frontend.md 1, 13, 19)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aro_api.internal.models import (
    OpenShiftVersion,
    OpenShiftVersionDocument,
    OpenShiftVersionProperties,
    PlatformWorkloadIdentityRoleSetDocument,
)
from aro_rp.arm.errors import ArmError
from aro_rp.frontend.releases import Releases

Refusal = Callable[[Any], tuple[int, str, str]]
ID = "00000000-0000-0000-0000-0000000000aa"


async def test_the_operations_are_those_of_the_specs(bare_rp: Any) -> None:
    value = (await bare_rp.send("GET", f"/{bare_rp.provider}/operations")).json()["value"]
    names = [item["name"].split("/", 1)[1] for item in value]
    assert names == [
        "locations/operationresults/read",
        "locations/operationsstatus/read",
        "operations/read",
        "openShiftClusters/read",
        "openShiftClusters/write",
        "openShiftClusters/delete",
        "openShiftClusters/listCredentials/action",
        "openShiftClusters/listAdminCredentials/action",
        "openShiftClusters/detectors/read",
        "locations/listPlatformWorkloadIdentityRoleSets/read",
        "locations/openshiftVersions/read",
    ]
    assert {item["display"]["provider"] for item in value} == {"Azure Red Hat OpenShift"}
    assert {item["origin"] for item in value} == {"user,system"}


async def test_versions_show_what_their_api_version_knows(rp: Any) -> None:
    newest = (await rp.send("GET", rp.location("openShiftVersions"))).json()["value"]
    assert {item["properties"]["version"] for item in newest} == {"4.17.27", "4.18.22"}
    assert newest[0]["type"] == "Microsoft.RedHatOpenShift/OpenShiftVersion"
    assert newest[0]["name"] == newest[0]["properties"]["version"]
    path = rp.location("openShiftVersions/4.17.27")
    older = (await rp.send("GET", path, version="2023-11-22")).json()
    assert older == {"properties": {"version": "4.17.27"}}


async def test_a_role_set_keeps_its_service_accounts_to_itself(rp: Any) -> None:
    path = rp.location("platformWorkloadIdentityRoleSets/4.17")
    found = (await rp.send("GET", path)).json()
    assert (found["name"], found["properties"]["openShiftVersion"]) == ("4.17", "4.17")
    role = found["properties"]["platformWorkloadIdentityRoles"][0]
    assert role.keys() == {"operatorName", "roleDefinitionName", "roleDefinitionId"}
    value = (await rp.send("GET", path.rsplit("/", 1)[0])).json()["value"]
    assert value == [found]


async def test_what_is_not_on_offer_is_400(rp: Any, refusal: Refusal) -> None:
    for path in ("openShiftVersions/4.1.1", "platformWorkloadIdentityRoleSets/4.1"):
        assert refusal(await rp.send("GET", rp.location(path))) == (400, "ResourceNotFound", "")


async def offer(rp: Any, **properties: Any) -> None:
    held = await rp.databases.versions.find(ID)
    doc = held.doc if held else OpenShiftVersionDocument(id=ID)
    deleting = properties.pop("deleting", False)
    doc.open_shift_version = OpenShiftVersion(
        deleting=deleting, properties=OpenShiftVersionProperties(version="4.19.14", **properties)
    )
    await rp.databases.versions.upsert(doc)


async def test_the_cache_follows_what_is_offered(bare_rp: Any, refusal: Refusal) -> None:
    path = bare_rp.location("openShiftVersions/4.19.14")
    assert refusal(await bare_rp.send("GET", path))[0] == 400
    await offer(bare_rp, enabled=True)
    assert (await bare_rp.send("GET", path)).status_code == 200
    await offer(bare_rp, enabled=False)
    await bare_rp.send("GET", bare_rp.location("openShiftVersions/4.0.0"))
    assert refusal(await bare_rp.send("GET", path))[0] == 400
    await offer(bare_rp, enabled=True)
    assert (await bare_rp.send("GET", path)).status_code == 200
    await offer(bare_rp, enabled=True, deleting=True)
    await bare_rp.send("GET", bare_rp.location("openShiftVersions/4.0.0"))
    assert refusal(await bare_rp.send("GET", path))[0] == 400


async def test_the_default_goes_with_its_version(bare_rp: Any, refusal: Refusal) -> None:
    releases = Releases(bare_rp.databases)
    for offered, default, lacks in (
        ({"enabled": True, "default": False}, "", True),
        ({"enabled": True, "default": True}, "4.19.14", False),
        ({"enabled": False, "default": True}, "", False),
        ({"enabled": True, "default": True}, "4.19.14", False),
        ({"enabled": True, "default": True, "deleting": True}, "", False),
    ):
        await offer(bare_rp, **offered)
        await releases.refresh()
        assert releases.lacks_default is lacks
        if default:
            assert await releases.need_default() == default
            continue
        with pytest.raises(ArmError, match="No default"):
            await releases.need_default()


@pytest.mark.parametrize(
    ("version", "installable"),
    [
        ("4.19.0", True),
        ("4.19.0-rc.1", True),
        ("4.19.0-0.nightly-2026-01-01+x.y", True),
        ("4.19", False),
        ("4.19.0-", False),
        ("04.19.0", False),
        ("4.19.0\n", False),
        ("latest", False),
    ],
)
async def test_only_semantic_versions_can_be_installed_even_if_others_are_on_offer(
    bare_rp: Any, version: str, installable: bool
) -> None:
    properties = OpenShiftVersionProperties(version=version, enabled=True)
    doc = OpenShiftVersionDocument(
        id=ID, open_shift_version=OpenShiftVersion(properties=properties)
    )
    await bare_rp.databases.versions.create(doc)
    releases = Releases(bare_rp.databases)
    if installable:
        return await releases.need_installable(version)
    with pytest.raises(ArmError) as caught:
        await releases.need_installable(version)
    problem = caught.value.problem
    target = "properties.clusterProfile.version"
    assert (caught.value.status, problem.code, problem.target) == (400, "InvalidParameter", target)


async def test_another_default_takes_the_place_of_the_first(rp: Any) -> None:
    releases = Releases(rp.databases)
    assert await releases.need_default() == "4.17.27"
    await offer(rp, enabled=True, default=True)
    await releases.refresh()
    assert await releases.need_default() == "4.19.14"
    held = await rp.databases.versions.find(ID)
    await rp.databases.versions.delete(held)


async def test_another_version_that_goes_leaves_the_default(rp: Any) -> None:
    releases = Releases(rp.databases)
    for enabled in (True, False):
        await offer(rp, enabled=enabled)
        await releases.refresh()
        assert await releases.need_default() == "4.17.27"
    held = await rp.databases.versions.find(ID)
    await rp.databases.versions.delete(held)


async def test_ready_is_who_knows_both_versions_and_role_sets(bare_rp: Any) -> None:
    first, second = Releases(bare_rp.databases), Releases(bare_rp.databases)
    await first.versions()
    await second.role_sets()
    assert (first.ready, second.ready) == (False, False)
    await first.role_sets()
    await second.versions()
    assert (first.ready, second.ready) == (True, True)


async def test_a_role_set_that_is_being_deleted_is_gone(bare_rp: Any, refusal: Refusal) -> None:
    releases = Releases(bare_rp.databases)
    doc = PlatformWorkloadIdentityRoleSetDocument(id=ID)
    doc.platform_workload_identity_role_set.properties.open_shift_version = "4.19"
    await bare_rp.databases.role_sets.create(doc)
    path = bare_rp.location("platformWorkloadIdentityRoleSets/4.19")
    assert (await bare_rp.send("GET", path)).status_code == 200
    assert await releases.operators("4.19") == frozenset()
    held = await bare_rp.databases.role_sets.find(ID)
    held.doc.platform_workload_identity_role_set.deleting = True
    await bare_rp.databases.role_sets.replace(held, held.doc)
    await bare_rp.send("GET", path + "9")
    assert refusal(await bare_rp.send("GET", path)) == (400, "ResourceNotFound", "")
    reply = await bare_rp.send("GET", path.rsplit("/", 1)[0])
    assert reply.json() == {"value": []}
    await releases.refresh()
    assert await releases.operators("4.19") is None


async def test_ready_means_fed_and_not_on_the_way_out(bare_rp: Any, refusal: Refusal) -> None:
    reply = await bare_rp.send("GET", "/healthz/ready", query="")
    assert refusal(reply) == (500, "InternalServerError", "")
    messages = [{"type": "lifespan.startup"}]
    answers: list[str] = []

    async def receive() -> Any:
        if messages:
            return messages.pop()
        for _ in range(20):
            await bare_rp.clock.sleep(0)
        reply = await bare_rp.send("GET", "/healthz/ready", query="")
        assert (reply.status_code, reply.json()) == (200, {})
        return {"type": "lifespan.shutdown"}

    async def send(message: Any) -> None:
        answers.append(message["type"])

    await bare_rp.app({"type": "lifespan"}, receive, send)
    assert answers == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert refusal(await bare_rp.send("GET", "/healthz/ready", query=""))[0] == 500


async def test_a_websocket_is_turned_away(bare_rp: Any) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await bare_rp.app({"type": "websocket"}, None, send)
    assert [message["type"] for message in sent] == ["websocket.close"]
