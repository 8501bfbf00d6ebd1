"""The machines that a cluster asks for, profile by profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aro_rp.arm.errors import JsonObject
from aro_rp.validate.static.proposal import items, number, part, text

CONTROL_PLANE = 3
BOOTSTRAP = 1
_ENABLED = "Enabled"


@dataclass(frozen=True, slots=True)
class Machines:
    """``where`` is the profile's JSON path; ``count`` includes the bootstrap machine."""

    where: str
    size: str
    count: int
    encrypts: bool


def wanted_machines(cluster: JsonObject) -> tuple[Machines, ...]:
    """The control plane first; ``cluster`` is in the wire form of any api-version."""
    properties = part(cluster, "properties")
    master = part(properties, "masterProfile")
    found = [_machines("properties.masterProfile", master, CONTROL_PLANE + BOOTSTRAP)]
    for index, worker in enumerate(items(properties, "workerProfiles")):
        if isinstance(worker, dict):
            where = f"properties.workerProfiles[{index}]"
            found.append(_machines(where, worker, number(worker, "count")))
    return tuple(found)


def _machines(where: str, profile: JsonObject, count: int) -> Machines:
    encrypts = text(profile, "encryptionAtHost") == _ENABLED
    return Machines(where, text(profile, "vmSize"), count, encrypts)


def encrypting(machines: Sequence[Machines]) -> Machines | None:
    """The profile that makes the subscription need encryption at host, if one does."""
    return next((one for one in machines[:2] if one.encrypts), None)
