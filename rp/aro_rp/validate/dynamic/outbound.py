"""Addresses that outbound traffic leaves by: are there enough, and may there be as many?"""

from __future__ import annotations

from collections.abc import Iterator

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.creation.quota import exceeded
from aro_rp.validate.dynamic.facts import Facts, Outbound

PROFILE = "properties.networkProfile.loadBalancerProfile"
_COUNT = f"{PROFILE}.ManagedOutboundIPs.Count"  # upstream's letters
_PORTS_OF_ADDRESS = 63_992
_PORTS_OF_MACHINE = 1024


def outbound_problems(facts: Facts) -> Iterator[Problem]:
    outbound = facts.wanted.outbound
    if outbound is None:
        return
    requested = requested_addresses(outbound, creates=facts.wanted.creates)
    usage = facts.addresses
    if usage is not None and requested > usage.limit - usage.current:
        yield exceeded(usage, requested, _COUNT)
    most = outbound.count * _PORTS_OF_ADDRESS // _PORTS_OF_MACHINE
    if not facts.wanted.creates and facts.backends > most:
        message = (
            f"{outbound.count} outbound IP addresses have ports for {most} machines, and the "
            f"cluster has {facts.backends}."
        )
        yield Problem(Code.INVALID_PARAMETER, message, PROFILE)


def requested_addresses(outbound: Outbound, *, creates: bool) -> int:
    """How many more addresses the cluster is to have than it has."""
    if creates:
        return outbound.count + outbound.public_ingress
    return max(0, outbound.count - outbound.effective)
