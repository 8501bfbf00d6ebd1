"""Step W: the cluster's own networks, and how traffic leaves them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_interface

from aro_rp.arm.codes import Code
from aro_rp.validate.static.proposal import Proposal, text
from aro_rp.validate.static.rule import Moment, Rule, Said, Versions, one_of, only, rule

PROFILE = "properties.networkProfile"
BALANCER = f"{PROFILE}.loadBalancerProfile"
BALANCED = Versions(since="2023-11-22", also=("2023-07-01-preview",))
_WITH_SDN = "2021-09-01-preview"
_OUTBOUND = f"{PROFILE}.outboundType"
_ROUTED = Versions(since="2023-04-01")
_RESERVED = tuple(map(IPv4Network, ("100.64.0.0/16", "169.254.169.0/29", "100.88.0.0/16")))
_CIDR = re.compile(r"[0-9a-fA-F.:]+/[0-9]{1,3}")
_LONGEST = 64


def _range(first: int, name: str, longest_prefix: int) -> tuple[Rule, ...]:
    """The five rules of one address range, numbered from ``first``."""
    member = f"{PROFILE}.{name}"

    @rule(f"W{first}", member)
    def is_range(proposal: Proposal) -> Said:
        cidr = text(proposal.network, name)
        if _parse(cidr) is not None:
            return None
        return f"The provided CIDR '{cidr}' is not an address range."

    @rule(f"W{first + 1}", member)
    def is_version_4(proposal: Proposal) -> Said:
        cidr = text(proposal.network, name)
        given = _parse(cidr)
        if given is None or given.is_version_4:
            return None
        return f"The provided CIDR '{cidr}' is not IPv4."

    @rule(
        f"W{first + 2}",
        member,
        moment=Moment.CREATE,
        code=Code.INVALID_CIDR_RANGE,
        target=PROFILE,
    )
    def is_free(proposal: Proposal) -> Said:
        cidr = text(proposal.network, name)
        given = _parse(cidr)
        if given is None or given.taken is None or not _has_reserved_ranges(proposal):
            return None
        return f"The provided CIDR '{cidr}' overlaps '{given.taken}', which the cluster needs."

    @rule(f"W{first + 3}", member)
    def is_large(proposal: Proposal) -> Said:
        cidr = text(proposal.network, name)
        given = _parse(cidr)
        if given is None or given.prefix <= longest_prefix:
            return None
        return (
            f"The provided CIDR '{cidr}' is too small: it needs a prefix of "
            f"/{longest_prefix} or less."
        )

    @rule(f"W{first + 4}", member, code=Code.INVALID_NETWORK_ADDRESS)
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


@dataclass(frozen=True, slots=True)
class _Range:
    """What rules ask of a CIDR; ``taken`` is the reserved range that it overlaps."""

    network: IPv4Network | IPv6Network
    prefix: int
    is_version_4: bool
    begins_at_network: bool
    taken: IPv4Network | None


def _parse(cidr: str) -> _Range | None:
    return _read(cidr) if len(cidr) <= _LONGEST else None


@lru_cache(maxsize=1024)
def _read(cidr: str) -> _Range | None:
    """Most clusters use the same few ranges, and reading one costs as much as a whole profile."""
    if not _CIDR.fullmatch(cidr):
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


@rule(
    "W11",
    f"{PROFILE}.softwareDefinedNetwork",
    versions=only(_WITH_SDN),
    target=f"{PROFILE}.SoftwareDefinedNetwork",
)
def _sdn(proposal: Proposal) -> Said:
    value = text(proposal.network, "softwareDefinedNetwork")
    return one_of(value, ("OVNKubernetes", "OpenShiftSDN"), "software-defined network")


@rule("W12", _OUTBOUND, versions=_ROUTED)
def _outbound(proposal: Proposal) -> Said:
    value = text(proposal.network, "outboundType")
    return value and one_of(value, ("Loadbalancer", "UserDefinedRouting"), "outbound type")


@rule("W13", _OUTBOUND, versions=_ROUTED)
def _routed_is_private(proposal: Proposal) -> Said:
    if text(proposal.network, "outboundType") != "UserDefinedRouting":
        return None
    ingress = text(proposal.first("ingressProfiles") or {}, "visibility")
    if text(proposal.apiserver, "visibility") == ingress == "Private":
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
