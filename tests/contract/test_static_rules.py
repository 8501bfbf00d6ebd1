"""Values that no cluster can have: one test per rule (api-versions 6.3, frontend.md 18)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[[Any], tuple[int, str, str]]

S = "/subscriptions/00000000-0000-0000-0000-000000000001"
OTHER = "/subscriptions/00000000-0000-0000-0000-000000000002"
VNET = "/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/dev-vnet/subnets/"
DISKS = "/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"
CLUSTER = "properties.clusterProfile"
NETWORK = "properties.networkProfile"
MASTER = "properties.masterProfile"
WORKERS = "properties.workerProfiles"
WORKER = "properties.workerProfiles['worker']"
INGRESSES = "properties.ingressProfiles"
INGRESS = "properties.ingressProfiles['default']"
BALANCER = f"{NETWORK}.loadBalancerProfile"
ABSENT = object()


def put(body: Any, path: str, value: Any) -> None:
    """Sets or removes the member at a path such as ``a.b.0.c``."""
    *above, last = path.split(".")
    for name in above:
        body = body[int(name)] if name.isdigit() else body[name]
    if value is ABSENT:
        del body[last]
    else:
        body[int(last) if last.isdigit() else last] = value


@pytest.mark.parametrize(
    ("path", "value", "code", "target"),
    [
        ("id", f"{S}/resourceGroups/x", "MismatchingResourceID", ""),
        ("name", "other", "MismatchingResourceName", ""),
        ("type", "Microsoft.Other/things", "MismatchingResourceType", ""),
        ("location", "westus", "", ""),
        ("location", ABSENT, "", ""),
        ("location", "", "", ""),
        ("properties.provisioningState", "Sleeping", "", ""),
        ("properties.provisioningState", "Cancelled", "", ""),
        (f"{CLUSTER}.pullSecret", "{", "", ""),
        (f"{CLUSTER}.pullSecret", "[]", "", ""),
        (f"{CLUSTER}.pullSecret", '{"auths":[]}', "", ""),
        (f"{CLUSTER}.pullSecret", '{"auths":{"a":1}}', "", ""),
        (f"{CLUSTER}.domain", ABSENT, "", ""),
        (f"{CLUSTER}.domain", "1demo", "", ""),
        (f"{CLUSTER}.domain", "d", "", ""),
        (f"{CLUSTER}.domain", "Demo", "", ""),
        (f"{CLUSTER}.domain", "demo.", "", ""),
        (f"{CLUSTER}.domain", "demo\n", "", ""),
        (f"{CLUSTER}.domain", "a" * 64, "", ""),
        (f"{CLUSTER}.domain", "demo.westus.aroapp.io", "", ""),
        (f"{CLUSTER}.domain", "demo.aroapp.io", "", ""),
        (f"{CLUSTER}.domain", "a.demo.eastus.aroapp.io", "", ""),
        (f"{CLUSTER}.resourceGroupId", ABSENT, "", ""),
        (f"{CLUSTER}.resourceGroupId", "aro-demo", "", ""),
        (f"{CLUSTER}.resourceGroupId", f"{S}/resourceGroups/a/b", "", ""),
        (f"{CLUSTER}.resourceGroupId", f"{S}/resourceGroups/a.", "", ""),
        (f"{CLUSTER}.resourceGroupId", f"{OTHER}/resourceGroups/a", "", ""),
        (f"{CLUSTER}.resourceGroupId", f"{S}/resourceGroups/Customer", "", ""),
        (f"{CLUSTER}.fipsValidatedModules", ABSENT, "", ""),
        (f"{CLUSTER}.fipsValidatedModules", "Maybe", "", ""),
        ("properties.servicePrincipalProfile", ABSENT, "", ""),
        ("properties.servicePrincipalProfile.clientId", "x", "", ""),
        ("properties.servicePrincipalProfile.clientSecret", "", "", ""),
        (f"{NETWORK}.podCidr", ABSENT, "", ""),
        (f"{NETWORK}.podCidr", "10.0.0.0", "", ""),
        (f"{NETWORK}.podCidr", "10.0.0.0/255.192.0.0", "", ""),
        (f"{NETWORK}.podCidr", "010.0.0.0/14", "", ""),
        (f"{NETWORK}.podCidr", "10.0.0.0/33", "", ""),
        (f"{NETWORK}.podCidr", "fd00::/48", "", ""),
        (f"{NETWORK}.podCidr", "10.0.0.0/19", "", ""),
        (f"{NETWORK}.podCidr", "10.129.0.0/14", "InvalidNetworkAddress", ""),
        (f"{NETWORK}.podCidr", "100.64.0.0/16", "InvalidCIDRRange", NETWORK),
        (f"{NETWORK}.podCidr", "100.0.0.0/8", "InvalidCIDRRange", NETWORK),
        (f"{NETWORK}.serviceCidr", ABSENT, "", ""),
        (f"{NETWORK}.serviceCidr", "10.0.0.0/23", "", ""),
        (f"{NETWORK}.serviceCidr", "fd00::/48", "", ""),
        (f"{NETWORK}.serviceCidr", "172.30.1.0/16", "InvalidNetworkAddress", ""),
        (f"{NETWORK}.serviceCidr", "100.88.0.0/22", "InvalidCIDRRange", NETWORK),
        (f"{NETWORK}.serviceCidr", "169.254.168.0/22", "InvalidCIDRRange", NETWORK),
        (f"{NETWORK}.outboundType", "Carrier pigeon", "", ""),
        (f"{NETWORK}.outboundType", "UserDefinedRouting", "", ""),
        (f"{BALANCER}.managedOutboundIps.count", 0, "", ""),
        (f"{BALANCER}.managedOutboundIps.count", 21, "", ""),
        (f"{BALANCER}.managedOutboundIps.count", -1, "", ""),
        (f"{BALANCER}.effectiveOutboundIps", [], "", ""),
        (f"{BALANCER}.effectiveOutboundIps", [{"id": "x"}], "", ""),
        (f"{MASTER}.vmSize", ABSENT, "", ""),
        (f"{MASTER}.subnetId", ABSENT, "", ""),
        (f"{MASTER}.subnetId", "master", "", ""),
        (f"{MASTER}.subnetId", f"{OTHER}{VNET}master", "", ""),
        (f"{MASTER}.encryptionAtHost", ABSENT, "", ""),
        (f"{MASTER}.encryptionAtHost", "Sometimes", "", ""),
        (f"{MASTER}.diskEncryptionSetId", "x", "", ""),
        (f"{MASTER}.diskEncryptionSetId", f"{OTHER}{DISKS}", "", ""),
        ("properties.apiserverProfile.visibility", ABSENT, "", ""),
        ("properties.apiserverProfile.visibility", "Hidden", "", ""),
        ("properties.workerProfilesStatus", [{"name": "w"}], "", ""),
        (WORKERS, ABSENT, "", ""),
        (WORKERS, [], "", ""),
        (WORKERS, [{}, {}], "", ""),
        (WORKERS, [None], "", f"{WORKERS}[0]"),
        (f"{WORKERS}.0.name", "pool", "", f"{WORKERS}['pool'].name"),
        (f"{WORKERS}.0.vmSize", "", "", f"{WORKER}.vmSize"),
        (f"{WORKERS}.0.diskSizeGB", 127, "", f"{WORKER}.diskSizeGB"),
        (f"{WORKERS}.0.subnetId", "x", "", f"{WORKER}.subnetId"),
        (f"{WORKERS}.0.subnetId", f"{S}{VNET}MASTER", "", f"{WORKER}.subnetId"),
        (f"{WORKERS}.0.subnetId", f"{S}{VNET}w".replace("dev", "x"), "", f"{WORKER}.subnetId"),
        (f"{WORKERS}.0.encryptionAtHost", "", "", f"{WORKER}.encryptionAtHost"),
        (f"{WORKERS}.0.count", 1, "", f"{WORKER}.count"),
        (f"{WORKERS}.0.count", 51, "", f"{WORKER}.count"),
        (f"{WORKERS}.0.diskEncryptionSetId", f"{S}{DISKS}", "", f"{WORKER}.subnetId"),
        (INGRESSES, ABSENT, "", ""),
        (INGRESSES, [], "", ""),
        (INGRESSES, [None], "", f"{INGRESSES}[0]"),
        (f"{INGRESSES}.0.name", "extra", "", f"{INGRESSES}['extra'].name"),
        (f"{INGRESSES}.0.visibility", "", "", f"{INGRESS}.visibility"),
    ],
)
async def test_a_value_that_breaks_a_rule_is_named(
    rp: Any,
    wanted: dict[str, Any],
    refusal: Refusal,
    path: str,
    value: Any,
    code: str,
    target: str,
) -> None:
    before = await rp.contents()
    put(wanted, path, value)
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert refusal(reply) == (400, code or "InvalidParameter", target or path)
    assert await rp.contents() == before


@pytest.mark.parametrize(
    ("path", "value", "target"),
    [
        ("systemData", {"createdBy": "eve"}, ""),
        (f"{CLUSTER}.oidcIssuer", "https://issuer", ""),
        ("properties.consoleProfile", {"url": "https://x"}, "properties.consoleProfile.url"),
        ("properties.apiserverProfile.url", "https://x", ""),
        ("properties.apiserverProfile.ip", "1.2.3.4", ""),
        (f"{INGRESSES}.0.ip", "1.2.3.4", f"{INGRESS}.ip"),
    ],
)
async def test_a_new_cluster_cannot_be_given_what_is_read_only(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, path: str, value: Any, target: str
) -> None:
    put(wanted, path, value)
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert refusal(reply) == (400, "PropertyChangeNotAllowed", target or path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("location", "EastUS"),
        (f"{CLUSTER}.domain", "demo.example.com"),
        (f"{CLUSTER}.domain", "demo.eastus.aroapp.io"),
        (f"{CLUSTER}.pullSecret", ABSENT),
        (f"{CLUSTER}.pullSecret", "null"),
        (f"{CLUSTER}.resourceGroupId", f"{S}/RESOURCEGROUPS/Aro-Demo"),
        ("properties.servicePrincipalProfile.clientId", "{11111111-1111-1111-1111-111111111111}"),
        ("properties.servicePrincipalProfile.clientId", "A" * 32),
        (f"{NETWORK}.podCidr", "10.0.0.0/18"),
        (f"{NETWORK}.serviceCidr", "10.0.0.0/22"),
        (f"{NETWORK}.preconfiguredNSG", "whatever"),
        (f"{NETWORK}.loadBalancerProfile", ABSENT),
        (f"{BALANCER}.managedOutboundIps.count", 20),
        ("properties.apiserverProfile.url", ""),
        ("properties.provisioningState", "Succeeded"),
        (f"{WORKERS}.0.count", 50),
        (f"{WORKERS}.0.diskSizeGB", 100_000),
        (
            "id",
            f"{S}/RESOURCEGROUPS/customer/providers/microsoft.redhatopenshift/openshiftclusters/DEMO",
        ),
    ],
)
async def test_values_at_the_edge_are_fine(
    rp: Any, wanted: dict[str, Any], path: str, value: Any
) -> None:
    put(wanted, path, value)
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert reply.status_code == 201, reply.text


async def test_all_problems_come_at_once_in_a_stable_order(rp: Any) -> None:
    error = (await rp.send("PUT", rp.cluster(), {})).json()["error"]
    targets = [detail["target"] for detail in error["details"]]
    assert targets == [
        "location",
        "properties.servicePrincipalProfile",
        f"{CLUSTER}.domain",
        f"{CLUSTER}.resourceGroupId",
        f"{CLUSTER}.fipsValidatedModules",
        f"{MASTER}.vmSize",
        f"{MASTER}.subnetId",
        f"{MASTER}.encryptionAtHost",
        "properties.apiserverProfile.visibility",
        WORKERS,
        INGRESSES,
    ]
    assert error["target"] == "location"


async def test_private_clusters_may_route_themselves(rp: Any, wanted: dict[str, Any]) -> None:
    properties = wanted["properties"]
    properties["networkProfile"]["outboundType"] = "UserDefinedRouting"
    properties["apiserverProfile"]["visibility"] = "Private"
    properties["ingressProfiles"][0]["visibility"] = "Private"
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert reply.json()["error"]["target"] == BALANCER
    del properties["networkProfile"]["loadBalancerProfile"]
    made = await rp.created(wanted)
    assert "loadBalancerProfile" not in made["properties"]["networkProfile"]


async def test_versions_without_identities_need_a_service_principal(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    del wanted["properties"]["servicePrincipalProfile"]
    reply = await rp.send("PUT", rp.cluster(), wanted, version="2023-11-22")
    doubled = "properties.servicePrincipalProfile.servicePrincipalProfile"
    assert refusal(reply) == (400, "InvalidParameter", doubled)


@pytest.mark.parametrize("version", ["2020-04-30", "2023-11-22"])
async def test_before_the_newest_version_a_null_worker_is_one_without_a_name(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, version: str
) -> None:
    if version == "2020-04-30":
        wanted["properties"]["clusterProfile"].pop("fipsValidatedModules")
        for name in ("outboundType", "preconfiguredNSG", "loadBalancerProfile"):
            wanted["properties"]["networkProfile"].pop(name)
        wanted["properties"]["masterProfile"].pop("encryptionAtHost")
    wanted["properties"]["workerProfiles"] = [None]
    reply = await rp.send("PUT", rp.cluster(), wanted, version=version)
    assert refusal(reply) == (400, "InvalidParameter", f"{WORKERS}[''].name")
