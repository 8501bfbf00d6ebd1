"""The order of everything that is validated in Azure, and the two calls that run it.

First it is asked who needs which rights, then, with the answers, what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aro_rp.arm.errors import Problem
from aro_rp.validate.dynamic.access import RIGHTS, Access, Need, unmet
from aro_rp.validate.dynamic.disks import disk_needs, disk_problems
from aro_rp.validate.dynamic.facts import Facts, Kind, Subject
from aro_rp.validate.dynamic.identities import identity_needs, identity_problems
from aro_rp.validate.dynamic.networks import (
    network_problems,
    nsg_needs,
    subnet_needs,
    vnet_needs,
)
from aro_rp.validate.dynamic.outbound import outbound_problems
from aro_rp.validate.dynamic.subnets import nsg_problems, subnet_problems
from aro_rp.validate.dynamic.tokens import graph_problems, token_problems


def needs(facts: Facts) -> tuple[Need, ...]:
    """Every right that must be there, each once."""
    found: list[Need] = []
    if facts.identities is not None:
        found += identity_needs(facts.identities)
    for subjects in (_customers(facts), _ours(facts)):
        for of_topic in (vnet_needs, subnet_needs, disk_needs, nsg_needs):
            found += of_topic(facts, subjects)
    return tuple(dict.fromkeys(found))


def problems(facts: Facts, access: Access) -> tuple[Problem, ...]:
    """Every problem once, the one that upstream would name first on top.

    Raises ``ArmError`` 500 when what is wrong is ours.
    """
    return tuple(dict.fromkeys(_all(facts, access)))


def may_be_cured(found: Sequence[Problem]) -> bool:
    """Whether some of it is a right that may be on its way through Azure."""
    return any(one.code in RIGHTS for one in found)


def _all(facts: Facts, access: Access) -> Iterator[Problem]:
    if facts.identities is not None:
        yield from identity_problems(facts.identities, access, creates=facts.wanted.creates)
    else:
        yield from token_problems(facts.principal_claims, Kind.SERVICE_PRINCIPAL)
        yield from graph_problems(facts.graph_claims)
    customer, ours = _customers(facts), _ours(facts)
    yield from network_problems(facts, customer, access)
    yield from subnet_problems(facts)
    yield from _disks_and_groups(facts, customer, access)
    yield from token_problems(facts.provider_claims, Kind.RESOURCE_PROVIDER)
    yield from network_problems(facts, ours, access)
    yield from _disks_and_groups(facts, ours, access)
    yield from outbound_problems(facts)


def _disks_and_groups(
    facts: Facts, subjects: Sequence[Subject], access: Access
) -> Iterator[Problem]:
    yield from disk_problems(facts, subjects, access)
    yield from nsg_problems(facts)
    yield from unmet(nsg_needs(facts, subjects), access)


def _customers(facts: Facts) -> Sequence[Subject]:
    """Nothing is asked about somebody whose token does not say who it is."""
    if facts.identities is None and any(token_problems(facts.principal_claims, "")):
        return ()
    return facts.subjects


def _ours(facts: Facts) -> Sequence[Subject]:
    return () if any(token_problems(facts.provider_claims, "")) else (facts.provider,)
