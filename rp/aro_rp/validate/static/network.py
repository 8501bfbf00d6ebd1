"""Steps W and L: networks, outbound traffic, load balancer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, ip_interface

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.static.proposal import (
    Finding,
    Proposal,
    invalid,
    items,
    number,
    part,
    text,
)

PROFILE = "properties.networkProfile"
BALANCER = f"{PROFILE}.loadBalancerProfile"
_OUTBOUND = f"{PROFILE}.outboundType"
_RESERVED = tuple(map(IPv4Network, ("100.64.0.0/16", "169.254.169.0/29", "100.88.0.0/16")))
_CIDR = re.compile(r"[0-9a-fA-F.:]+/[0-9]{1,3}")
_LARGEST_PREFIX = {"podCidr": 18, "serviceCidr": 22}
_V1 = 0


def network_profile(proposal: Proposal) -> Iterator[Finding]:
    ingresses = items(proposal.properties, "ingressProfiles")
    if not ingresses and proposal.knows(_OUTBOUND):
        return  # the missing ingress is reported instead (api-versions 6.2)
    for name in _LARGEST_PREFIX:
        yield _cidr(name, text(proposal.network, name), proposal.creates)
    if proposal.knows(_OUTBOUND):
        yield _outbound(proposal, ingresses)


@lru_cache(maxsize=1024)
def _cidr(name: str, cidr: str, creates: bool) -> Finding:
    """Most clusters use the same few ranges, and reading one costs as much as a whole profile."""
    target = f"{PROFILE}.{name}"
    given = _parse(cidr)
    if given is None:
        return invalid(target, f"The provided CIDR '{cidr}' is not an address range.")
    if isinstance(given, IPv6Interface):
        return invalid(target, f"The provided CIDR '{cidr}' is not IPv4.")
    if creates and (reserved := _reserved(given.network)):
        return Problem(
            Code.INVALID_CIDR_RANGE,
            f"The provided CIDR '{cidr}' overlaps '{reserved}', which the cluster needs.",
            PROFILE,
        )
    if given.network.prefixlen > _LARGEST_PREFIX[name]:
        return invalid(
            target,
            f"The provided CIDR '{cidr}' is too small: it needs a prefix of "
            f"/{_LARGEST_PREFIX[name]} or less.",
        )
    if given.ip != given.network.network_address:
        return Problem(
            Code.INVALID_NETWORK_ADDRESS,
            f"The provided CIDR '{cidr}' does not begin at a network address; "
            f"'{given.network}' does.",
            target,
        )
    return None


def _parse(cidr: str) -> IPv4Interface | IPv6Interface | None:
    if not _CIDR.fullmatch(cidr):
        return None
    try:
        return ip_interface(cidr)
    except ValueError:
        return None


def _reserved(network: IPv4Network) -> IPv4Network | None:
    return next((r for r in _RESERVED if r.overlaps(network)), None)


def _outbound(proposal: Proposal, ingresses: list[object]) -> Finding:
    outbound = text(proposal.network, "outboundType")
    if outbound not in ("", "Loadbalancer", "UserDefinedRouting"):
        return invalid(_OUTBOUND, f"The provided outbound type '{outbound}' is invalid.")
    if outbound != "UserDefinedRouting":
        return None
    ingress = ingresses[0] if isinstance(ingresses[0], dict) else {}
    if {text(proposal.apiserver, "visibility"), text(ingress, "visibility")} != {"Private"}:
        return invalid(
            _OUTBOUND, "User-defined routing needs a private API server and a private ingress."
        )
    if proposal.network.get("loadBalancerProfile") is not None and proposal.knows(BALANCER):
        return invalid(BALANCER, "User-defined routing excludes a load balancer profile.")
    return None


def load_balancer(proposal: Proposal) -> Iterator[Finding]:
    profile = part(proposal.network, "loadBalancerProfile")
    managed = profile.get("managedOutboundIps")
    if isinstance(managed, dict):
        yield _count(proposal, number(managed, "count"))
    if proposal.creates and profile.get("effectiveOutboundIps") is not None:
        yield invalid(
            f"{BALANCER}.effectiveOutboundIps", "The effective outbound IPs must not be given."
        )


def _count(proposal: Proposal, count: int) -> Finding:
    most = 1 if proposal.architecture_version == _V1 else 20
    if 1 <= count <= most:
        return None
    return invalid(
        f"{BALANCER}.managedOutboundIps.count",
        f"The provided number of managed outbound IPs, {count}, must be from 1 to {most}.",
    )
