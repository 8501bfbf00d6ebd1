"""What may not change once a cluster is there: a row per member, through every version (6.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aro_api.versions import VERSIONS

AsKnownTo = Callable[[str, Any], Any]

NO = "PropertyChangeNotAllowed"
NETWORK = "properties.networkProfile"
BALANCER = f"{NETWORK}.loadBalancerProfile"
WORKER = "properties.workerProfiles['worker']"
INGRESS = "properties.ingressProfiles['default']"
S = "/subscriptions/00000000-0000-0000-0000-000000000001"
DISKS = f"{S}/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"
SUBNETS = "/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/dev-vnet/subnets"

# member, another value that every other rule allows, and where the change is shown
ROWS: list[tuple[str, Any, str]] = [
    ("location", "EastUS", ""),
    ("properties.provisioningState", "Failed", ""),
    ("properties.clusterProfile.pullSecret", "{}", ""),
    ("properties.clusterProfile.domain", "other", ""),
    ("properties.clusterProfile.version", "4.18.22", ""),
    ("properties.clusterProfile.resourceGroupId", f"{S}/resourceGroups/other", ""),
    ("properties.clusterProfile.fipsValidatedModules", "Enabled", ""),
    ("properties.clusterProfile.oidcIssuer", "https://issuer", ""),
    ("properties.consoleProfile.url", "https://console", ""),
    (f"{NETWORK}.softwareDefinedNetwork", "OpenShiftSDN", ""),
    (f"{NETWORK}.podCidr", "10.0.0.0/14", ""),
    (f"{NETWORK}.serviceCidr", "172.31.0.0/16", ""),
    (f"{NETWORK}.outboundType", "", ""),
    (f"{NETWORK}.preconfiguredNSG", "Enabled", ""),
    (f"{BALANCER}.effectiveOutboundIps", [{"id": "x"}], ""),
    ("properties.masterProfile.vmSize", "Standard_D16s_v3", ""),
    ("properties.masterProfile.subnetId", f"{S}{SUBNETS}/other", ""),
    ("properties.masterProfile.encryptionAtHost", "Enabled", ""),
    ("properties.masterProfile.diskEncryptionSetId", DISKS, ""),
    ("properties.workerProfiles[].name", "pool", "properties.workerProfiles['pool'].name"),
    ("properties.workerProfiles[].vmSize", "Standard_D8s_v3", f"{WORKER}.vmSize"),
    ("properties.workerProfiles[].diskSizeGB", 256, f"{WORKER}.diskSizeGB"),
    ("properties.workerProfiles[].subnetId", f"{S}{SUBNETS}/other", f"{WORKER}.subnetId"),
    ("properties.workerProfiles[].count", 4, f"{WORKER}.count"),
    ("properties.workerProfiles[].encryptionAtHost", "Enabled", f"{WORKER}.encryptionAtHost"),
    ("properties.workerProfiles[].diskEncryptionSetId", DISKS, f"{WORKER}.diskEncryptionSetId"),
    ("properties.workerProfiles", [], ""),
    ("properties.workerProfiles", [{}, {"name": "more"}], ""),
    ("properties.workerProfilesStatus", [{"name": "found"}], ""),
    ("properties.apiserverProfile.visibility", "Private", ""),
    ("properties.apiserverProfile.url", "https://api", ""),
    ("properties.apiserverProfile.ip", "1.2.3.4", ""),
    ("properties.ingressProfiles[].visibility", "Private", f"{INGRESS}.visibility"),
    ("properties.ingressProfiles[].ip", "1.2.3.4", f"{INGRESS}.ip"),
]
MAY_CHANGE: list[tuple[str, Any]] = [
    ("tags", {"a": "b"}),
    ("properties.servicePrincipalProfile.clientId", "33333333-3333-3333-3333-333333333333"),
    ("properties.servicePrincipalProfile.clientSecret", "new"),
    (f"{BALANCER}.managedOutboundIps.count", 5),
    ("id", f"{S}/RESOURCEGROUPS/CUSTOMER/providers/{{type}}/DEMO"),
    ("name", "DEMO"),
    ("type", "MICROSOFT.REDHATOPENSHIFT/OPENSHIFTCLUSTERS"),
]
FOUND: list[tuple[str, Any]] = [
    ("properties.consoleProfile.url", "https://console"),
    ("properties.apiserverProfile.url", "https://api"),
    ("properties.apiserverProfile.ip", "1.2.3.4"),
]


def nested(path: str, value: Any) -> Any:
    """The body that says only this; ``[]`` is a list of one."""
    for name in reversed(path.split(".")):
        value = {name.removesuffix("[]"): [value] if name.endswith("[]") else value}
    return value


def merged(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{name: merged(one.get(name), value) for name, value in other.items()}}
    if isinstance(one, list) and isinstance(other, list) and one and other:
        return [merged(one[0], other[0])]
    return other


def refusals(reply: Any) -> list[tuple[str, str]]:
    if reply.status_code < 400:
        return []
    error = reply.json()["error"]
    return [(one["code"], one.get("target", "")) for one in error.get("details", [error])]


@pytest.fixture(params=sorted(VERSIONS))
def version(request: Any) -> str:
    return str(request.param)


@pytest.fixture
def known(version: str) -> Callable[[str], bool]:
    return VERSIONS[version].shape().places.__contains__


@pytest.fixture
def asked(version: str, wanted: dict[str, Any], as_known_to: AsKnownTo) -> Any:
    body: Any = as_known_to(version, wanted)
    return body


@pytest.fixture
async def settled(rp: Any, version: str, asked: Any) -> Any:
    """A cluster that exists and rests, made and spoken of in one version."""
    await rp.created(asked, version=version)
    await rp.settle()
    return rp


async def test_a_change_to_what_may_not_change_is_named(
    settled: Any, version: str, known: Callable[[str], bool], asked: Any
) -> None:
    before = await settled.contents()
    wrong = {}
    for path, value, target in ROWS:
        if not known(path):
            continue
        for method in ("PATCH", "PUT"):
            change = nested(path, value)
            if method == "PUT" and value == [{}, {"name": "more"}]:
                continue
            body = change if method == "PATCH" else merged(asked, change)
            reply = await settled.send(method, settled.cluster(), body, version=version)
            if reply.status_code != 400 or refusals(reply) != [(NO, target or path)]:
                wrong[f"{method} {path}"] = refusals(reply)
    assert wrong == {}
    assert await settled.contents() == before


async def test_what_may_change_changes(
    settled: Any, version: str, known: Callable[[str], bool]
) -> None:
    wrong = {}
    for path, value in MAY_CHANGE:
        if known(path):
            if isinstance(value, str):
                value = value.replace("{type}", "microsoft.redhatopenshift/openshiftclusters")
            body = nested(path, value)
            reply = await settled.send("PATCH", settled.cluster(), body, version=version)
            if reply.status_code != 200:
                wrong[path] = refusals(reply)
            await settled.settle()
    assert wrong == {}


async def test_found_values_are_said_again_in_old_versions_and_never_in_later_ones(
    settled: Any, version: str, asked: Any
) -> None:
    """Until 2023-09-04 they are members like any other, so that a PUT has to repeat them."""

    def come_up(cluster: Any) -> None:
        cluster.properties.console_profile.url = "https://console"
        cluster.properties.apiserver_profile.url = "https://api"
        cluster.properties.apiserver_profile.ip = "1.2.3.4"

    await settled.change(come_up)
    again = asked
    for path, value in FOUND:
        again = merged(again, nested(path, value))
    late = version >= "2023-11-22"
    for body, fits in ((asked, late), (again, not late)):
        reply = await settled.send("PUT", settled.cluster(), body, version=version)
        named = [] if fits else [(NO, path) for path, _ in FOUND]
        assert sorted(refusals(reply)) == sorted(named)
        await settled.settle()
    got = (await settled.send("GET", settled.cluster(), version=version)).json()["properties"]
    assert got["consoleProfile"]["url"] == "https://console"
    assert got["apiserverProfile"]["ip"] == "1.2.3.4"


async def test_system_data_cannot_be_written(
    settled: Any, version: str, known: Callable[[str], bool]
) -> None:
    body = {"systemData": {"createdBy": "eve"}}
    reply = await settled.send("PATCH", settled.cluster(), body, version=version)
    if not known("systemData"):
        named = [("InvalidRequestContent", "systemData")]
    elif "systemData" in VERSIONS[version].shape().read_only:
        named = [(NO, "systemData")]
    else:
        named = [(NO, "systemData.createdBy")]
    assert refusals(reply)[0] == named[0]


async def test_all_changes_are_named_in_the_order_of_the_version(
    settled: Any, version: str, known: Callable[[str], bool]
) -> None:
    body: Any = {}
    shown = {}
    for path, value, target in ROWS:
        if known(path) and path != "properties.workerProfiles" and not path.endswith(".name"):
            body = merged(body, nested(path, value))
            shown[path] = target or path
    reply = await settled.send("PATCH", settled.cluster(), body, version=version)
    places = VERSIONS[version].shape().places
    named = [target for code, target in refusals(reply) if code == NO]
    assert named == [shown[path] for path in sorted(shown, key=lambda path: places[path])]
    assert len(named) >= 15


async def test_operators_may_join_and_move_but_not_leave(
    rp: Any,
    workload: dict[str, Any],
    identity_headers: dict[str, str],
    as_known_to: AsKnownTo,
) -> None:
    """A PATCH cannot take one away, so that only a PUT is refused."""
    operators = "properties.platformWorkloadIdentityProfile.platformWorkloadIdentities"
    for version in VERSIONS:
        if operators not in VERSIONS[version].shape().places:
            continue
        headers = {"headers": identity_headers, "version": version}
        body = as_known_to(version, workload)
        assert (await rp.send("PUT", rp.cluster(), body, **headers)).status_code == 201
        await rp.settle()
        names = body["properties"]["platformWorkloadIdentityProfile"]["platformWorkloadIdentities"]
        names["ingress"]["resourceId"] += "-moved"
        assert (await rp.send("PUT", rp.cluster(), body, **headers)).status_code == 200
        await rp.settle()
        del names["ingress"]
        reply = await rp.send("PUT", rp.cluster(), body, **headers)
        assert refusals(reply) == [(NO, operators)]
        await rp.forget()
