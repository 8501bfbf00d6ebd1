"""Step L: which public addresses traffic leaves from."""

from __future__ import annotations

from aro_rp.validate.static.network import BALANCED, BALANCER
from aro_rp.validate.static.proposal import Proposal, number, part
from aro_rp.validate.static.rule import Moment, Said, Versions, only, rule

_COUNT = f"{BALANCER}.managedOutboundIps.count"
_CHOICES = ("managedOutboundIps", "outboundIps", "outboundIpPrefixes")
_WITH_CHOICE: Versions = only("2023-07-01-preview")
_V1 = 0
_MOST = 20


def is_given(proposal: Proposal) -> bool:
    return proposal.balancer is not None


@rule("L0", BALANCER, versions=_WITH_CHOICE)
def _choice(proposal: Proposal) -> Said:
    if sum(_gives(proposal, name) for name in _CHOICES) == 1:
        return None
    return f"Exactly one of {', '.join(_CHOICES)} must be given."


@rule("L1a", _COUNT, versions=BALANCED)
def _count_of_first_generation(proposal: Proposal) -> Said:
    count = number(part(proposal.balancer or {}, "managedOutboundIps"), "count")
    if proposal.architecture_version != _V1 or count <= 1:
        return None
    return f"The provided number of managed outbound IPs, {count}, must be 1 for this cluster."


@rule("L1b", _COUNT, versions=BALANCED)
def _count(proposal: Proposal) -> Said:
    count = number(part(proposal.balancer or {}, "managedOutboundIps"), "count")
    if not _gives(proposal, "managedOutboundIps") or 1 <= count <= _MOST:
        return None
    return f"The provided number of managed outbound IPs, {count}, must be from 1 to {_MOST}."


@rule("L2a", f"{BALANCER}.outboundIps", versions=_WITH_CHOICE)
def _outbound_ips(proposal: Proposal) -> Said:
    return _not_offered(proposal, "outboundIps")


@rule("L2b", f"{BALANCER}.outboundIpPrefixes", versions=_WITH_CHOICE)
def _outbound_prefixes(proposal: Proposal) -> Said:
    return _not_offered(proposal, "outboundIpPrefixes")


@rule("L2c", f"{BALANCER}.allocatedOutboundPorts", versions=_WITH_CHOICE)
def _ports(proposal: Proposal) -> Said:
    return _not_offered(proposal, "allocatedOutboundPorts")


@rule("L3", f"{BALANCER}.effectiveOutboundIps", versions=BALANCED, moment=Moment.CREATE)
def _effective(proposal: Proposal) -> Said:
    if not _gives(proposal, "effectiveOutboundIps"):
        return None
    return "The effective outbound IPs must not be given."


def _not_offered(proposal: Proposal, name: str) -> Said:
    return f"'{name}' is not implemented." if _gives(proposal, name) else None


def _gives(proposal: Proposal, name: str) -> bool:
    return (proposal.balancer or {}).get(name) is not None


RULES = (
    _choice,
    _count_of_first_generation,
    _count,
    _outbound_ips,
    _outbound_prefixes,
    _ports,
    _effective,
)
