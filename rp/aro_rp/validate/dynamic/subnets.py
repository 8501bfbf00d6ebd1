"""The subnets that nodes are put into."""

from __future__ import annotations

from collections.abc import Iterator

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.dynamic.facts import Facts, Reference, Subnet, Wanted, subnets_of

_SMALLEST = 27
_SUCCEEDED = "Succeeded"


def subnet_problems(facts: Facts) -> Iterator[Problem]:
    wanted = facts.wanted
    found = dict(subnets_of(facts))
    for one in wanted.subnets:
        if one in found and found[one] is None:
            yield _invalid(f"The provided subnet '{one.id}' could not be found.")
    there = {one: subnet for one, subnet in found.items() if subnet is not None}
    if wanted.creates and wanted.preconfigured_nsg and not all(s.nsg for s in there.values()):
        yield _invalid(
            "All subnets must have a network security group attached, because the cluster is to "
            "use preconfigured ones."
        )
    for one, subnet in there.items():
        yield from _problems(one, subnet, wanted)


def nsg_problems(facts: Facts) -> Iterator[Problem]:
    """Of groups that a customer brings; where one is missing there is none to look at."""
    for one, subnet in subnets_of(facts) if facts.wanted.preconfigured_nsg else ():
        if subnet is not None and not subnet.nsg:
            message = f"The subnet '{one.id}' has no network security group attached."
            yield Problem(Code.NOT_FOUND, message)


def _problems(one: Reference, subnet: Subnet, wanted: Wanted) -> Iterator[Problem]:
    what = f"The provided subnet '{one.id}' is invalid: "
    if trouble := _nsg_trouble(subnet, wanted):
        yield _invalid(what + trouble, one.path)
    if subnet.state != _SUCCEEDED:
        yield _invalid(f"{what}it is in the provisioning state '{subnet.state}'.", one.path)
    for prefix in subnet.prefixes:
        if prefix.version == 4 and prefix.prefixlen > _SMALLEST:
            yield _invalid(f"{what}'{prefix}' is smaller than /{_SMALLEST}.", one.path)


def _nsg_trouble(subnet: Subnet, wanted: Wanted) -> str:
    """On create only the customer's choice of bringing groups lets one be attached.

    The cluster's own may be there already when an earlier try of the same create attached it.
    """
    is_own = bool(wanted.own_nsg) and subnet.nsg.lower() == wanted.own_nsg.lower()
    if wanted.creates:
        foreign = bool(subnet.nsg) and not is_own and not wanted.preconfigured_nsg
        return f"it must not have the network security group '{subnet.nsg}'." if foreign else ""
    if wanted.preconfigured_nsg:
        return "" if subnet.nsg else "it must have a network security group attached."
    return "" if is_own else f"it must have the network security group '{wanted.own_nsg}'."


def _invalid(message: str, target: str = "") -> Problem:
    return Problem(Code.INVALID_LINKED_VNET, message, target)
