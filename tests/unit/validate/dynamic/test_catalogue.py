"""What is wrong with what a cluster uses in Azure: pure rules over facts."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.validate.creation.quota import Usage
from aro_rp.validate.dynamic.access import Verdict
from aro_rp.validate.dynamic.catalogue import may_be_cured, needs, problems
from aro_rp.validate.dynamic.facts import (
    Absence,
    Credential,
    Facts,
    Identities,
    Kind,
    Outbound,
    Reference,
    Subject,
    Subnet,
    Vnet,
    Wanted,
)

VNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v"
MASTERS, WORKERS = f"{VNET}/subnets/m", f"{VNET}/subnets/W"
OF_MASTER, OF_WORKER = "properties.masterProfile.subnetId", "properties.workerProfiles[0].subnetId"
DES = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"
NSG = "/subscriptions/s/resourceGroups/managed/providers/Microsoft.Network/nsg/own"
OUTBOUND = "properties.networkProfile.loadBalancerProfile"
WANTED = Wanted(
    location="eastus",
    creates=True,
    subnets=(Reference(MASTERS, OF_MASTER), Reference(WORKERS, OF_WORKER)),
    disk_sets=(),
    pod_cidr="10.128.0.0/14",
    service_cidr="172.30.0.0/16",
    preconfigured_nsg=False,
)
CLAIMS = {"oid": "o"}


def subnet(id: str, prefix: str, **more: Any) -> Subnet:
    return Subnet(**{"id": id, "prefixes": [ip_network(prefix)], "state": "Succeeded", **more})


def vnet(location: str = "EastUS", masters: Any = None, workers: Any = None) -> Vnet:
    found = [
        subnet(MASTERS, "10.0.0.0/24", **(masters or {})),
        subnet(WORKERS, "10.0.1.0/24", **(workers or {})),
    ]
    return Vnet(location, {one.id.lower(): one for one in found})


def facts(wanted: dict[str, Any] | None = None, **more: Any) -> Facts:
    return Facts(
        **{
            "wanted": replace(WANTED, **(wanted or {})),
            "subjects": [Subject(Kind.SERVICE_PRINCIPAL, "sp", "app")],
            "provider": Subject(Kind.RESOURCE_PROVIDER, "rp", "first party"),
            "provider_claims": CLAIMS,
            "principal_claims": CLAIMS,
            "graph_claims": {},
            "vnets": {VNET.lower(): vnet()},
            "disk_sets": {},
            **more,
        }
    )


def found(of: Facts, access: Any = None) -> list[tuple[str, str]]:
    return [(one.code, one.target) for one in problems(of, access or {})]


LINKED = "InvalidLinkedVNet"


def test_facts_as_they_should_be_are_no_problem() -> None:
    assert found(facts()) == []


@pytest.mark.parametrize(
    ("wanted", "masters", "expected"),
    [
        ({}, {"nsg": "/theirs"}, [(LINKED, OF_MASTER)]),
        ({"own_nsg": NSG}, {"nsg": NSG.upper()}, []),
        ({"creates": False, "own_nsg": NSG}, {"nsg": NSG}, [(LINKED, OF_WORKER)]),
        ({"preconfigured_nsg": True}, {"nsg": "/theirs"}, [(LINKED, ""), ("NotFound", "")]),
        (
            {"preconfigured_nsg": True, "creates": False},
            {"nsg": "/theirs"},
            [(LINKED, OF_WORKER), ("NotFound", "")],
        ),
        ({}, {"state": "Updating"}, [(LINKED, OF_MASTER)]),
        ({}, {"prefixes": [ip_network("10.0.0.0/27")]}, []),
        ({}, {"prefixes": [ip_network("10.0.0.0/28")]}, [(LINKED, OF_MASTER)]),
        ({}, {"prefixes": [ip_network("10.0.0.0/27"), ip_network("fd00::/64")]}, []),
        ({"location": "EASTUS"}, {}, []),
    ],
)
def test_subnets_are_judged_one_by_one(
    wanted: dict[str, Any], masters: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert found(facts(wanted, vnets={VNET.lower(): vnet(masters=masters)})) == expected


@pytest.mark.parametrize("creates", [True, False])
def test_whoever_brings_groups_brings_one_for_every_subnet(creates: bool) -> None:
    wanted = {"preconfigured_nsg": True, "creates": creates}
    both = {VNET.lower(): vnet("eastus", {"nsg": "/theirs"}, {"nsg": "/others"})}
    assert found(facts(wanted, vnets=both)) == []
    one = {VNET.lower(): vnet("eastus", {"nsg": "/theirs"})}
    (missing,) = [p for p in problems(facts(wanted, vnets=one), {}) if p.code == "NotFound"]
    assert WORKERS in missing.message


def test_what_is_attached_twice_is_asked_about_once() -> None:
    network = vnet("eastus", {"route_table": "/Table"}, {"route_table": "/table"})
    asked = [one.resource for one in needs(facts(vnets={VNET.lower(): network}))]
    assert asked.count("/Table") == 2, "by the principal and by the provider"
    assert "/table" not in asked


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (vnet("westus"), [(LINKED, "")]),
        (Absence.MISSING, [(LINKED, "")]),
        (Absence.FORBIDDEN, [("InvalidResourceProviderPermissions", "")]),
        (Vnet("eastus", {}), [(LINKED, ""), (LINKED, "")]),
    ],
)
def test_a_vnet_is_there_readable_and_near(seen: Any, expected: list[tuple[str, str]]) -> None:
    assert found(facts(vnets={VNET.lower(): seen})) == expected


def test_every_pair_of_ranges_that_overlaps_is_named() -> None:
    of = facts({"pod_cidr": "10.0.0.0/16", "service_cidr": "10.0.1.0/24"})
    told = [one.message for one in problems(of, {})]
    assert len(told) == 4
    assert "'10.0.0.0/24'" in told[0]
    assert "'10.0.0.0/16' of the pods" in told[0]


def test_who_is_asked_for_what() -> None:
    attached = {"route_table": "/table", "nat_gateway": "/gateway"}
    asked: dict[tuple[str, str], list[str]] = {}
    for need in needs(facts(vnets={VNET.lower(): vnet(workers=attached)})):
        verbs = [one.split("/", 2)[-1] for one in need.actions]
        asked[(need.subject.object_id, need.resource)] = verbs
    assert asked == {
        ("sp", VNET): ["join/action", "read", "write"],
        ("sp", MASTERS): ["subnets/join/action", "subnets/read", "subnets/write"],
        ("sp", WORKERS): ["subnets/join/action", "subnets/read", "subnets/write"],
        ("sp", "/table"): ["join/action", "read", "write"],
        ("sp", "/gateway"): ["join/action", "read", "write"],
        ("rp", VNET): ["read"],
        ("rp", MASTERS): ["subnets/join/action", "subnets/read", "subnets/write"],
        ("rp", WORKERS): ["subnets/join/action", "subnets/read", "subnets/write"],
        ("rp", "/table"): ["join/action", "read"],
        ("rp", "/gateway"): ["join/action"],
    }


def test_an_identity_is_asked_only_for_what_its_roles_are_for() -> None:
    limits = ("Microsoft.Network/virtualNetworks/subnets/*",)
    one = Subject(Kind.WORKLOAD_IDENTITY, "wi", "ingress", limits)
    asked = [need for need in needs(facts(subjects=[one])) if need.subject is one]
    assert [need.resource for need in asked] == [MASTERS, WORKERS]


def test_a_need_that_is_not_met_is_a_problem_that_may_be_cured() -> None:
    of = facts()
    need = next(one for one in needs(of) if one.resource == MASTERS)
    told = problems(of, {need: Verdict(actions=frozenset(need.actions[:1]))})
    assert [(one.code, one.target) for one in told] == [("InvalidServicePrincipalPermissions", "")]
    assert "subnets/join/action" in told[0].message
    assert may_be_cured(told)
    elsewhere = facts(vnets={VNET.lower(): vnet("westus")})
    assert may_be_cured(problems(elsewhere, {need: Verdict(actions=frozenset(need.actions))}))
    assert not may_be_cured(problems(of, {need: Verdict(resource=True)}))


@pytest.mark.parametrize(
    ("claims", "code"),
    [(None, "InvalidServicePrincipalToken"), ({"sub": "x"}, "InvalidServicePrincipalClaims")],
)
def test_nothing_is_asked_about_somebody_without_a_name(claims: Any, code: str) -> None:
    for member, object_id in (("principal_claims", "sp"), ("provider_claims", "rp")):
        of = facts(**{member: claims})
        assert found(of) == [(code, "properties.servicePrincipalProfile")]
        assert object_id not in {need.subject.object_id for need in needs(of)}


@pytest.mark.parametrize("claim", ["altsecid", "oid", "puid"])
def test_one_claim_is_enough(claim: str) -> None:
    assert found(facts(principal_claims={claim: "x"})) == []


@pytest.mark.parametrize(
    ("outbound", "creates", "free", "expected"),
    [
        (Outbound(2, 0, True), True, 3, []),
        (Outbound(2, 0, True), True, 2, ["ManagedOutboundIPs.Count"]),
        (Outbound(2, 0, False), True, 2, []),
        (Outbound(5, 2, True), False, 3, []),
        (Outbound(5, 2, True), False, 2, ["ManagedOutboundIPs.Count"]),
        (Outbound(1, 2, True), False, 0, []),
    ],
)
def test_addresses_are_counted_beyond_those_there_are(
    outbound: Outbound, creates: bool, free: int, expected: list[str]
) -> None:
    wanted = {"outbound": outbound, "creates": creates, "own_nsg": NSG}
    network = {VNET.lower(): vnet(*["eastus"], *[{"nsg": "" if creates else NSG}] * 2)}
    of = facts(wanted, vnets=network, addresses=Usage("PublicIPAddresses", 7, 7 + free))
    assert found(of) == [("ResourceQuotaExceeded", f"{OUTBOUND}.{one}") for one in expected]


@pytest.mark.parametrize(
    ("machines", "count", "is_enough"),
    [(62, 1, True), (63, 1, False), (124, 2, True), (125, 2, False), (187, 3, True)],
)
def test_an_address_has_ports_for_sixty_two_machines(
    machines: int, count: int, is_enough: bool
) -> None:
    wanted = {"creates": False, "own_nsg": NSG, "outbound": Outbound(count, count, False)}
    network = {VNET.lower(): vnet("eastus", {"nsg": NSG}, {"nsg": NSG})}
    told = found(facts(wanted, vnets=network, backends=machines))
    assert told == ([] if is_enough else [("InvalidParameter", OUTBOUND)])


ROLE, OTHER = "/role/federation", "/role/ingress"
OWN = Credential("own", "https://issuer", ["openshift"])


def identities(**more: Any) -> Identities:
    return Identities(
        **{
            "cluster": Subject(Kind.CLUSTER_IDENTITY, "msi", "cluster"),
            "resources": {"ingress": "/identities/ingress"},
            "required": frozenset({"ingress"}),
            "definitions": {ROLE: ("a/write",), OTHER: ("b/read",)},
            "federation_role": ROLE,
            "credentials": {"ingress": []},
            "issuer": "https://issuer",
            "own": frozenset({"own"}),
            **more,
        }
    )


def with_identities(creates: bool = True, **more: Any) -> Facts:
    network = {VNET.lower(): vnet("eastus", *[{"nsg": "" if creates else NSG}] * 2)}
    wanted = {"creates": creates, "own_nsg": NSG}
    return facts(wanted, vnets=network, subjects=[], identities=identities(**more))


CREDENTIAL = (
    "PlatformWorkloadIdentityContainsInvalidCredential",
    "properties.platformWorkloadIdentityProfile.platformWorkloadIdentities.ingress.resourceId",
)


@pytest.mark.parametrize(
    ("credential", "creates", "is_fine"),
    [
        (OWN, True, True),
        (replace(OWN, name="other"), True, False),
        (replace(OWN, name="other"), False, True),
        (replace(OWN, issuer="https://other"), True, False),
        (replace(OWN, issuer="https://other"), False, False),
        (replace(OWN, audiences=["openshift", "api"]), False, False),
    ],
)
def test_credentials_of_an_identity_are_the_clusters_own(
    credential: Credential, creates: bool, is_fine: bool
) -> None:
    of = with_identities(creates, credentials={"ingress": [credential]})
    assert found(of) == ([] if is_fine else [CREDENTIAL])


def test_a_cluster_without_an_issuer_has_no_credentials_of_its_own() -> None:
    of = with_identities(issuer="", credentials={"ingress": [replace(OWN, issuer="")]})
    assert found(of) == [CREDENTIAL]


@pytest.mark.parametrize("required", [{"ingress", "machine-api"}, {"machine-api"}, set()])
def test_the_identities_are_those_of_the_role_sets(required: set[str]) -> None:
    target = "properties.PlatformWorkloadIdentityProfile.PlatformWorkloadIdentities"
    assert found(with_identities(required=frozenset(required))) == [
        ("PlatformWorkloadIdentityMismatch", target)
    ]


def test_the_clusters_identity_must_be_able_to_federate() -> None:
    of = with_identities()
    (need,) = [one for one in needs(of) if one.subject.object_id == "msi"]
    assert (need.resource, need.actions) == ("/identities/ingress", ("a/write",))
    told = found(of, {need: Verdict(actions=frozenset({"a/write"}))})
    assert told == [("InvalidClusterMSIPermissions", "")]
    told = found(of, {need: Verdict(resource=True)})
    assert told == [("InvalidPlatformWorkloadIdentity", "")]
    assert need in needs(with_identities(federation_role=ROLE.upper()))


def test_a_role_that_allows_nothing_is_ours_to_mend() -> None:
    with pytest.raises(ArmError) as refused:
        found(with_identities(definitions={ROLE: ("a/write",), OTHER: ()}))
    assert (refused.value.status, refused.value.problem.code) == (500, "InternalServerError")


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("EastUS", []),
        ("westus", [("InvalidLinkedDiskEncryptionSet", "")]),
        (Absence.MISSING, [("InvalidLinkedDiskEncryptionSet", "here")]),
        (Absence.FORBIDDEN, [("InvalidResourceProviderPermissions", "here")]),
    ],
)
def test_a_disk_encryption_set_is_there_readable_and_near(seen: Any, expected: Any) -> None:
    of = facts({"disk_sets": [Reference(DES, "here")]}, disk_sets={DES.lower(): seen})
    assert found(of) == expected
