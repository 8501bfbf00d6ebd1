"""The PUT of a create that did not come to its end, sent again: it goes on with it."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from aro_api.versions import VERSIONS

Refusal = Callable[[Any], tuple[int, str, str]]
ENDS = ("Failed", "Canceled")


def set_at(body: dict[str, Any], path: str, value: object) -> None:
    """Sets the member at a dotted path; None takes it out."""
    *parents, last = path.split(".")
    for name in parents:
        body = body[0][name] if isinstance(body, list) else body[name]
    where = body[0] if isinstance(body, list) else body
    if value is None:
        del where[last]
    else:
        where[last] = value


async def written(rp: Any) -> Any:
    """The stored properties as JSON, secrets sealed."""
    held = await rp.databases.clusters.find_key(rp.cluster().lower())
    return json.loads(held.row.body)["openShiftCluster"]["properties"]


@pytest.fixture
async def failed(rp: Any, wanted: dict[str, Any]) -> Any:
    """A cluster whose create failed after the first addresses were known."""
    await rp.created(wanted)
    await rp.change(find_out)
    await rp.settle("Failed", "Creating")
    return rp


def find_out(cluster: Any) -> None:
    properties = cluster.properties
    properties.apiserver_profile.ip, properties.apiserver_profile.url = "1.2.3.4", "https://api"
    properties.ingress_profiles[0].ip = "1.2.3.5"
    properties.infra_id = "infra"
    properties.network_profile.software_defined_network = "OVNKubernetes"
    properties.service_principal_profile.sp_object_id = "object"


@pytest.mark.parametrize("end", ENDS)
async def test_the_same_put_goes_on_with_the_create(
    failed: Any, wanted: dict[str, Any], end: str
) -> None:
    await failed.settle(end, "Creating")
    before, properties = await failed.stored(), await written(failed)
    header = {"x-ms-arm-resource-system-data": '{"lastModifiedBy":"again"}'}
    reply = await failed.send("PUT", failed.cluster(), wanted, headers=header)
    assert reply.status_code == 200, reply.text
    assert reply.json()["properties"]["provisioningState"] == "Creating"
    assert reply.json()["systemData"]["lastModifiedBy"] == "again"
    after = await failed.stored()
    assert after.async_operation_id
    assert after.async_operation_id in reply.headers["azure-asyncoperation"]
    operation = await failed.databases.async_operations.get(after.async_operation_id)
    assert operation.doc.async_operation.status == "Creating"
    assert after.dequeues == 0
    for name in ("id", "key", "client_id_key", "cluster_resource_group_id_key", "bucket"):
        assert getattr(after, name) == getattr(before, name)
    begun = {"provisioningState": "Creating", "lastProvisioningState": end}
    assert await written(failed) == {**properties, **begun}


@pytest.mark.parametrize("version", VERSIONS)
async def test_it_may_be_sent_in_any_version_that_can_say_it(
    failed: Any, said_in: Callable[[str], dict[str, Any]], version: str
) -> None:
    before = await written(failed)
    body = said_in(version)
    reply = await failed.send("PUT", failed.cluster(), body, version=version)
    assert reply.status_code == 200, reply.text
    begun = {"provisioningState": "Creating", "lastProvisioningState": "Failed"}
    assert await written(failed) == {**before, **begun}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("location", "EASTUS"),
        ("properties.clusterProfile.version", None),
        ("properties.clusterProfile.pullSecret", None),
        ("properties.servicePrincipalProfile.clientSecret", None),
        ("properties.networkProfile.outboundType", None),
        ("properties.networkProfile.loadBalancerProfile", None),
        ("properties.networkProfile.preconfiguredNSG", None),
        ("properties.provisioningState", "Failed"),
        ("id", "/SUBSCRIPTIONS"),
    ],
)
async def test_what_means_the_same_is_the_same(
    failed: Any, wanted: dict[str, Any], path: str, value: Any
) -> None:
    set_at(wanted, path, failed.cluster().upper() if path == "id" else value)
    wanted["properties"]["clusterProfile"]["resourceGroupId"] = wanted["properties"][
        "clusterProfile"
    ]["resourceGroupId"].upper()
    reply = await failed.send("PUT", failed.cluster(), wanted)
    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tags", {"team": "other"}),
        ("tags", None),
        ("properties.clusterProfile.version", "4.18.22"),
        ("properties.clusterProfile.domain", "other"),
        ("properties.clusterProfile.pullSecret", '{"auths":{}}'),
        ("properties.servicePrincipalProfile.clientId", "22222222-2222-2222-2222-222222222222"),
        ("properties.servicePrincipalProfile.clientSecret", "ANOTHER"),
        ("properties.networkProfile.loadBalancerProfile.managedOutboundIps.count", 2),
        ("properties.masterProfile.vmSize", "Standard_D16s_v3"),
        ("properties.workerProfiles.count", 4),
        ("properties.apiserverProfile.visibility", "Private"),
        ("properties.provisioningState", "Succeeded"),
    ],
)
async def test_a_different_put_is_refused(
    failed: Any, wanted: dict[str, Any], refusal: Refusal, path: str, value: Any
) -> None:
    before = await failed.contents()
    set_at(wanted, path, value)
    reply = await failed.send("PUT", failed.cluster(), wanted)
    assert refusal(reply) == (400, "RequestNotAllowed", "")
    assert "unchanged" in reply.json()["error"]["message"]
    assert await failed.contents() == before


@pytest.mark.parametrize("end", ENDS)
async def test_a_patch_is_refused_whatever_it_says(
    failed: Any, wanted: dict[str, Any], refusal: Refusal, end: str
) -> None:
    await failed.settle(end, "Creating")
    for body in ({}, wanted):
        reply = await failed.send("PATCH", failed.cluster(), body)
        assert refusal(reply) == (400, "RequestNotAllowed", "")


@pytest.mark.parametrize("end", ENDS)
async def test_a_delete_that_did_not_end_takes_no_put(
    failed: Any, wanted: dict[str, Any], refusal: Refusal, end: str
) -> None:
    await failed.settle(end, "Deleting")
    reply = await failed.send("PUT", failed.cluster(), wanted)
    assert refusal(reply) == (400, "RequestNotAllowed", "")


async def test_a_version_that_is_no_longer_offered_is_not_installed(
    failed: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    def older(cluster: Any) -> None:
        cluster.properties.cluster_profile.version = "4.10.1"

    await failed.change(older)
    wanted["properties"]["clusterProfile"]["version"] = "4.10.1"
    reply = await failed.send("PUT", failed.cluster(), wanted)
    assert refusal(reply) == (400, "InvalidParameter", "properties.clusterProfile.version")


async def test_what_the_service_says_is_not_the_callers_to_say(
    failed: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    wanted["properties"]["apiserverProfile"]["ip"] = "1.2.3.4"
    reply = await failed.send("PUT", failed.cluster(), wanted)
    target = "properties.apiserverProfile.ip"
    assert refusal(reply) == (400, "PropertyChangeNotAllowed", target)


async def test_identities_go_on_with_their_new_credentials(
    rp: Any, workload: dict[str, Any], identity_headers: dict[str, str], refusal: Refusal
) -> None:
    reply = await rp.send("PUT", rp.cluster(), workload, headers=identity_headers)
    assert reply.status_code == 201, reply.text

    def found(cluster: Any) -> None:
        profile = cluster.properties.platform_workload_identity_profile
        for identity in profile.platform_workload_identities.values():
            identity.client_id = identity.object_id = NOBODY
        users = cluster.managed_service_identity.user_assigned_identities
        for user in users.values():
            user.client_id = user.principal_id = NOBODY

    await rp.change(found)
    await rp.settle("Failed", "Creating")
    other = copy.deepcopy(workload)
    profile = other["properties"]["platformWorkloadIdentityProfile"]
    profile["platformWorkloadIdentities"]["ingress"]["resourceId"] += "2"
    reply = await rp.send("PUT", rp.cluster(), other, headers=identity_headers)
    assert refusal(reply) == (400, "RequestNotAllowed", "")
    assert refusal(await rp.send("PUT", rp.cluster(), workload)) == (
        400,
        "InvalidParameter",
        "identity",
    )
    newer = {**identity_headers, "x-ms-identity-url": "https://identity.example/newer"}
    reply = await rp.send("PUT", rp.cluster(), workload, headers=newer)
    assert reply.status_code == 200, reply.text
    cluster = (await rp.stored()).open_shift_cluster
    assert cluster.managed_service_identity.identity_url.endswith("/newer")
    identities = cluster.properties.platform_workload_identity_profile.platform_workload_identities
    assert {identity.client_id for identity in identities.values()} == {NOBODY}


async def test_an_operator_whose_identity_is_null_is_another_request(
    rp: Any, workload_in: Any, identity_headers: dict[str, str], refusal: Refusal
) -> None:
    workload = workload_in("2024-08-12-preview")

    async def put() -> Any:
        more = {"version": "2024-08-12-preview", "headers": identity_headers}
        return await rp.send("PUT", rp.cluster(), workload, **more)

    reply = await put()
    assert reply.status_code == 201, reply.text
    await rp.settle("Failed", "Creating")
    profile = workload["properties"]["platformWorkloadIdentityProfile"]
    profile["platformWorkloadIdentities"]["ingress"] = None
    assert refusal(await put()) == (400, "RequestNotAllowed", "")


NOBODY = "00000000-0000-0000-0000-0000000000aa"


async def test_of_two_the_same_at_once_one_goes_on(
    failed: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    both = await asyncio.gather(*(failed.send("PUT", failed.cluster(), wanted) for _ in range(2)))
    won, lost = sorted(both, key=lambda reply: reply.status_code)
    assert won.status_code == 200
    assert refusal(lost) == (400, "RequestNotAllowed", "")


async def test_operators_that_changed_meanwhile_are_told(
    rp: Any, workload: dict[str, Any], identity_headers: dict[str, str], refusal: Refusal
) -> None:
    reply = await rp.send("PUT", rp.cluster(), workload, headers=identity_headers)
    assert reply.status_code == 201, reply.text

    def older(cluster: Any) -> None:
        profile = cluster.properties.platform_workload_identity_profile
        del profile.platform_workload_identities["ingress"]

    await rp.change(older)
    await rp.settle("Failed", "Creating")
    del workload["properties"]["platformWorkloadIdentityProfile"]["platformWorkloadIdentities"][
        "ingress"
    ]
    reply = await rp.send("PUT", rp.cluster(), workload, headers=identity_headers)
    assert refusal(reply)[:2] == (400, "PlatformWorkloadIdentityMismatch")


async def test_a_default_version_that_changed_meanwhile_changes_nothing(
    failed: Any, wanted: dict[str, Any]
) -> None:
    """What was the default then is asked for, not what is the default now."""

    def other(cluster: Any) -> None:
        cluster.properties.cluster_profile.version = "4.18.22"

    await failed.change(other)
    del wanted["properties"]["clusterProfile"]["version"]
    reply = await failed.send("PUT", failed.cluster(), wanted)
    assert reply.status_code == 200, reply.text
    assert reply.json()["properties"]["clusterProfile"]["version"] == "4.18.22"
