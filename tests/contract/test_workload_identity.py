"""Clusters without a service principal (frontend.md 7.2, 7.5, api-versions 6.4)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[[Any], tuple[int, str, str]]
PROFILE = "properties.platformWorkloadIdentityProfile"
HEADERS = ("x-ms-identity-url", "x-ms-home-tenant-id")
MATCH = "properties.PlatformWorkloadIdentityProfile.PlatformWorkloadIdentities"


@pytest.fixture
async def settled(rp: Any, workload: dict[str, Any], identity_headers: dict[str, str]) -> Any:
    reply = await rp.send("PUT", rp.cluster(), workload, headers=identity_headers)
    assert reply.status_code == 201, reply.text
    await rp.settle()
    return rp


async def test_the_document_knows_the_identity(settled: Any, workload: dict[str, Any]) -> None:
    doc = await settled.stored()
    (identity_id,) = workload["identity"]["userAssignedIdentities"]
    assert doc.client_id_key == identity_id.lower()
    identity = doc.open_shift_cluster.managed_service_identity
    assert identity.identity_url == "https://identity.example/credentials"
    assert identity.tenant_id == "00000000-0000-0000-0000-00000000000a"
    reply = await settled.send("GET", settled.cluster())
    assert "identity.example" not in reply.text
    assert "servicePrincipalProfile" not in reply.json()["properties"]


async def test_put_needs_the_identity_headers_and_patch_does_not(
    settled: Any, workload: dict[str, Any], refusal: Refusal
) -> None:
    before = await settled.contents()
    url, tenant = ({name: "https://new.example"} for name in HEADERS)
    for method, headers in (("PUT", {}), ("PUT", url), ("PUT", tenant), ("PATCH", url)):
        reply = await settled.send(method, settled.cluster(), workload, headers=headers)
        assert refusal(reply) == (400, "InvalidParameter", "identity")
        assert await settled.contents() == before
    reply = await settled.send("PATCH", settled.cluster(), {"tags": {}})
    assert reply.status_code == 200
    identity = (await settled.stored()).open_shift_cluster.managed_service_identity
    assert identity.identity_url == "https://identity.example/credentials"


async def test_a_patch_takes_the_headers_when_they_come(settled: Any) -> None:
    headers = {"x-ms-identity-url": "https://new.example", "x-ms-home-tenant-id": "b"}
    await settled.send("PATCH", settled.cluster(), {"tags": {}}, headers=headers)
    identity = (await settled.stored()).open_shift_cluster.managed_service_identity
    assert (identity.identity_url, identity.tenant_id) == ("https://new.example", "b")


async def test_identities_in_a_patch_take_the_place_of_the_stored_one(settled: Any) -> None:
    (old,) = (
        await settled.stored()
    ).open_shift_cluster.managed_service_identity.user_assigned_identities
    body = {"identity": {"type": "UserAssigned", "userAssignedIdentities": {f"{old}-2": {}}}}
    reply = await settled.send("PATCH", settled.cluster(), body)
    assert reply.status_code == 200, reply.text
    assert list(reply.json()["identity"]["userAssignedIdentities"]) == [f"{old}-2"]


@pytest.mark.parametrize(
    ("change", "code", "target"),
    [
        (lambda i: i.pop("ingress"), "PlatformWorkloadIdentityMismatch", MATCH),
        (
            lambda i: i.__setitem__("extra", {"resourceId": i["ingress"]["resourceId"] + "x"}),
            "PlatformWorkloadIdentityMismatch",
            MATCH,
        ),
        (
            lambda i: i.__setitem__("Ingress", i.pop("ingress")),
            "PlatformWorkloadIdentityMismatch",
            MATCH,
        ),
        (
            lambda i: i["ingress"].update(i["cloud-controller-manager"]),
            "InvalidParameter",
            f"{PROFILE}.PlatformWorkloadIdentities",
        ),
        (
            lambda i: i["ingress"].update(resourceId="x"),
            "InvalidParameter",
            f"{PROFILE}.PlatformWorkloadIdentities[ingress].resourceID",
        ),
        (
            lambda i: i["ingress"].update(
                resourceId=i["ingress"]["resourceId"].replace("userAssigned", "UserAssigned")
            ),
            "InvalidParameter",
            f"{PROFILE}.PlatformWorkloadIdentities[ingress].resourceID",
        ),
        (
            lambda i: i.__setitem__("", i.pop("ingress")),
            "InvalidParameter",
            f"{PROFILE}.PlatformWorkloadIdentities[].resourceID",
        ),
        (
            lambda i: i.__setitem__("ingress", None),
            "InvalidParameter",
            f"{PROFILE}.PlatformWorkloadIdentities[ingress]",
        ),
        (lambda i: i.clear(), "InvalidParameter", f"{PROFILE}.platformWorkloadIdentities"),
    ],
)
async def test_identities_must_be_right_and_complete(
    rp: Any,
    workload: dict[str, Any],
    identity_headers: dict[str, str],
    refusal: Refusal,
    change: Callable[[dict[str, Any]], None],
    code: str,
    target: str,
) -> None:
    profile = workload["properties"]["platformWorkloadIdentityProfile"]
    change(profile["platformWorkloadIdentities"])
    before = await rp.contents()
    reply = await rp.send("PUT", rp.cluster(), workload, headers=identity_headers)
    assert refusal(reply) == (400, code, target)
    assert await rp.contents() == before


async def test_a_release_without_a_role_set_cannot_have_them(
    rp: Any, workload: dict[str, Any], identity_headers: dict[str, str], refusal: Refusal
) -> None:
    workload["properties"]["clusterProfile"]["version"] = "4.18.22"
    reply = await rp.send("PUT", rp.cluster(), workload, headers=identity_headers)
    assert refusal(reply) == (400, "InvalidParameter", "")


@pytest.mark.parametrize(
    ("upgradeable_to", "expected"),
    [
        ("4.17.99", None),
        ("4.16.1", None),
        ("4.18.0", ("InvalidParameter", "")),
        ("4.18", ("InvalidParameter", f"{PROFILE}.UpgradeableTo[4.18]")),
        ("soon", ("InvalidParameter", f"{PROFILE}.UpgradeableTo[soon]")),
    ],
)
async def test_a_later_minor_needs_its_roles_as_well(
    rp: Any,
    workload: dict[str, Any],
    identity_headers: dict[str, str],
    refusal: Refusal,
    upgradeable_to: str,
    expected: tuple[str, str] | None,
) -> None:
    profile = workload["properties"]["platformWorkloadIdentityProfile"]
    profile["upgradeableTo"] = upgradeable_to
    reply = await rp.send("PUT", rp.cluster(), workload, headers=identity_headers)
    if expected is None:
        assert reply.status_code == 201, reply.text
    else:
        assert refusal(reply) == (400, *expected)


async def test_operators_may_not_lose_their_identity(
    settled: Any, workload: dict[str, Any], identity_headers: dict[str, str], refusal: Refusal
) -> None:
    identities = workload["properties"]["platformWorkloadIdentityProfile"]
    del identities["platformWorkloadIdentities"]["ingress"]
    reply = await settled.send("PUT", settled.cluster(), workload, headers=identity_headers)
    target = f"{PROFILE}.platformWorkloadIdentities"
    assert refusal(reply) == (400, "PropertyChangeNotAllowed", target)


async def test_the_same_put_again_is_an_update(
    settled: Any, workload: dict[str, Any], identity_headers: dict[str, str]
) -> None:
    reply = await settled.send("PUT", settled.cluster(), workload, headers=identity_headers)
    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_versions_that_know_no_identities_cannot_update_it(
    settled: Any, refusal: Refusal, method: str, wanted: dict[str, Any]
) -> None:
    wanted["properties"].pop("platformWorkloadIdentityProfile", None)
    wanted.pop("identity", None)
    wanted["properties"].pop("servicePrincipalProfile", None)
    body = wanted if method == "PUT" else {"tags": {}}
    reply = await settled.send(method, settled.cluster(), body, version="2023-11-22")
    doubled = "properties.servicePrincipalProfile.servicePrincipalProfile"
    assert refusal(reply) == (400, "InvalidParameter", doubled)
    assert (await settled.send("GET", settled.cluster(), version="2023-11-22")).status_code == 200


def _both(body: dict[str, Any]) -> None:
    body["properties"]["servicePrincipalProfile"] = {"clientId": "x", "clientSecret": "y"}


def _two(body: dict[str, Any]) -> None:
    (only,) = body["identity"]["userAssignedIdentities"]
    body["identity"]["userAssignedIdentities"][f"{only}2"] = {}


@pytest.mark.parametrize(
    ("change", "target"),
    [
        (_both, "properties.servicePrincipalProfile"),
        (
            lambda b: b["properties"].pop("platformWorkloadIdentityProfile"),
            "properties.servicePrincipalProfile",
        ),
        (lambda b: b.pop("identity"), "identity"),
        (_two, "identity"),
        (lambda b: b["identity"].update(userAssignedIdentities={}), "identity"),
    ],
)
async def test_combinations_that_make_no_sense(
    rp: Any,
    workload: dict[str, Any],
    identity_headers: dict[str, str],
    refusal: Refusal,
    change: Callable[[dict[str, Any]], None],
    target: str,
) -> None:
    change(workload)
    reply = await rp.send("PUT", rp.cluster(), workload, headers=identity_headers)
    assert refusal(reply) == (400, "InvalidParameter", target)


async def test_an_identity_makes_no_sense_with_a_service_principal(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    body = copy.deepcopy(wanted)
    body["identity"] = {"type": "UserAssigned", "userAssignedIdentities": {"/x": {}}}
    reply = await rp.send("PUT", rp.cluster(), body)
    assert refusal(reply) == (400, "InvalidParameter", "identity")


async def test_an_identity_always_says_its_type(
    rp: Any, workload: dict[str, Any], identity_headers: dict[str, str]
) -> None:
    """Its value is nobody's business (api-versions.md 8.3), but the spec promises the member."""
    workload["identity"]["type"] = ""
    for version in ("2025-07-25", "2024-08-12-preview"):
        reply = await rp.send(
            "PUT", rp.cluster(), workload, version=version, headers=identity_headers
        )
        assert reply.json()["identity"]["type"] == "", reply.text
        await rp.settle()
    del workload["identity"]["type"]
    reply = await rp.send("PUT", rp.cluster("other"), workload, headers=identity_headers)
    error = reply.json()["error"]
    assert (error["code"], error["target"]) == ("InvalidRequestContent", "identity.type")
    assert error["message"].endswith("'identity.type' must be there.")
