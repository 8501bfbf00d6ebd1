"""Step L: which public addresses traffic leaves from."""

from __future__ import annotations

from aro_rp.validate.static.constraint import NOT_GIVEN, between
from aro_rp.validate.static.network import BALANCED, BALANCER
from aro_rp.validate.static.proposal import Proposal, number, part
from aro_rp.validate.static.rule import Moment, Rule, Said, Versions, only, rule, value_rule

_COUNT = f"{BALANCER}.managedOutboundIps.count"
_CHOICES = ("managedOutboundIps", "outboundIps", "outboundIpPrefixes")
_WITH_CHOICE: Versions = only("2023-07-01-preview")
_V1 = 0


def is_given(proposal: Proposal) -> bool:
    return proposal.balancer is not None


@rule("L0", BALANCER, versions=_WITH_CHOICE)
def _choice(proposal: Proposal) -> Said:
    balancer = proposal.balancer or {}
    if sum(balancer.get(name) is not None for name in _CHOICES) == 1:
        return None
    return f"Exactly one of {', '.join(_CHOICES)} must be given."


@rule("L1a", _COUNT, versions=BALANCED)
def _count_of_first_generation(proposal: Proposal) -> Said:
    if proposal.architecture_version != _V1:
        return None
    count = number(part(proposal.balancer or {}, "managedOutboundIps"), "count")
    if count <= 1:
        return None
    return f"The provided number of managed outbound IPs, {count}, must be 1 for this cluster."


_count = value_rule(
    "L1b",
    _COUNT,
    between(1, 20),
    "The provided number of managed outbound IPs, {value}, must be from {least} to {most}.",
    within=f"{BALANCER}.managedOutboundIps",
    versions=BALANCED,
)


def _not_offered(id: str, name: str) -> Rule:
    sentence = f"'{name}' is not implemented."
    return value_rule(id, f"{BALANCER}.{name}", NOT_GIVEN, sentence, versions=_WITH_CHOICE)


_outbound_ips = _not_offered("L2a", "outboundIps")
_outbound_prefixes = _not_offered("L2b", "outboundIpPrefixes")
_ports = _not_offered("L2c", "allocatedOutboundPorts")
_effective = value_rule(
    "L3",
    f"{BALANCER}.effectiveOutboundIps",
    NOT_GIVEN,
    "The effective outbound IPs must not be given.",
    versions=BALANCED,
    moment=Moment.CREATE,
)

RULES = (
    _choice,
    _count_of_first_generation,
    _count,
    _outbound_ips,
    _outbound_prefixes,
    _ports,
    _effective,
)
