"""How bodies merge into clusters, in every api-version (frontend.md 7.2, api-versions 4.4)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from aro_api.versions import VERSIONS

Refusal = Callable[[Any], tuple[int, str, str]]
Said = Callable[[str], dict[str, Any]]

NEWEST = "2025-07-25"
IDENTITIES = [v for v in VERSIONS if v >= "2024-08-12-preview"]
BALANCERS = [
    v
    for v in VERSIONS
    if "properties.networkProfile.loadBalancerProfile" in VERSIONS[v].shape().places
]
OLDER = [v for v in VERSIONS if v < NEWEST]
OTHER_CLIENT = "33333333-3333-3333-3333-333333333333"
PROFILE = "platformWorkloadIdentityProfile"


@pytest.fixture
async def resting(rp: Any, said_in: Said) -> Callable[[str], Any]:
    """Creates a cluster in a version, and lets it rest."""

    async def make(version: str) -> Any:
        await rp.created(said_in(version), version=version)
        await rp.settle()
        rp.version = version
        return rp

    yield make
    rp.version = NEWEST


@pytest.fixture
async def identified(
    rp: Any, workload_in: Said, identity_headers: dict[str, str]
) -> Callable[[str], Any]:
    """The same with workload identities; all that is found out about them is known."""

    async def make(version: str) -> Any:
        reply = await rp.send(
            "PUT", rp.cluster(), workload_in(version), version=version, headers=identity_headers
        )
        assert reply.status_code == 201, reply.text
        await rp.change(found_out)
        await rp.settle()
        rp.version = version
        return rp

    yield make
    rp.version = NEWEST


def found_out(cluster: Any) -> None:
    profile = cluster.properties.platform_workload_identity_profile
    for name, identity in profile.platform_workload_identities.items():
        identity.client_id, identity.object_id = f"client of {name}", f"object of {name}"
    for user in cluster.managed_service_identity.user_assigned_identities.values():
        user.client_id = user.principal_id = "known"


async def properties_of(rp: Any) -> Any:
    return (await rp.stored()).open_shift_cluster.properties


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize(
    ("tags", "after"),
    [({"a": "b"}, {"a": "b"}), ({}, None), (None, None), ({"a": None, "C": "d"}, {"C": "d"})],
)
async def test_tags_are_replaced_as_a_whole(
    resting: Any, said_in: Said, version: str, method: str, tags: Any, after: Any
) -> None:
    rp = await resting(version)
    body = {**(said_in(version) if method == "PUT" else {}), "tags": tags}
    reply = await rp.send(method, rp.cluster(), body)
    assert reply.status_code == 200, reply.text
    assert reply.json().get("tags") == after


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_patch_leaves_what_it_does_not_say(resting: Any, version: str) -> None:
    rp = await resting(version)
    before = (await rp.send("GET", rp.cluster())).json()
    principal = {"servicePrincipalProfile": {"clientId": OTHER_CLIENT}}
    reply = await rp.send("PATCH", rp.cluster(), {"properties": principal})
    assert reply.status_code == 200, reply.text
    after = reply.json()
    before["properties"] |= {"provisioningState": "Updating"}
    before["properties"]["servicePrincipalProfile"]["clientId"] = OTHER_CLIENT
    assert after == before
    secret = (await properties_of(rp)).service_principal_profile.client_secret
    assert secret.reveal(rp.databases.cipher.unseal) == "CLIENT-SECRET-TEXT"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("workers", "wrong"),
    [
        ([{}], ""),
        ([None], ""),
        ([{"name": "worker"}], ""),
        ([{"count": 4}], "properties.workerProfiles['worker'].count"),
        ([{"name": "x"}], "properties.workerProfiles['x'].name"),
        ([], "properties.workerProfiles"),
        ([{}, {"name": "y"}], "properties.workerProfiles"),
    ],
)
async def test_lists_merge_by_index(
    resting: Any, refusal: Refusal, version: str, workers: Any, wrong: str
) -> None:
    rp = await resting(version)
    before = (await properties_of(rp)).worker_profiles
    reply = await rp.send("PATCH", rp.cluster(), {"properties": {"workerProfiles": workers}})
    if wrong:
        error = reply.json()["error"]
        found = [error, *error.get("details", ())]
        assert (reply.status_code, wrong) in [(400, one.get("target")) for one in found]
    else:
        assert reply.status_code == 200, reply.text
        assert (await properties_of(rp)).worker_profiles == before


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "said",
    [
        {"location": None},
        {"properties": None},
        {"properties": {"clusterProfile": None, "networkProfile": None, "masterProfile": None}},
        {"properties": {"consoleProfile": None, "apiserverProfile": None}},
        {"properties": {"clusterProfile": {"domain": None, "pullSecret": None}}},
        {"properties": {"masterProfile": {"vmSize": None}}},
        {"properties": {"servicePrincipalProfile": {"clientId": None, "clientSecret": None}}},
        {"properties": {"workerProfiles": [{"count": None}]}},
        {"properties": {"provisioningState": None}},
    ],
)
async def test_null_changes_no_scalar_and_no_profile_that_is_always_there(
    resting: Any, version: str, said: dict[str, Any]
) -> None:
    rp = await resting(version)
    before = await properties_of(rp)
    reply = await rp.send("PATCH", rp.cluster(), said)
    assert reply.status_code == 200, reply.text
    after = await properties_of(rp)
    assert after.service_principal_profile.client_id == before.service_principal_profile.client_id
    assert after.worker_profiles == before.worker_profiles
    assert after.cluster_profile.domain == before.cluster_profile.domain


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "said", [{"workerProfiles": None}, {"ingressProfiles": None}, {"servicePrincipalProfile": None}]
)
async def test_null_clears_lists_and_pointers_before_the_newest(
    resting: Any, version: str, said: dict[str, Any]
) -> None:
    rp = await resting(version)
    reply = await rp.send("PATCH", rp.cluster(), {"properties": said})
    assert reply.status_code == (200 if version >= NEWEST else 400), reply.text


@pytest.mark.parametrize("version", BALANCERS)
async def test_null_clears_a_profile_that_need_not_be_there_before_the_newest(
    resting: Any, refusal: Refusal, version: str
) -> None:
    rp = await resting(version)
    for said, where in (
        ({"loadBalancerProfile": None}, "properties.networkProfile.loadBalancerProfile"),
        ({"loadBalancerProfile": {"managedOutboundIps": {"count": 3}}}, ""),
    ):
        reply = await rp.send("PATCH", rp.cluster(), {"properties": {"networkProfile": said}})
        if where and version < NEWEST:
            assert refusal(reply) == (400, "PropertyChangeNotAllowed", where)
        else:
            assert reply.status_code == 200, reply.text
            await rp.settle()
    profile = (await properties_of(rp)).network_profile.load_balancer_profile
    assert profile.managed_outbound_ips.count == 3


@pytest.mark.parametrize("version", VERSIONS)
async def test_names_have_any_case_before_the_newest(
    resting: Any, refusal: Refusal, version: str
) -> None:
    rp = await resting(version)
    body = {
        "TAGS": {"Team": "A", "team": "b"},
        "Properties": {
            "SERVICEPRINCIPALPROFILE": {"clientid": OTHER_CLIENT},
            "workerprofiles": [{"VmSize": "Standard_D4s_v3"}],
        },
    }
    reply = await rp.send("PATCH", rp.cluster(), body)
    if version >= NEWEST:
        assert refusal(reply)[:2] == (400, "InvalidRequestContent")
        return
    assert reply.status_code == 200, reply.text
    assert reply.json()["tags"] == {"Team": "A", "team": "b"}
    assert (await properties_of(rp)).service_principal_profile.client_id == OTHER_CLIENT


@pytest.mark.parametrize("version", VERSIONS)
async def test_put_keeps_what_need_not_be_said_and_clears_what_may_be(
    resting: Any, said_in: Said, version: str
) -> None:
    rp = await resting(version)
    body = said_in(version)
    del body["tags"], body["properties"]["clusterProfile"]["pullSecret"]
    del body["properties"]["clusterProfile"]["version"]
    del body["properties"]["servicePrincipalProfile"]["clientSecret"]
    before = await properties_of(rp)
    reply = await rp.send("PUT", rp.cluster(), body)
    assert reply.status_code == 200, reply.text
    assert "tags" not in reply.json()
    after, unseal = await properties_of(rp), rp.databases.cipher.unseal
    assert after.cluster_profile.version == before.cluster_profile.version
    assert "PULL-SECRET-TEXT" in after.cluster_profile.pull_secret.reveal(unseal)
    assert after.service_principal_profile.client_secret.reveal(unseal) == "CLIENT-SECRET-TEXT"
    assert after.created_at == before.created_at


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("profile", "member"),
    [
        ("clusterProfile", "domain"),
        ("clusterProfile", "resourceGroupId"),
        ("networkProfile", "podCidr"),
        ("masterProfile", "vmSize"),
        ("apiserverProfile", "visibility"),
    ],
)
async def test_put_must_say_again_what_may_not_change(
    resting: Any, said_in: Said, version: str, profile: str, member: str
) -> None:
    rp = await resting(version)
    body = said_in(version)
    del body["properties"][profile][member]
    before = await rp.contents()
    reply = await rp.send("PUT", rp.cluster(), body)
    error = reply.json()["error"]
    found = [error, *error.get("details", ())]
    named = [(one["code"], one.get("target")) for one in found]
    assert reply.status_code == 400
    assert ("PropertyChangeNotAllowed", f"properties.{profile}.{member}") in named
    assert await rp.contents() == before


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_state_that_is_so_is_ignored_and_any_other_refused(
    resting: Any, said_in: Said, refusal: Refusal, version: str, method: str
) -> None:
    rp = await resting(version)
    body = said_in(version) if method == "PUT" else {"properties": {}}
    for state in ("Failed", "Updating", "Succeeded"):
        body["properties"]["provisioningState"] = state
        reply = await rp.send(method, rp.cluster(), body)
        if state == "Succeeded":
            assert reply.status_code == 200, reply.text
        else:
            where = "properties.provisioningState"
            assert refusal(reply) == (400, "PropertyChangeNotAllowed", where)


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_was_got_can_be_put_back(resting: Any, said_in: Said, version: str) -> None:
    rp = await resting(version)
    got = (await rp.send("GET", rp.cluster())).json()
    got.pop("systemData", None)
    reply = await rp.send("PUT", rp.cluster(), got)
    assert reply.status_code == 200, reply.text
    shown = reply.json()
    shown.pop("systemData", None)
    got["properties"]["provisioningState"] = "Updating"
    assert shown == got


@pytest.mark.parametrize("version", IDENTITIES)
async def test_maps_merge_by_key(identified: Any, version: str) -> None:
    rp = await identified(version)
    moved = "/subscriptions/x/resourceGroups/y/providers/Microsoft.ManagedIdentity"
    moved += "/userAssignedIdentities/moved"
    said = {PROFILE: {"platformWorkloadIdentities": {"ingress": {"resourceId": moved}}}}
    reply = await rp.send("PATCH", rp.cluster(), {"properties": said})
    assert reply.status_code == 200, reply.text
    profile = (await properties_of(rp)).platform_workload_identity_profile
    found = profile.platform_workload_identities
    assert (found["ingress"].resource_id, found["ingress"].client_id) == (moved, "")
    other = found["cloud-controller-manager"]
    assert other.client_id == "client of cloud-controller-manager"
    assert other.resource_id.endswith("/cloud-controller-manager")


@pytest.mark.parametrize("version", IDENTITIES)
async def test_keys_of_maps_keep_their_case(
    identified: Any, refusal: Refusal, version: str
) -> None:
    rp = await identified(version)
    said = {PROFILE: {"platformWorkloadIdentities": {"Ingress": {"resourceId": "/x"}}}}
    reply = await rp.send("PATCH", rp.cluster(), {"properties": said})
    assert reply.status_code == 400
    assert "Ingress" in reply.text or "exactly" in reply.text


@pytest.mark.parametrize("version", IDENTITIES)
async def test_put_may_not_drop_an_operators_identity(
    identified: Any,
    workload_in: Said,
    identity_headers: dict[str, str],
    refusal: Refusal,
    version: str,
) -> None:
    rp = await identified(version)
    body = copy.deepcopy(workload_in(version))
    del body["properties"][PROFILE]["platformWorkloadIdentities"]["ingress"]
    reply = await rp.send("PUT", rp.cluster(), body, headers=identity_headers)
    where = f"properties.{PROFILE}.platformWorkloadIdentities"
    assert refusal(reply) == (400, "PropertyChangeNotAllowed", where)


@pytest.mark.parametrize("version", IDENTITIES)
@pytest.mark.parametrize(
    ("said", "after"),
    [
        ({"userAssignedIdentities": {"NEW": {}}}, ["new"]),
        ({"type": "UserAssigned"}, ["cluster"]),
        ({"userAssignedIdentities": {}}, ["cluster"]),
        ({}, ["cluster"]),
    ],
)
async def test_a_patch_that_names_a_cluster_identity_replaces_the_one_before(
    identified: Any,
    workload: dict[str, Any],
    version: str,
    said: dict[str, Any],
    after: list[str],
) -> None:
    rp = await identified(version)
    (known,) = workload["identity"]["userAssignedIdentities"]
    body = copy.deepcopy(said)
    if "NEW" in body.get("userAssignedIdentities", {}):
        body["userAssignedIdentities"] = {known.replace("/cluster", "/new"): {}}
    reply = await rp.send("PATCH", rp.cluster(), {"identity": body})
    assert reply.status_code == 200, reply.text
    identity = (await rp.stored()).open_shift_cluster.managed_service_identity
    users = identity.user_assigned_identities
    assert [key.rsplit("/", 1)[1] for key in users] == after
    assert [user.client_id for user in users.values()] == ["" if after == ["new"] else "known"]
    assert identity.identity_url == "https://identity.example/credentials"


@pytest.mark.parametrize("version", IDENTITIES)
async def test_a_patch_takes_new_credentials_only_when_the_header_brings_them(
    identified: Any, identity_headers: dict[str, str], version: str
) -> None:
    rp = await identified(version)
    await rp.send("PATCH", rp.cluster(), {"tags": {}})
    await rp.settle()
    identity = (await rp.stored()).open_shift_cluster.managed_service_identity
    assert identity.identity_url == identity_headers["x-ms-identity-url"]
    headers = {**identity_headers, "x-ms-identity-url": "https://newer"}
    await rp.send("PATCH", rp.cluster(), {"tags": {}}, headers=headers)
    identity = (await rp.stored()).open_shift_cluster.managed_service_identity
    assert identity.identity_url == "https://newer"


@pytest.mark.parametrize("version", IDENTITIES)
@pytest.mark.parametrize("said", [None, {"userAssignedIdentities": None}])
async def test_null_takes_no_identity_away(identified: Any, version: str, said: Any) -> None:
    """Before the newest a null clears, and a cluster of this kind cannot be without."""
    rp = await identified(version)
    reply = await rp.send("PATCH", rp.cluster(), {"identity": said})
    assert reply.status_code == (200 if version >= NEWEST else 400), reply.text


@pytest.mark.parametrize("version", IDENTITIES)
async def test_a_null_entry_is_no_server_error(identified: Any, version: str) -> None:
    rp = await identified(version)
    said = {PROFILE: {"platformWorkloadIdentities": {"ingress": None}}}
    reply = await rp.send("PATCH", rp.cluster(), {"properties": said})
    assert reply.status_code < 500, reply.text
