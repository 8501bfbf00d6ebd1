"""PUT and PATCH of a cluster that is there (frontend.md 7.2, 7.4, api-versions 6.5)."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[[Any], tuple[int, str, str]]


async def test_the_same_put_again_updates(settled: Any, wanted: dict[str, Any]) -> None:
    before = await settled.stored()
    reply = await settled.send("PUT", settled.cluster(), wanted)
    assert reply.status_code == 200
    assert reply.json()["properties"]["provisioningState"] == "Updating"
    assert "azure-asyncoperation" in reply.headers
    doc = await settled.stored()
    assert doc.open_shift_cluster.properties.last_provisioning_state == "Succeeded"
    assert doc.async_operation_id != before.async_operation_id
    assert (doc.bucket, doc.client_id_key) == (before.bucket, before.client_id_key)


@pytest.mark.parametrize("version", ["2020-04-30", "2023-11-22", "2025-07-25"])
async def test_a_put_that_left_defaults_to_the_service_can_be_sent_again(
    rp: Any, wanted: dict[str, Any], version: str
) -> None:
    if version == "2020-04-30":
        del wanted["properties"]["clusterProfile"]["fipsValidatedModules"]
        for node in (
            wanted["properties"]["masterProfile"],
            *wanted["properties"]["workerProfiles"],
        ):
            del node["encryptionAtHost"]
    wanted["properties"]["networkProfile"] = {
        "podCidr": "10.128.0.0/14",
        "serviceCidr": "172.30.0.0/16",
    }
    await rp.created(wanted, version=version)
    await rp.settle()
    before = (await rp.stored()).open_shift_cluster.properties.network_profile
    reply = await rp.send("PUT", rp.cluster(), wanted, version=version)
    assert reply.status_code == 200, reply.text
    assert (await rp.stored()).open_shift_cluster.properties.network_profile == before


async def test_a_cluster_as_it_was_got_can_be_put(settled: Any) -> None:
    got = (await settled.send("GET", settled.cluster())).json()
    del got["systemData"]
    reply = await settled.send("PUT", settled.cluster(), got)
    assert reply.status_code == 200, reply.text


async def test_secrets_stay_when_a_put_leaves_them_out(
    settled: Any, wanted: dict[str, Any]
) -> None:
    del wanted["properties"]["clusterProfile"]["pullSecret"]
    del wanted["properties"]["servicePrincipalProfile"]["clientSecret"]
    assert (await settled.send("PUT", settled.cluster(), wanted)).status_code == 200
    properties = (await settled.stored()).open_shift_cluster.properties
    unseal = settled.databases.cipher.unseal
    assert properties.service_principal_profile.client_secret.reveal(unseal) == "CLIENT-SECRET-TEXT"
    assert "PULL-SECRET-TEXT" in properties.cluster_profile.pull_secret.reveal(unseal)


async def test_put_clears_tags_that_it_leaves_out(settled: Any, wanted: dict[str, Any]) -> None:
    del wanted["tags"]
    reply = await settled.send("PUT", settled.cluster(), wanted)
    assert "tags" not in reply.json()


@pytest.mark.parametrize(
    ("tags", "after"),
    [({"a": "b"}, {"a": "b"}), ({}, None), (None, None), ({"a": None, "c": "d"}, {"c": "d"})],
)
async def test_patch_replaces_tags_as_a_whole(settled: Any, tags: Any, after: Any) -> None:
    reply = await settled.send("PATCH", settled.cluster(), {"tags": tags})
    assert reply.status_code == 200
    assert reply.json().get("tags") == after


async def test_an_empty_patch_changes_only_the_state(settled: Any) -> None:
    before = (await settled.send("GET", settled.cluster())).json()
    after = (await settled.send("PATCH", settled.cluster(), {})).json()
    assert after["properties"].pop("provisioningState") == "Updating"
    assert before["properties"].pop("provisioningState") == "Succeeded"
    assert after == before


async def test_unknown_stored_members_survive(settled: Any) -> None:
    def newer(cluster: Any) -> None:
        cluster.properties.network_profile.__pydantic_extra__["fromTheFuture"] = {"a": [1]}
        cluster.__pydantic_extra__["alsoNew"] = "x"

    await settled.change(newer)
    reply = await settled.send("PATCH", settled.cluster(), {"tags": {"a": "b"}})
    assert reply.status_code == 200
    cluster = (await settled.stored()).open_shift_cluster
    assert cluster.model_extra == {"alsoNew": "x"}
    assert cluster.properties.network_profile.model_extra == {"fromTheFuture": {"a": [1]}}


async def test_credentials_and_outbound_ips_may_change(settled: Any) -> None:
    body = {
        "properties": {
            "servicePrincipalProfile": {
                "clientId": "33333333-3333-3333-3333-333333333333",
                "clientSecret": "NEW",
            },
            "networkProfile": {"loadBalancerProfile": {"managedOutboundIps": {"count": 5}}},
        }
    }
    assert (await settled.send("PATCH", settled.cluster(), body)).status_code == 200
    doc = await settled.stored()
    properties = doc.open_shift_cluster.properties
    assert properties.service_principal_profile.client_id.startswith("3333")
    assert properties.network_profile.load_balancer_profile.managed_outbound_ips.count == 5
    assert doc.client_id_key.startswith("1111")


@pytest.mark.parametrize(
    ("path", "value", "target"),
    [
        ("location", "EastUS", ""),
        ("systemData", {"createdBy": "eve"}, ""),
        ("properties.provisioningState", "Failed", ""),
        ("properties.clusterProfile.domain", "other", ""),
        ("properties.clusterProfile.version", "4.18.22", ""),
        ("properties.clusterProfile.pullSecret", "{}", ""),
        ("properties.clusterProfile.fipsValidatedModules", "Enabled", ""),
        ("properties.clusterProfile.oidcIssuer", "x", ""),
        ("properties.clusterProfile.oidcIssuer", "", ""),
        ("properties.consoleProfile.url", "https://x", ""),
        ("properties.networkProfile.podCidr", "10.0.0.0/14", ""),
        ("properties.networkProfile.serviceCidr", "172.31.0.0/16", ""),
        ("properties.networkProfile.preconfiguredNSG", "Enabled", ""),
        ("properties.masterProfile.vmSize", "Standard_D16s_v3", ""),
        ("properties.masterProfile.encryptionAtHost", "Enabled", ""),
        ("properties.apiserverProfile.visibility", "Private", ""),
        ("properties.apiserverProfile.url", "https://x", ""),
        ("properties.apiserverProfile.ip", "1.2.3.4", ""),
        ("properties.workerProfiles", [{"count": 4}], "properties.workerProfiles['worker'].count"),
        ("properties.workerProfiles", [{"name": "x"}], "properties.workerProfiles['x'].name"),
        ("properties.workerProfiles", [], ""),
        ("properties.workerProfiles", [{}, {"name": "x"}], ""),
        (
            "properties.ingressProfiles",
            [{"visibility": "Private"}],
            "properties.ingressProfiles['default'].visibility",
        ),
        (
            "properties.ingressProfiles",
            [{"ip": "1.2.3.4"}],
            "properties.ingressProfiles['default'].ip",
        ),
        ("properties.workerProfilesStatus", [{"name": "w"}], ""),
        ("properties.workerProfilesStatus", [], ""),
        ("properties.networkProfile.loadBalancerProfile.effectiveOutboundIps", [{"id": "x"}], ""),
    ],
)
async def test_what_may_not_change_is_named(
    settled: Any, refusal: Refusal, path: str, value: Any, target: str
) -> None:
    before = await settled.contents()
    for name in reversed(path.split(".")):
        value = {name: value}
    reply = await settled.send("PATCH", settled.cluster(), value)
    assert refusal(reply) == (400, "PropertyChangeNotAllowed", target or path)
    assert await settled.contents() == before


@pytest.mark.parametrize(
    "body",
    [
        {"properties": {"provisioningState": "Succeeded"}},
        {"properties": {"consoleProfile": {"url": ""}}},
        {"properties": {"apiserverProfile": {"url": "", "ip": ""}}},
        {"properties": {"ingressProfiles": [{"ip": ""}]}},
        {"properties": {"workerProfiles": [{}]}},
        {"properties": {"clusterProfile": {"domain": None}, "masterProfile": None}},
        {"properties": None, "location": None},
    ],
)
async def test_saying_what_is_so_or_nothing_is_no_change(
    settled: Any, body: dict[str, Any]
) -> None:
    reply = await settled.send("PATCH", settled.cluster(), body)
    assert reply.status_code == 200, reply.text


async def test_the_envelope_compares_without_case(settled: Any) -> None:
    body = {
        "id": settled.cluster().upper(),
        "name": "DEMO",
        "type": "microsoft.redhatopenshift/openshiftclusters",
    }
    reply = await settled.send("PATCH", settled.cluster(), body)
    assert reply.status_code == 200
    assert (reply.json()["id"], reply.json()["name"]) == (settled.cluster(), "demo")


async def test_put_must_say_what_may_not_change(
    settled: Any, refusal: Refusal, wanted: dict[str, Any]
) -> None:
    def three_addresses(cluster: Any) -> None:
        profile = cluster.properties.network_profile.load_balancer_profile
        profile.managed_outbound_ips.count = 3

    await settled.change(three_addresses)
    del wanted["properties"]["networkProfile"]["loadBalancerProfile"]
    reply = await settled.send("PUT", settled.cluster(), wanted)
    target = "properties.networkProfile.loadBalancerProfile"
    assert refusal(reply) == (400, "PropertyChangeNotAllowed", target)


async def test_all_changes_are_reported_in_the_order_of_the_spec(settled: Any) -> None:
    body = {
        "location": "EASTUS",
        "properties": {
            "provisioningState": "Failed",
            "clusterProfile": {"domain": "other"},
            "masterProfile": {"vmSize": "Standard_D16s_v3"},
        },
    }
    error = (await settled.send("PATCH", settled.cluster(), body)).json()["error"]
    assert [detail["target"] for detail in error["details"]] == [
        "location",
        "properties.clusterProfile.domain",
        "properties.masterProfile.vmSize",
        "properties.provisioningState",
    ]


async def test_a_rule_is_named_before_immutability(settled: Any, refusal: Refusal) -> None:
    body = {"properties": {"masterProfile": {"subnetId": "nonsense"}}}
    reply = await settled.send("PATCH", settled.cluster(), body)
    assert refusal(reply) == (400, "InvalidParameter", "properties.masterProfile.subnetId")


async def test_workers_keep_what_an_older_version_cannot_say(settled: Any) -> None:
    reply = await settled.send(
        "PATCH", settled.cluster(), {"tags": {"x": "y"}}, version="2020-04-30"
    )
    assert reply.status_code == 200, reply.text
    worker = (await settled.stored()).open_shift_cluster.properties.worker_profiles[0]
    assert worker.encryption_at_host == "Disabled"
    assert worker.count == 3


async def test_null_clears_a_list_in_older_versions_and_nothing_in_the_newest(
    settled: Any, refusal: Refusal
) -> None:
    body = {"properties": {"workerProfiles": None}}
    reply = await settled.send("PATCH", settled.cluster(), body, version="2023-11-22")
    assert refusal(reply) == (400, "PropertyChangeNotAllowed", "properties.workerProfiles")
    assert (await settled.send("PATCH", settled.cluster(), body)).status_code == 200


async def test_the_status_of_workers_is_not_part_of_an_updates_reply(settled: Any) -> None:
    def status(cluster: Any) -> None:
        found = copy.deepcopy(cluster.properties.worker_profiles)
        cluster.properties.worker_profiles_status = found

    await settled.change(status)
    shown = (await settled.send("GET", settled.cluster())).json()
    assert shown["properties"].pop("workerProfilesStatus")
    reply = await settled.send("PATCH", settled.cluster(), {})
    shown["properties"]["provisioningState"] = "Updating"
    assert reply.json() == shown
    later = (await settled.send("GET", settled.cluster())).json()
    assert later["properties"]["workerProfilesStatus"], "they stay known nonetheless"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_new_work_has_all_its_tries_whatever_the_work_before_it_used_up(
    settled: Any, wanted: dict[str, Any], method: str
) -> None:
    held = await settled.databases.clusters.find_key(settled.cluster().lower())
    held.doc.dequeues = 4
    await settled.databases.clusters.replace(held, held.doc)
    body = {"PUT": wanted, "PATCH": {}}.get(method)
    assert (await settled.send(method, settled.cluster(), body)).is_success
    assert (await settled.stored()).dequeues == 0


async def test_of_updates_at_once_one_wins_and_none_breaks(settled: Any) -> None:
    replies = await asyncio.gather(
        *(settled.send("PATCH", settled.cluster(), {"tags": {"n": str(n)}}) for n in range(6))
    )
    assert sorted(reply.status_code for reply in replies) == [200] + [400] * 5
    doc = await settled.stored()
    operations = {item.id async for item in settled.databases.async_operations.all()}
    assert doc.async_operation_id in operations
    assert len(operations) == 2


async def test_the_keys_of_a_cluster_are_those_of_its_create(settled: Any) -> None:
    before = await settled.stored()
    client = "33333333-3333-3333-3333-333333333333"
    body = {"properties": {"servicePrincipalProfile": {"clientId": client, "clientSecret": "new"}}}
    assert (await settled.send("PATCH", settled.cluster(), body)).status_code == 200
    after = await settled.stored()
    assert after.open_shift_cluster.properties.service_principal_profile.client_id == client
    for name in ("client_id_key", "cluster_resource_group_id_key", "key", "id", "bucket"):
        assert getattr(after, name) == getattr(before, name)


async def test_an_update_ties_its_own_request_to_the_work(settled: Any) -> None:
    headers = {"x-ms-correlation-request-id": "later", "x-ms-client-request-id": "mine"}
    before = (await settled.stored()).correlation_data
    reply = await settled.send("PATCH", settled.cluster(), {}, headers=headers)
    after = (await settled.stored()).correlation_data
    assert (after.correlation_id, after.client_request_id) == ("later", "mine")
    assert after.request_id == reply.headers["x-ms-request-id"] != before.request_id
    assert after.operation_id != before.operation_id
