"""Does the subscription's quota suffice for a new cluster?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.creation.machines import Machines
from aro_rp.validate.vm_sizes import vm_size

PUBLIC_ADDRESSES = "PublicIPAddresses"
_NEW_ADDRESSES = 3


@dataclass(frozen=True, slots=True)
class Usage:
    """One quota of a subscription in a region."""

    name: str
    current: int
    limit: int


def quota_problems(machines: Sequence[Machines], usages: Iterable[Usage]) -> Iterator[Problem]:
    """One per quota that does not suffice, in Azure's order; quotas it does not list are no limit.

    A size that the service has no figures of is the only problem then.
    """
    unknown = next((one.size for one in machines if vm_size(one.size) is None), None)
    if unknown is not None:
        yield Problem(Code.INVALID_PARAMETER, f"The VM size '{unknown}' is not supported.")
        return
    needed = needs(machines)
    for usage in usages:
        if needed[usage.name] > usage.limit - usage.current:
            yield exceeded(usage, needed[usage.name])


def exceeded(usage: Usage, requested: int, target: str = "") -> Problem:
    message = (
        f"Resource quota of {usage.name} exceeded. Maximum allowed: {usage.limit}, current in "
        f"use: {usage.current}, additional requested: {requested}."
    )
    return Problem(Code.RESOURCE_QUOTA_EXCEEDED, message, target)


def needs(machines: Iterable[Machines]) -> Counter[str]:
    """Quota by name that the machines, their disks and the cluster's addresses take."""
    needed: Counter[str] = Counter({PUBLIC_ADDRESSES: _NEW_ADDRESSES})
    for one in machines:
        needed["virtualMachines"] += one.count
        needed["PremiumDiskCount"] += one.count
        if size := vm_size(one.size):
            needed["cores"] += size.cores * one.count
            needed[size.family] += size.cores * one.count
    return needed
