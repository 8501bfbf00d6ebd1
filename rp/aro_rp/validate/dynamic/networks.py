"""The customer's networks: rights on them, where they are, and whether their ranges overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from itertools import combinations

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.dynamic.access import Access, Need, lacks, needs_of, unmet
from aro_rp.validate.dynamic.facts import (
    Absence,
    Facts,
    Kind,
    Network,
    Subject,
    Vnet,
    subnets_of,
    vnet_of,
)

_JOIN, _READ, _WRITE = "join/action", "read", "write"


def vnet_needs(facts: Facts, subjects: Sequence[Subject]) -> Iterator[Need]:
    actions = [_READ] if _are_ours(subjects) else [_JOIN, _READ, _WRITE]
    for vnet in vnet_ids(facts):
        yield from _needs(
            subjects, vnet, "virtualNetworks", actions, "vnet", Code.INVALID_LINKED_VNET
        )


def subnet_needs(facts: Facts, subjects: Sequence[Subject]) -> Iterator[Need]:
    """On the subnets, then on what is attached to them."""
    ours = _are_ours(subjects)
    all_three = [_JOIN, _READ, _WRITE]
    for subnet in facts.wanted.subnets:
        code = Code.INVALID_LINKED_SUBNET
        kind = "virtualNetworks/subnets"
        yield from _needs(subjects, subnet.id, kind, all_three, "subnet", code)
    for table in _attached(facts, "route_table"):
        actions = [_JOIN, _READ] if ours else all_three
        code = Code.INVALID_LINKED_ROUTE_TABLE
        yield from _needs(subjects, table, "routeTables", actions, "route table", code)
    for gateway in _attached(facts, "nat_gateway"):
        actions = [_JOIN] if ours else all_three
        code = Code.INVALID_LINKED_NAT_GATEWAY
        yield from _needs(subjects, gateway, "natGateways", actions, "NAT gateway", code)


def nsg_needs(facts: Facts, subjects: Sequence[Subject]) -> Iterator[Need]:
    """On the groups that a customer brings."""
    if not facts.wanted.preconfigured_nsg:
        return
    actions = [_JOIN, _READ] if _are_ours(subjects) else [_JOIN]
    for group in _attached(facts, "nsg"):
        what, code = "network security group", Code.NOT_FOUND
        yield from _needs(subjects, group, "networkSecurityGroups", actions, what, code)


def network_problems(
    facts: Facts, subjects: Sequence[Subject], access: Access
) -> Iterator[Problem]:
    yield from unmet(vnet_needs(facts, subjects), access)
    for vnet in vnet_ids(facts):
        yield from _vnet_problems(vnet, facts)
    yield from unmet(subnet_needs(facts, subjects), access)
    yield from _overlaps(facts)


def vnet_ids(facts: Facts) -> list[str]:
    """Of all subnets, each once."""
    found: dict[str, str] = {}
    for one in facts.wanted.subnets:
        found.setdefault(vnet_of(one.key), vnet_of(one.id))
    return list(found.values())


def _vnet_problems(vnet: str, facts: Facts) -> Iterator[Problem]:
    found = facts.vnets[vnet.lower()]
    if found is Absence.MISSING:
        message = f"The vnet '{vnet}' could not be found."
        yield Problem(Code.INVALID_LINKED_VNET, message)
    elif found is Absence.FORBIDDEN:
        action = "Microsoft.Network/virtualNetworks/read"
        yield lacks(facts.provider, "vnet", vnet, [action])
    elif isinstance(found, Vnet) and found.location.lower() != facts.wanted.location.lower():
        message = (
            f"The vnet '{vnet}' is in '{found.location}': it must be in the cluster's location, "
            f"'{facts.wanted.location}'."
        )
        yield Problem(Code.INVALID_LINKED_VNET, message)


def _overlaps(facts: Facts) -> Iterator[Problem]:
    """Every two ranges that overlap, of subnets, pods and services."""
    ranges: list[tuple[str, Network]] = []
    for wanted, subnet in subnets_of(facts):
        ranges += [(f"subnet '{wanted.id}'", one) for one in (subnet.prefixes if subnet else ())]
    ranges.append(("the pods", ip_network(facts.wanted.pod_cidr, strict=False)))
    ranges.append(("the services", ip_network(facts.wanted.service_cidr, strict=False)))
    for (one, first), (other, second) in combinations(ranges, 2):
        if first.version == second.version and first.overlaps(second):
            message = (
                f"The provided CIDRs must not overlap: '{first}' of {one} overlaps '{second}' of "
                f"{other}."
            )
            yield Problem(Code.INVALID_LINKED_VNET, message)


def _attached(facts: Facts, name: str) -> list[str]:
    """Ids of what is attached to the cluster's subnets, each once."""
    found: dict[str, str] = {}
    for _, subnet in subnets_of(facts):
        if subnet is not None and (id := getattr(subnet, name)):
            found.setdefault(id.lower(), id)
    return list(found.values())


def _needs(
    subjects: Sequence[Subject],
    resource: str,
    kind: str,
    verbs: Sequence[str],
    what: str,
    code: Code,
) -> Iterator[Need]:
    actions = [f"Microsoft.Network/{kind}/{verb}" for verb in verbs]
    return needs_of(subjects, resource, actions, what, code)


def _are_ours(subjects: Sequence[Subject]) -> bool:
    return all(one.kind is Kind.RESOURCE_PROVIDER for one in subjects)
