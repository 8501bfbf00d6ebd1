"""Step W: the cluster's own networks, and how traffic leaves them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_interface

from aro_rp.arm.codes import Code
from aro_rp.validate.static.constraint import Constraint, empty_or, one_of, satisfying
from aro_rp.validate.static.proposal import Proposal, part, text
from aro_rp.validate.static.rule import Moment, Rule, Said, Versions, only, rule, value_rule
from aro_rp.validate.static.screen import Demand

PROFILE = "properties.networkProfile"
BALANCER = f"{PROFILE}.loadBalancerProfile"
BALANCED = Versions(since="2023-11-22", also=("2023-07-01-preview",))
_WITH_SDN = "2021-09-01-preview"
_OUTBOUND = f"{PROFILE}.outboundType"
_ROUTED = Versions(since="2023-04-01")
_RESERVED = tuple(map(IPv4Network, ("100.64.0.0/16", "169.254.169.0/29", "100.88.0.0/16")))
_CIDR = re.compile(r"[0-9a-fA-F.:]+/[0-9]{1,3}")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class _Range:
    """What rules ask of a CIDR; ``taken`` is the reserved range that it overlaps."""

    network: IPv4Network | IPv6Network
    prefix: int
    is_version_4: bool
    begins_at_network: bool
    taken: IPv4Network | None


def _parse(cidr: str) -> _Range | None:
    if len(cidr) > _LONGEST or not _CIDR.fullmatch(cidr):
        return None
    try:
        given = ip_interface(cidr)
    except ValueError:
        return None
    network = given.network
    return _Range(
        network=network,
        prefix=network.prefixlen,
        is_version_4=network.version == 4,
        begins_at_network=given.ip == network.network_address,
        taken=_taken(network) if isinstance(network, IPv4Network) else None,
    )


def _taken(given: IPv4Network) -> IPv4Network | None:
    return next((r for r in _RESERVED if r.overlaps(given)), None)


def _has_reserved_ranges(proposal: Proposal) -> bool:
    """The one version that lets the network be chosen reserves nothing for the other one."""
    if proposal.version != _WITH_SDN:
        return True
    return text(proposal.network, "softwareDefinedNetwork") == "OVNKubernetes"


def _range(first: int, name: str, longest_prefix: int) -> tuple[Rule, ...]:
    """The five rules of one address range, numbered from ``first``."""
    member = f"{PROFILE}.{name}"
    is_range = value_rule(
        f"W{first}",
        member,
        satisfying(lambda cidr: _parse(cidr) is not None, recurs=True),
        "The provided CIDR '{value}' is not an address range.",
    )
    is_version_4 = value_rule(
        f"W{first + 1}",
        member,
        _if_range(lambda given: given.is_version_4),
        "The provided CIDR '{value}' is not IPv4.",
    )
    is_large = value_rule(
        f"W{first + 3}",
        member,
        _if_range(lambda given: given.prefix <= longest_prefix),
        "The provided CIDR '{value}' is too small: it needs a prefix of "
        f"/{longest_prefix} or less.",
    )

    @rule(
        f"W{first + 2}",
        member,
        moment=Moment.CREATE,
        code=Code.INVALID_CIDR_RANGE,
        target=PROFILE,
        demand=Demand(member, _if_range(lambda given: given.taken is None)),
    )
    def is_free(proposal: Proposal) -> Said:
        cidr = text(proposal.network, name)
        given = _parse(cidr)
        if given is None or given.taken is None or not _has_reserved_ranges(proposal):
            return None
        return f"The provided CIDR '{cidr}' overlaps '{given.taken}', which the cluster needs."

    @rule(
        f"W{first + 4}",
        member,
        code=Code.INVALID_NETWORK_ADDRESS,
        demand=Demand(member, _if_range(lambda given: given.begins_at_network)),
    )
    def begins_at_network(proposal: Proposal) -> Said:
        cidr = text(proposal.network, name)
        given = _parse(cidr)
        if given is None or given.begins_at_network:
            return None
        return (
            f"The provided CIDR '{cidr}' does not begin at a network address; "
            f"'{given.network}' does."
        )

    return is_range, is_version_4, is_free, is_large, begins_at_network


def _if_range(holds: Callable[[_Range], bool]) -> Constraint:
    """What is no range has been named before."""
    return satisfying(lambda cidr: (given := _parse(cidr)) is None or holds(given), recurs=True)


_sdn = value_rule(
    "W11",
    f"{PROFILE}.softwareDefinedNetwork",
    one_of("OVNKubernetes", "OpenShiftSDN"),
    "The provided software-defined network '{value}' is invalid: use {choices}.",
    versions=only(_WITH_SDN),
    target=f"{PROFILE}.SoftwareDefinedNetwork",
)
_outbound = value_rule(
    "W12",
    _OUTBOUND,
    empty_or(one_of("Loadbalancer", "UserDefinedRouting")),
    "The provided outbound type '{value}' is invalid: use {choices}.",
    versions=_ROUTED,
)


@rule("W13", _OUTBOUND, versions=_ROUTED)
def _routed_is_private(proposal: Proposal) -> Said:
    if text(proposal.network, "outboundType") != "UserDefinedRouting":
        return None
    ingress = text(proposal.first("ingressProfiles") or {}, "visibility")
    apiserver = text(part(proposal.properties, "apiserverProfile"), "visibility")
    if apiserver == ingress == "Private":
        return None
    return "User-defined routing needs a private API server and a private ingress."


@rule("W14", BALANCER, versions=BALANCED)
def _routed_is_unbalanced(proposal: Proposal) -> Said:
    if text(proposal.network, "outboundType") != "UserDefinedRouting":
        return None
    if proposal.balancer is None:
        return None
    return "User-defined routing excludes a load balancer profile."


RULES = (
    *_range(1, "podCidr", 18),
    *_range(6, "serviceCidr", 22),
    _sdn,
    _outbound,
    _routed_is_private,
    _routed_is_unbalanced,
)
