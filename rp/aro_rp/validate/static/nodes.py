"""Steps M and K: control plane and workers. Which VM sizes are offered is a table of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aro_rp.arm.errors import JsonObject, Problem
from aro_rp.validate.static.cluster_profile import GROUP_ID, SWITCH
from aro_rp.validate.static.proposal import (
    Proposal,
    first,
    invalid,
    items,
    number,
    one_of,
    part,
    text,
)

MASTER = "properties.masterProfile"
WORKERS = "properties.workerProfiles"
_SUBNET = re.compile(
    GROUP_ID + r"/providers/Microsoft\.Network/virtualNetworks/[-a-z0-9_.]{2,64}"
    r"/subnets/[-a-z0-9_.]{2,80}",
    re.IGNORECASE,
)
_DISK_SET = re.compile(
    GROUP_ID + r"/providers/Microsoft\.Compute/diskEncryptionSets/[-a-z0-9_]{1,80}", re.IGNORECASE
)
_SMALLEST_DISK_GB, _FEWEST, _MOST = 128, 2, 50


def master_profile(proposal: Proposal) -> Iterator[Problem]:
    profile = part(proposal.properties, "masterProfile")
    yield from _vm_size(MASTER, profile)
    yield from first(_master_subnet(proposal, text(profile, "subnetId")))
    if proposal.knows(f"{MASTER}.encryptionAtHost"):
        yield from _encryption(MASTER, profile)
        yield from first(_disk_set(proposal, text(profile, "diskEncryptionSetId")))


def _vm_size(where: str, profile: JsonObject) -> Iterator[Problem]:
    if not text(profile, "vmSize"):
        yield invalid(f"{where}.vmSize", "The provided VM size '' is invalid.")


def _encryption(where: str, profile: JsonObject) -> Iterator[Problem]:
    value = text(profile, "encryptionAtHost")
    yield from one_of(f"{where}.encryptionAtHost", value, SWITCH, "encryption at host")


def _subnet(where: str, subnet: str) -> Iterator[Problem]:
    if not _SUBNET.fullmatch(subnet):
        yield invalid(f"{where}.subnetId", f"'{subnet}' is not the ID of a subnet.")


def _master_subnet(proposal: Proposal, subnet: str) -> Iterator[Problem]:
    yield from _subnet(MASTER, subnet)
    if _subscription(subnet) != proposal.resource.subscription:
        yield invalid(
            f"{MASTER}.subnetId",
            f"The subnet '{subnet}' must be in subscription '{proposal.resource.subscription}'.",
        )


def _disk_set(proposal: Proposal, disk_set: str) -> Iterator[Problem]:
    target = f"{MASTER}.diskEncryptionSetId"
    if not disk_set:
        return
    if not _DISK_SET.fullmatch(disk_set):
        yield invalid(target, f"'{disk_set}' is not the ID of a disk encryption set.")
    if _subscription(disk_set) != proposal.resource.subscription:
        yield invalid(
            target,
            f"The disk encryption set '{disk_set}' must be in subscription "
            f"'{proposal.resource.subscription}'.",
        )


def workers(proposal: Proposal) -> Iterator[Problem]:
    """Workers are looked at on create only; later they are the customer's."""
    if not proposal.creates:
        return
    if items(proposal.properties, "workerProfilesStatus"):
        yield invalid("properties.workerProfilesStatus", "The worker status must not be given.")
    profiles = items(proposal.properties, "workerProfiles")
    if len(profiles) != 1:
        yield invalid(WORKERS, f"There must be exactly one worker profile, not {len(profiles)}.")
        return
    if not isinstance(profiles[0], dict):
        yield invalid(f"{WORKERS}[0]", "A worker profile must not be null.")
        return
    yield from _worker(proposal, profiles[0])


def _worker(proposal: Proposal, profile: JsonObject) -> Iterator[Problem]:
    name = text(profile, "name")
    where = f"{WORKERS}['{name}']"
    if name != "worker":
        yield invalid(f"{where}.name", f"The provided worker name '{name}' must be 'worker'.")
    yield from _vm_size(where, profile)
    if (size := number(profile, "diskSizeGB")) < _SMALLEST_DISK_GB:
        yield invalid(
            f"{where}.diskSizeGB",
            f"The provided disk size {size} is too small: {_SMALLEST_DISK_GB} GiB is the least.",
        )
    encrypts = proposal.knows(f"{WORKERS}[].encryptionAtHost")
    if encrypts:
        yield from _encryption(where, profile)
    master = part(proposal.properties, "masterProfile")
    yield from first(_worker_subnet(where, text(profile, "subnetId"), text(master, "subnetId")))
    if not _FEWEST <= (count := number(profile, "count")) <= _MOST:
        yield invalid(
            f"{where}.count",
            f"The provided worker count {count} must be from {_FEWEST} to {_MOST}.",
        )
    if encrypts and _disk_set_of(profile) != _disk_set_of(master):
        # upstream names the subnet here (api-versions 6.3 K10)
        yield invalid(
            f"{where}.subnetId", "Workers and control plane must use one disk encryption set."
        )


def _worker_subnet(where: str, subnet: str, master: str) -> Iterator[Problem]:
    yield from _subnet(where, subnet)
    if subnet.lower().rpartition("/subnets/")[0] != master.lower().rpartition("/subnets/")[0]:
        yield invalid(
            f"{where}.subnetId", f"The subnet '{subnet}' must be in the vnet of '{master}'."
        )
    if subnet.lower() == master.lower():
        yield invalid(
            f"{where}.subnetId", f"The subnet '{subnet}' must differ from the control plane's."
        )


def _disk_set_of(profile: JsonObject) -> str:
    return text(profile, "diskEncryptionSetId").lower()


def _subscription(resource_id: str) -> str:
    parts = resource_id.split("/")
    return parts[2] if len(parts) > 2 else ""
