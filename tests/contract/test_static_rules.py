"""Values that no cluster can have: a row per rule and value, through every version.

A row breaks one rule of an otherwise good request. Versions that have the rule must name it first,
on create and, where it holds then, on update by PUT and by PATCH; other versions must not.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from aro_api.versions import VERSIONS
from aro_rp.validate.static.catalogue import SECTIONS, rules_of

Refusal = Callable[[Any], tuple[int, str, str]]
AsKnownTo = Callable[[str, Any], Any]

S = "/subscriptions/00000000-0000-0000-0000-000000000001"
PROVIDER = "providers/microsoft.redhatopenshift"
OTHER = "/subscriptions/00000000-0000-0000-0000-000000000002"
VNET = "/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/dev-vnet/subnets/"
DISKS = "/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"
IDS = f"{S}/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
CLUSTER = "properties.clusterProfile"
PRINCIPAL = "properties.servicePrincipalProfile"
NETWORK = "properties.networkProfile"
BALANCER = f"{NETWORK}.loadBalancerProfile"
MANAGED = f"{BALANCER}.managedOutboundIps"
MASTER = "properties.masterProfile"
API = "properties.apiserverProfile"
WORKERS = "properties.workerProfiles"
WORKER = "properties.workerProfiles['worker']"
INGRESSES = "properties.ingressProfiles"
INGRESS = "properties.ingressProfiles['default']"
WORKLOAD = "properties.platformWorkloadIdentityProfile"
OPERATORS = f"{WORKLOAD}.platformWorkloadIdentities"
SHOWN = f"{WORKLOAD}.PlatformWorkloadIdentities"
RANGE, ADDRESS = "InvalidCIDRRange", "InvalidNetworkAddress"
ABSENT = object()
MERGED = ("I4", "I5")


@dataclass(frozen=True)
class Row:
    """``changes`` are paths such as ``a/0/b`` and values; the problem is shown at ``target``."""

    rule: str
    changes: dict[str, Any]
    target: str
    code: str = "InvalidParameter"
    workload: bool = False
    only_creates: bool = False
    """What the service puts into every update already mends it."""

    @property
    def updates(self) -> tuple[str, ...]:
        """What is absent or empty cannot be said in a PATCH."""
        if self.only_creates:
            return ()
        empty = (ABSENT, {}, "") if self.rule in MERGED else (ABSENT,)
        says = not any(value in empty for value in self.changes.values())
        return ("PUT", "PATCH") if says else ("PUT",)

    def __str__(self) -> str:
        return f"{self.rule} {self.target}"

    @property
    def refused(self) -> tuple[int, str, str]:
        return 400, self.code, self.target

    def changed(self, body: Any) -> Any:
        body = copy.deepcopy(body)
        for path, value in self.changes.items():
            put(body, path, value)
        return body

    def patch(self) -> Any:
        body: Any = {}
        for path, value in self.changes.items():
            put(body, path, value)
        return body


def row(
    rule: str, path: str, value: Any, target: str = "", code: str = "InvalidParameter", **more: Any
) -> Row:
    """A dot in ``path`` separates members; ``more`` are changes that the rule needs beside."""
    return Row(rule, {path.replace(".", "/"): value}, target or path, code, **more)


def put(body: Any, path: str, value: Any) -> None:
    """Sets or removes a member, making what is above it."""
    *above, last = path.split("/")
    for index, name in enumerate(above):
        below = [*above, last][index + 1]
        body = body[0] if name == "0" else body.setdefault(name, [{}] if below == "0" else {})
    if value is ABSENT:
        body.pop(last, None)
    else:
        body[last] = value


def identity(name: str, resource_id: str, **more: Any) -> Row:
    return Row(
        more.pop("rule"),
        {f"{OPERATORS.replace('.', '/')}/{name}": {"resourceId": resource_id}}
        | {path.replace(".", "/"): value for path, value in more.pop("beside", {}).items()},
        more.pop("target", f"{SHOWN}[{name}].resourceID"),
        workload=True,
    )


ROUTED = {
    f"{NETWORK}.outboundType": "UserDefinedRouting",
    f"{API}.visibility": "Private",
    f"{INGRESSES}.0.visibility": "Private",
}


def rows(*found: Row) -> list[Row]:
    return list(found)


ROWS = rows(
    row("T1", "id", f"{S}/resourceGroups/x", code="MismatchingResourceID"),
    row("T2", "name", "other", code="MismatchingResourceName"),
    row("T3", "type", "Microsoft.Other/things", code="MismatchingResourceType"),
    row("T4", "location", "westus"),
    row("T4", "location", ABSENT),
    row("T4", "location", ""),
    row("I1", PRINCIPAL, ABSENT, only_creates=True),
    row("I2", PRINCIPAL, {"clientId": "x"}, workload=True),
    row("I2", PRINCIPAL, {"clientSecret": "x"}, workload=True),
    row("I3", "identity", ABSENT, workload=True),
    row("I3", "identity", {"type": "UserAssigned", "userAssignedIdentities": {f"{IDS}/c": {}}}),
    row("I4", "identity.userAssignedIdentities", {}, "identity", workload=True),
    Row(
        "I4",
        {"identity/userAssignedIdentities": {f"{IDS}/a": {}, f"{IDS}/b": {}}},
        "identity",
        workload=True,
    ),
    row("I5", OPERATORS, {}, workload=True),
    row("I5", WORKLOAD, {}, OPERATORS, workload=True),
    row("P", "properties.provisioningState", "Sleeping"),
    row("P", "properties.provisioningState", "Maintenance"),
    row("C1", f"{CLUSTER}.pullSecret", "{"),
    row("C1", f"{CLUSTER}.pullSecret", "[]"),
    row("C1", f"{CLUSTER}.pullSecret", '{"auths":[]}'),
    row("C1", f"{CLUSTER}.pullSecret", '{"auths":{"a":1}}'),
    row("C2", f"{CLUSTER}.domain", ABSENT),
    row("C2", f"{CLUSTER}.domain", "Demo"),
    row("C2", f"{CLUSTER}.domain", "demo."),
    row("C2", f"{CLUSTER}.domain", "demo\n"),
    row("C2", f"{CLUSTER}.domain", "a" * 64),
    row("C3", f"{CLUSTER}.domain", "demo.westus.aroapp.io"),
    row("C3", f"{CLUSTER}.domain", "demo.aroapp.io"),
    row("C4", f"{CLUSTER}.domain", "a.demo.eastus.aroapp.io"),
    row("C5", f"{CLUSTER}.resourceGroupId", ABSENT),
    row("C5", f"{CLUSTER}.resourceGroupId", "aro-demo"),
    row("C5", f"{CLUSTER}.resourceGroupId", f"{S}/resourceGroups/a/b"),
    row("C5", f"{CLUSTER}.resourceGroupId", f"{S}/resourceGroups/a."),
    row("C6", f"{CLUSTER}.resourceGroupId", f"{OTHER}/resourceGroups/a"),
    row("C7", f"{CLUSTER}.resourceGroupId", f"{S}/resourceGroups/Customer"),
    row("C8", f"{CLUSTER}.fipsValidatedModules", ABSENT),
    row("C8", f"{CLUSTER}.fipsValidatedModules", "Maybe"),
    row("U", "properties.consoleProfile.url", "https://x/%zz"),
    row("U", "properties.consoleProfile.url", "https://x/\x7f"),
    row("S0", PRINCIPAL, ABSENT, f"{PRINCIPAL}.servicePrincipalProfile", only_creates=True),
    row("S1", f"{PRINCIPAL}.clientId", "x"),
    row("S1", f"{PRINCIPAL}.clientId", ""),
    row("S1", PRINCIPAL, {}, f"{PRINCIPAL}.clientId", workload=True),
    row("S2", f"{PRINCIPAL}.clientSecret", ""),
    *(
        made
        for first, name, small in ((1, "podCidr", 19), (6, "serviceCidr", 23))
        for made in (
            row(f"W{first}", f"{NETWORK}.{name}", ABSENT),
            row(f"W{first}", f"{NETWORK}.{name}", "10.0.0.0"),
            row(f"W{first}", f"{NETWORK}.{name}", "10.0.0.0/255.192.0.0"),
            row(f"W{first}", f"{NETWORK}.{name}", "010.0.0.0/14"),
            row(f"W{first}", f"{NETWORK}.{name}", "10.0.0.0/33"),
            row(f"W{first}", f"{NETWORK}.{name}", "1" * 70 + "/14"),
            row(f"W{first + 1}", f"{NETWORK}.{name}", "fd00::/48"),
            row(f"W{first + 2}", f"{NETWORK}.{name}", "100.64.0.0/16", NETWORK, RANGE),
            row(f"W{first + 2}", f"{NETWORK}.{name}", "100.0.0.0/8", NETWORK, RANGE),
            row(
                f"W{first + 2}", f"{NETWORK}.{name}", "100.88.64.0/18", NETWORK, "InvalidCIDRRange"
            ),
            row(f"W{first + 3}", f"{NETWORK}.{name}", f"10.0.0.0/{small}"),
            row(
                f"W{first + 4}", f"{NETWORK}.{name}", "10.129.0.0/14", code="InvalidNetworkAddress"
            ),
        )
    ),
    row("W8", f"{NETWORK}.serviceCidr", "169.254.168.0/22", NETWORK, RANGE),
    *(
        row(
            "W11",
            f"{NETWORK}.softwareDefinedNetwork",
            value,
            f"{NETWORK}.SoftwareDefinedNetwork",
        )
        for value in (ABSENT, "", "Calico")
    ),
    row("W12", f"{NETWORK}.outboundType", "Carrier pigeon"),
    row("W13", f"{NETWORK}.outboundType", "UserDefinedRouting"),
    Row(
        "W13",
        {path.replace(".", "/"): value for path, value in list(ROUTED.items())[:2]},
        f"{NETWORK}.outboundType",
    ),
    Row("W14", {path.replace(".", "/"): value for path, value in ROUTED.items()}, BALANCER),
    row("L0", f"{BALANCER}.outboundIps", [{"id": "x"}], BALANCER),
    row("L0", BALANCER, {}, only_creates=True),
    row("L1b", f"{MANAGED}.count", 0),
    row("L1b", f"{MANAGED}.count", 21),
    row("L1b", f"{MANAGED}.count", -1),
    row("L2a", BALANCER, {"outboundIps": [{"id": "x"}]}, f"{BALANCER}.outboundIps"),
    row("L2b", BALANCER, {"outboundIpPrefixes": []}, f"{BALANCER}.outboundIpPrefixes"),
    row("L2c", f"{BALANCER}.allocatedOutboundPorts", 8),
    row("L3", f"{BALANCER}.effectiveOutboundIps", []),
    row("L3", f"{BALANCER}.effectiveOutboundIps", [{"id": "x"}]),
    row("M1a", f"{MASTER}.vmSize", ABSENT),
    row("M1a", f"{MASTER}.vmSize", "Standard_D4s_v3"),
    row("M1a", f"{MASTER}.vmSize", "standard_d8s_v3"),
    row("M1a", f"{MASTER}.vmSize", "Standard_D2s_v3"),
    row("M1b", f"{MASTER}.vmSize", "Standard_D8s_v6"),
    row("M2", f"{MASTER}.subnetId", ABSENT),
    row("M2", f"{MASTER}.subnetId", "master"),
    row("M3", f"{MASTER}.subnetId", f"{OTHER}{VNET}master"),
    row("M4", f"{MASTER}.encryptionAtHost", ABSENT),
    row("M4", f"{MASTER}.encryptionAtHost", "Sometimes"),
    row("M5a", f"{MASTER}.diskEncryptionSetId", "x"),
    row("M5b", f"{MASTER}.diskEncryptionSetId", f"{OTHER}{DISKS}"),
    row("A1", f"{API}.visibility", ABSENT),
    row("A1", f"{API}.visibility", "Hidden"),
    row("A2", f"{API}.url", "https://x/%"),
    row("A3", f"{API}.ip", "fd00::1"),
    row("A3", f"{API}.ip", "1.2.3.04"),
    row("G1", f"{OPERATORS}.ingress", None, f"{SHOWN}[ingress]", workload=True),
    identity("ingress", f"{IDS}/CLOUD-controller-manager", rule="G2", target=SHOWN),
    identity("ingress", "ingress", rule="G3"),
    identity("ingress", "", rule="G3"),
    identity("ingress", "x", rule="G3", beside={f"{OPERATORS}.more": {"resourceId": "x"}}),
    identity("", f"{IDS}/nobody", rule="G4"),
    identity("ingress", f"{IDS}/x/more/y", rule="G5"),
    identity("ingress", f"{IDS}/x".replace("user", "User"), rule="G5"),
    identity("ingress", f"{S}{DISKS}", rule="G5"),
    row(
        "G6", f"{WORKLOAD}.upgradeableTo", "4.18", f"{WORKLOAD}.UpgradeableTo[4.18]", workload=True
    ),
    row("K0", "properties.workerProfilesStatus", [{"name": "w"}]),
    row("K1a", WORKERS, ABSENT),
    row("K1a", WORKERS, []),
    row("K1a", WORKERS, [{}, {}]),
    row("K1b", WORKERS, [None], f"{WORKERS}[0]"),
    row("K2", f"{WORKERS}.0.name", "pool", f"{WORKERS}['pool'].name"),
    row("K2", f"{WORKERS}.0.name", "", f"{WORKERS}[''].name"),
    row("K3a", f"{WORKERS}.0.vmSize", "", f"{WORKER}.vmSize"),
    row("K3a", f"{WORKERS}.0.vmSize", "Standard_D2s_v3", f"{WORKER}.vmSize"),
    row("K3b", f"{WORKERS}.0.vmSize", "Standard_L8s_v4", f"{WORKER}.vmSize"),
    row("K4", f"{WORKERS}.0.diskSizeGB", 127, f"{WORKER}.diskSizeGB"),
    row("K5", f"{WORKERS}.0.subnetId", "x", f"{WORKER}.subnetId"),
    row("K6", f"{WORKERS}.0.encryptionAtHost", "", f"{WORKER}.encryptionAtHost"),
    row("K7", f"{WORKERS}.0.subnetId", f"{S}{VNET}ww".replace("dev", "x"), f"{WORKER}.subnetId"),
    row("K8", f"{WORKERS}.0.subnetId", f"{S}{VNET}MASTER", f"{WORKER}.subnetId"),
    row("K9", f"{WORKERS}.0.count", 1, f"{WORKER}.count"),
    row("K9", f"{WORKERS}.0.count", 51, f"{WORKER}.count"),
    row("K10", f"{WORKERS}.0.diskEncryptionSetId", f"{S}{DISKS}", f"{WORKER}.subnetId"),
    row("J1a", INGRESSES, ABSENT),
    row("J1a", INGRESSES, []),
    row("J1a", INGRESSES, [{"name": "a"}, {"name": "b"}]),
    row("J1b", INGRESSES, [None], f"{INGRESSES}[0]"),
    row("J2", f"{INGRESSES}.0.name", "extra", f"{INGRESSES}['extra'].name"),
    row("J3", f"{INGRESSES}.0.visibility", "", f"{INGRESS}.visibility"),
    row("J4", f"{INGRESSES}.0.ip", "fd00::1", f"{INGRESS}.ip"),
)
# a body is laid over something that has every part; first generations and changes have own tests
ELSEWHERE = {"N0", "N1", "N2", "N3", "N4", "L1a", "D0", "D1", "D2"}


def holds(row: Row, version: str, *, creates: bool) -> bool:
    return row.rule in {rule.id for rule in rules_of(version, creates=creates)}


def raised(reply: Any) -> set[tuple[int, str, str]]:
    """Everything that a reply finds wrong."""
    if reply.status_code < 400:
        return set()
    error = reply.json()["error"]
    found = [error, *error.get("details", ())]
    return {(reply.status_code, one["code"], one.get("target", "")) for one in found}


async def test_every_rule_has_a_row() -> None:
    known = {rule.id for section in SECTIONS for rule in section.rules}
    assert {row.rule for row in ROWS} == known - ELSEWHERE


@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_a_new_cluster_that_breaks_a_rule_is_refused_by_the_versions_that_have_it(
    rp: Any,
    wanted: dict[str, Any],
    workload: dict[str, Any],
    as_known_to: AsKnownTo,
    refusal: Refusal,
    row: Row,
) -> None:
    before = await rp.contents()
    wrong = {}
    for version in VERSIONS:
        if row.workload and "identity" not in VERSIONS[version].shape().places:
            continue
        body = row.changed(as_known_to(version, workload if row.workload else wanted))
        reply = await rp.send("PUT", rp.cluster(), body, version=version)
        if holds(row, version, creates=True):
            if refusal(reply) != row.refused:
                wrong[version] = refusal(reply)
        elif row.refused in raised(reply):
            wrong[version] = (0, "the version does not have the rule", "")
        if reply.status_code < 400:
            await rp.forget()
    assert wrong == {}
    assert await rp.contents() == before


@pytest.mark.parametrize("by_workload", [False, True], ids=["principal", "workload"])
@pytest.mark.parametrize("version", sorted(VERSIONS))
async def test_an_update_that_breaks_a_rule_is_refused_if_the_rule_holds_then(
    rp: Any,
    wanted: dict[str, Any],
    workload: dict[str, Any],
    as_known_to: AsKnownTo,
    identity_headers: dict[str, str],
    version: str,
    by_workload: bool,
) -> None:
    if by_workload and "identity" not in VERSIONS[version].shape().places:
        return
    good = as_known_to(version, workload if by_workload else wanted)
    made = await rp.send("PUT", rp.cluster(), good, version=version, headers=identity_headers)
    assert made.status_code == 201, made.text
    await rp.settle()
    wrong = {}
    for row in ROWS:
        if row.workload != by_workload:
            continue
        held = holds(row, version, creates=False)
        for method in row.updates:
            body = row.changed(good) if method == "PUT" else row.patch()
            reply = await rp.send(method, rp.cluster(), body, version=version)
            if (row.refused in raised(reply)) != held:
                wrong[f"{row} {method} {row.changes}"] = (held, raised(reply))
            if reply.status_code < 400:
                await rp.settle()
    assert wrong == {}


async def test_clusters_of_workload_identities_cannot_be_updated_by_versions_without_them(
    rp: Any, workload: dict[str, Any], identity_headers: dict[str, str], refusal: Refusal
) -> None:
    """They have no service principal, which those versions ask for (api-versions 8)."""
    reply = await rp.send("PUT", rp.cluster(), workload, headers=identity_headers)
    assert reply.status_code == 201, reply.text
    await rp.settle()
    doubled = (400, "InvalidParameter", f"{PRINCIPAL}.servicePrincipalProfile")
    for version in VERSIONS:
        reply = await rp.send("PATCH", rp.cluster(), {"tags": {"a": "b"}}, version=version)
        if "identity" in VERSIONS[version].shape().places:
            assert reply.status_code == 200, reply.text
            await rp.settle()
        else:
            assert refusal(reply) == doubled, version


async def test_a_first_generation_cluster_has_one_outbound_address(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    def first_generation(cluster: Any) -> None:
        cluster.properties.architecture_version = 0

    await rp.created(wanted)
    await rp.settle()
    await rp.change(first_generation)
    body: Any = {}
    put(body, f"{MANAGED}.count".replace(".", "/"), 2)
    for version in VERSIONS:
        if BALANCER in VERSIONS[version].shape().places:
            reply = await rp.send("PATCH", rp.cluster(), body, version=version)
            assert refusal(reply) == (400, "InvalidParameter", f"{MANAGED}.count")


@pytest.mark.parametrize("version", sorted(VERSIONS))
async def test_all_problems_come_at_once_in_the_order_of_the_version(rp: Any, version: str) -> None:
    error = (await rp.send("PUT", rp.cluster(), {}, version=version)).json()["error"]
    shown = [detail["target"] for detail in error["details"]]
    assert error["target"] == shown[0] == "location"
    order = [target for target in STEPS[version == min(VERSIONS)] if target in shown]
    assert shown == order
    assert {f"{CLUSTER}.domain", f"{MASTER}.vmSize", WORKERS, INGRESSES} <= set(shown)


async def test_a_refused_domain_is_told_what_one_is(rp: Any) -> None:
    body: Any = {}
    put(body, f"{CLUSTER}.domain".replace(".", "/"), "k")
    reply = await rp.send("PUT", rp.cluster(), body)
    (said,) = (
        one["message"]
        for one in reply.json()["error"]["details"]
        if one["target"] == f"{CLUSTER}.domain"
    )
    assert said.startswith("The provided domain 'k' is invalid: it must be a DNS name")
    assert "two characters" in said


STEPS = [
    [
        "location",
        PRINCIPAL,
        f"{CLUSTER}.domain",
        f"{CLUSTER}.resourceGroupId",
        f"{CLUSTER}.fipsValidatedModules",
        f"{PRINCIPAL}.servicePrincipalProfile",
        f"{NETWORK}.podCidr",
        f"{NETWORK}.serviceCidr",
        f"{NETWORK}.SoftwareDefinedNetwork",
        f"{MASTER}.vmSize",
        f"{MASTER}.subnetId",
        f"{MASTER}.encryptionAtHost",
        *order,
        INGRESSES,
    ]
    for order in ([f"{API}.visibility", WORKERS], [WORKERS, f"{API}.visibility"])
]


async def test_before_2025_07_25_null_in_a_list_is_an_item_without_members(
    rp: Any, wanted: dict[str, Any], as_known_to: AsKnownTo, refusal: Refusal
) -> None:
    for version in (one for one in VERSIONS if one < "2025-07-25"):
        for path in (WORKERS, INGRESSES):
            body = row("", path, [None]).changed(as_known_to(version, wanted))
            reply = await rp.send("PUT", rp.cluster(), body, version=version)
            assert refusal(reply) == (400, "InvalidParameter", f"{path}[''].name")


async def test_a_name_of_one_letter_or_a_digit_first_is_for_old_clusters(
    rp: Any, wanted: dict[str, Any], as_known_to: AsKnownTo, refusal: Refusal
) -> None:
    for version in VERSIONS:
        for domain in ("d", "1demo"):
            body = row("", f"{CLUSTER}.domain", domain).changed(as_known_to(version, wanted))
            reply = await rp.send("PUT", rp.cluster(), body, version=version)
            assert refusal(reply) == (400, "InvalidParameter", f"{CLUSTER}.domain")


async def test_values_at_the_edge_are_fine_in_every_version(
    rp: Any, wanted: dict[str, Any], as_known_to: AsKnownTo
) -> None:
    wrong = {}
    for version in VERSIONS:
        good = as_known_to(version, wanted)
        for path, value in EDGES:
            body = Row("", {path.replace(".", "/"): value}, path).changed(good)
            if path.replace(".0.", "[].") in VERSIONS[version].shape().places:
                reply = await rp.send("PUT", rp.cluster(), body, version=version)
                if reply.status_code != 201:
                    wrong[f"{version} {path} {value}"] = raised(reply)
                await rp.forget()
    assert wrong == {}


EDGES = [
    ("location", "EastUS"),
    ("id", f"{S}/resourcegroups/CUSTOMER/{PROVIDER}/openshiftclusters/DEMO"),
    ("properties.provisioningState", "Succeeded"),
    ("properties.provisioningState", "AdminUpdating"),
    (f"{CLUSTER}.domain", "demo.example.com"),
    (f"{CLUSTER}.domain", "demo.eastus.aroapp.io"),
    (f"{CLUSTER}.pullSecret", ABSENT),
    (f"{CLUSTER}.pullSecret", "null"),
    (f"{CLUSTER}.pullSecret", '{"auths":null}'),
    (f"{CLUSTER}.resourceGroupId", f"{S}/RESOURCEGROUPS/Aro-Demo"),
    (f"{PRINCIPAL}.clientId", "{11111111-1111-1111-1111-111111111111}"),
    (f"{PRINCIPAL}.clientId", "urn:uuid:11111111-1111-1111-1111-111111111111"),
    (f"{PRINCIPAL}.clientId", "A" * 32),
    (f"{NETWORK}.podCidr", "10.0.0.0/18"),
    (f"{NETWORK}.serviceCidr", "10.0.0.0/22"),
    (f"{NETWORK}.outboundType", ""),
    (f"{NETWORK}.preconfiguredNSG", "whatever"),
    (f"{NETWORK}.loadBalancerProfile", ABSENT),
    (f"{MANAGED}.count", 20),
    (f"{MASTER}.vmSize", "Standard_D32s_v5"),
    (f"{MASTER}.diskEncryptionSetId", ""),
    (f"{API}.url", ""),
    (f"{WORKERS}.0.count", 50),
    (f"{WORKERS}.0.diskSizeGB", 100_000),
]
