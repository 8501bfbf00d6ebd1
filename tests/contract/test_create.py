"""PUT and PATCH of a cluster that is not there (frontend.md 7.1)."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[[Any], tuple[int, str, str]]


async def test_the_reply_is_the_cluster_without_its_secrets(
    rp: Any, wanted: dict[str, Any]
) -> None:
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert reply.status_code == 201
    expected = copy.deepcopy(wanted)
    properties = expected["properties"]
    properties["provisioningState"] = "Creating"
    properties["clusterProfile"]["resourceGroupId"] = properties["clusterProfile"][
        "resourceGroupId"
    ].lower()
    del properties["clusterProfile"]["pullSecret"]
    del properties["servicePrincipalProfile"]["clientSecret"]
    expected |= {
        "id": rp.cluster(),
        "name": "demo",
        "type": "Microsoft.RedHatOpenShift/openShiftClusters",
        "systemData": {},
    }
    assert reply.json() == expected
    assert (await rp.send("GET", rp.cluster())).json() == expected


async def test_the_document_has_what_the_backend_needs(rp: Any, wanted: dict[str, Any]) -> None:
    headers = {"x-ms-correlation-request-id": "corr", "x-ms-client-request-id": "client"}
    reply = await rp.send("PUT", rp.cluster("Demo"), wanted, headers=headers)
    doc = await rp.stored("Demo")
    assert doc.key == rp.cluster("demo").lower()
    assert doc.partition_key == rp.subscription
    assert doc.client_id_key == "11111111-1111-1111-1111-111111111111"
    assert doc.cluster_resource_group_id_key.endswith("/resourcegroups/aro-demo")
    assert 0 <= doc.bucket < 256
    assert doc.dequeues == 0
    assert doc.correlation_data.correlation_id == "corr"
    assert doc.correlation_data.client_request_id == "client"
    assert doc.correlation_data.request_id == reply.headers["x-ms-request-id"]
    assert doc.correlation_data.request_time == rp.clock.now()
    properties = doc.open_shift_cluster.properties
    assert properties.provisioning_state == "Creating"
    assert properties.architecture_version == 1
    assert (properties.created_by, properties.provisioned_by) == ("abc123", "abc123")
    assert properties.created_at == rp.clock.now()
    assert properties.operator_flags == {"aro.alertwebhook.enabled": "true"}
    unseal = rp.databases.cipher.unseal
    assert properties.service_principal_profile.client_secret.reveal(unseal) == "CLIENT-SECRET-TEXT"
    assert "PULL-SECRET-TEXT" in properties.cluster_profile.pull_secret.reveal(unseal)


async def test_the_operation_is_written_with_the_cluster(rp: Any, wanted: dict[str, Any]) -> None:
    await rp.created(wanted)
    doc = await rp.stored()
    found = await rp.databases.async_operations.find(doc.async_operation_id)
    operation = found.doc.async_operation
    assert found.doc.open_shift_cluster_key == doc.key
    assert operation.name == doc.async_operation_id
    assert operation.id == rp.location(f"operationsstatus/{operation.name}")
    assert (operation.initial_status, operation.status) == ("Creating", "Creating")
    assert operation.start_time == rp.clock.now()


async def test_what_an_older_version_cannot_say_gets_a_default(
    rp: Any, wanted: dict[str, Any]
) -> None:
    properties = wanted["properties"]
    del properties["clusterProfile"]["fipsValidatedModules"]
    for name in ("outboundType", "preconfiguredNSG", "loadBalancerProfile"):
        del properties["networkProfile"][name]
    del properties["masterProfile"]["encryptionAtHost"]
    del properties["workerProfiles"][0]["encryptionAtHost"]
    await rp.created(wanted, version="2020-04-30")
    stored = (await rp.stored()).open_shift_cluster.properties
    assert stored.cluster_profile.fips_validated_modules == "Disabled"
    assert stored.master_profile.encryption_at_host == "Disabled"
    assert stored.worker_profiles[0].encryption_at_host == "Disabled"
    assert stored.network_profile.outbound_type == "Loadbalancer"
    assert stored.network_profile.preconfigured_nsg == "Disabled"
    assert stored.network_profile.load_balancer_profile.managed_outbound_ips.count == 1


async def test_without_a_version_the_default_is_taken(rp: Any, wanted: dict[str, Any]) -> None:
    del wanted["properties"]["clusterProfile"]["version"]
    made = await rp.created(wanted)
    assert made["properties"]["clusterProfile"]["version"] == "4.17.27"


async def test_without_any_default_the_service_is_to_blame(
    bare_rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    await bare_rp.register()
    del wanted["properties"]["clusterProfile"]["version"]
    reply = await bare_rp.send("PUT", bare_rp.cluster(), wanted)
    assert refusal(reply) == (500, "InternalServerError", "properties.clusterProfile.version")


@pytest.mark.parametrize(
    "version", ["4.17.26", "latest", "4.17", "v4.17.27", "4.17.27 ", "4.017.27"]
)
async def test_a_version_that_is_not_on_offer_is_refused(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, version: str
) -> None:
    before = await rp.contents()
    wanted["properties"]["clusterProfile"]["version"] = version
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert refusal(reply) == (400, "InvalidParameter", "properties.clusterProfile.version")
    assert await rp.contents() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_subscription_that_arm_never_told_of_is_refused(
    bare_rp: Any, wanted: dict[str, Any], refusal: Refusal, method: str
) -> None:
    reply = await bare_rp.send(method, bare_rp.cluster(), wanted)
    assert refusal(reply) == (400, "InvalidSubscriptionState", "")
    assert await bare_rp.contents() == []


async def test_patch_creates_a_cluster_that_is_not_there(rp: Any, wanted: dict[str, Any]) -> None:
    reply = await rp.send("PATCH", rp.cluster(), wanted)
    assert reply.status_code == 201
    assert (await rp.stored()).open_shift_cluster.properties.provisioning_state == "Creating"


async def test_a_client_id_serves_one_cluster(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    await rp.created(wanted)
    before = await rp.contents()
    group = wanted["properties"]["clusterProfile"]["resourceGroupId"] + "-2"
    wanted["properties"]["clusterProfile"]["resourceGroupId"] = group
    reply = await rp.send("PUT", rp.cluster("other"), wanted)
    assert refusal(reply) == (400, "DuplicateClientID", "")
    assert "'11111111-1111-1111-1111-111111111111'" in reply.json()["error"]["message"]
    assert await rp.contents() == before


async def test_a_resource_group_holds_one_cluster(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    await rp.created(wanted)
    before = await rp.contents()
    principal = wanted["properties"]["servicePrincipalProfile"]
    principal["clientId"] = "22222222-2222-2222-2222-222222222222"
    reply = await rp.send("PUT", rp.cluster("other"), wanted)
    assert refusal(reply) == (400, "DuplicateResourceGroup", "")
    assert "/resourcegroups/aro-demo'" in reply.json()["error"]["message"]
    assert await rp.contents() == before


async def test_of_two_creates_at_once_one_wins_and_nothing_is_left_over(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    both = await asyncio.gather(*(rp.send("PUT", rp.cluster(), wanted) for _ in range(2)))
    won, lost = sorted(both, key=lambda reply: reply.status_code)
    assert won.status_code == 201
    assert refusal(lost) == (400, "RequestNotAllowed", "")
    operations = [item async for item in rp.databases.async_operations.all()]
    assert [item.id for item in operations] == [(await rp.stored()).async_operation_id]


@pytest.mark.parametrize(
    "state", ["Creating", "Updating", "AdminUpdating", "Deleting", "Maintenance"]
)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_work_under_way_refuses_more(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, state: str, method: str
) -> None:
    await rp.created(wanted)
    await rp.settle(state)
    before = await rp.contents()
    reply = await rp.send(method, rp.cluster(), {"tags": {}})
    assert refusal(reply) == (400, "RequestNotAllowed", "")
    assert await rp.contents() == before


@pytest.mark.parametrize(
    ("failed", "allowed"),
    [
        ("", True),
        ("Updating", True),
        ("AdminUpdating", True),
        ("Creating", False),
        ("Deleting", False),
    ],
)
async def test_after_a_failure_it_depends_on_what_failed(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, failed: str, allowed: bool
) -> None:
    await rp.created(wanted)
    await rp.settle("Failed", failed)
    reply = await rp.send("PATCH", rp.cluster(), {"tags": {}})
    if allowed:
        assert reply.status_code == 200
    else:
        assert refusal(reply) == (400, "RequestNotAllowed", "")


async def test_a_stored_state_that_makes_no_sense_is_our_fault(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    await rp.created(wanted)
    await rp.settle("Failed", "Nonsense")
    reply = await rp.send("PATCH", rp.cluster(), {})
    assert refusal(reply) == (500, "InternalServerError", "")
    broke = next(line for line in rp.lines if line["level"] == "error")
    assert broke["request_id"] == reply.headers["x-ms-request-id"]
    assert (broke["request_method"], broke["request_path"]) == ("PATCH", rp.cluster())
    assert broke["error"] == "ValueError"
    assert "gates.py" in broke["stack"][-1]
    assert rp.lines[-1]["resultType"] == "InternalServerError"


async def test_what_is_asked_for_instead_of_a_default_is_what_is_made(
    rp: Any, wanted: dict[str, Any]
) -> None:
    properties = wanted["properties"]
    properties["clusterProfile"]["fipsValidatedModules"] = "Enabled"
    properties["masterProfile"]["encryptionAtHost"] = "Enabled"
    properties["workerProfiles"][0]["encryptionAtHost"] = "Enabled"
    properties["apiserverProfile"]["visibility"] = "Private"
    properties["ingressProfiles"][0]["visibility"] = "Private"
    network = properties["networkProfile"]
    network |= {"preconfiguredNSG": "Enabled", "outboundType": "UserDefinedRouting"}
    del network["loadBalancerProfile"]
    shown = (await rp.created(wanted))["properties"]
    assert shown["clusterProfile"]["fipsValidatedModules"] == "Enabled"
    for name in ("masterProfile", "workerProfiles", "apiserverProfile", "ingressProfiles"):
        assert shown[name] == properties[name]
    assert shown["networkProfile"] == network


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties.workerProfilesStatus", [{"name": "w"}]),
        ("properties.networkProfile.loadBalancerProfile.effectiveOutboundIps", [{"id": "x"}]),
    ],
)
async def test_what_only_the_service_finds_out_is_refused_once(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, path: str, value: object
) -> None:
    *parents, last = path.split(".")
    where = wanted
    for name in parents:
        where = where[name]
    where[last] = value
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert refusal(reply) == (400, "InvalidParameter", path)
    assert "details" not in reply.json()["error"]
