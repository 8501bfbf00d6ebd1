"""Steps M and K: control plane and workers. Which VM sizes are offered is a table of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aro_rp.arm.errors import JsonObject
from aro_rp.validate.static.cluster_profile import GROUP_ID, SWITCH
from aro_rp.validate.static.proposal import (
    Finding,
    Proposal,
    invalid,
    items,
    number,
    one_of,
    text,
)

MASTER = "properties.masterProfile"
WORKERS = "properties.workerProfiles"
_MASTER_ENCRYPTION = f"{MASTER}.encryptionAtHost"
_WORKER_ENCRYPTION = f"{WORKERS}[].encryptionAtHost"
_SUBNET = re.compile(
    GROUP_ID + r"/providers/Microsoft\.Network/virtualNetworks/[-a-z0-9_.]{2,64}"
    r"/subnets/[-a-z0-9_.]{2,80}",
    re.IGNORECASE,
)
_DISK_SET = re.compile(
    GROUP_ID + r"/providers/Microsoft\.Compute/diskEncryptionSets/[-a-z0-9_]{1,80}", re.IGNORECASE
)
_SMALLEST_DISK_GB, _FEWEST, _MOST = 128, 2, 50


def master_profile(proposal: Proposal) -> Iterator[Finding]:
    profile = proposal.master
    yield _vm_size(MASTER, profile)
    yield _master_subnet(proposal, text(profile, "subnetId"))
    if proposal.knows(_MASTER_ENCRYPTION):
        yield _encryption(MASTER, profile)
        yield _disk_set(proposal, text(profile, "diskEncryptionSetId"))


def _vm_size(where: str, profile: JsonObject) -> Finding:
    if text(profile, "vmSize"):
        return None
    return invalid(f"{where}.vmSize", "The provided VM size '' is invalid.")


def _encryption(where: str, profile: JsonObject) -> Finding:
    value = text(profile, "encryptionAtHost")
    return one_of(f"{where}.encryptionAtHost", value, SWITCH, "encryption at host")


def _subnet(where: str, subnet: str) -> Finding:
    if _SUBNET.fullmatch(subnet):
        return None
    return invalid(f"{where}.subnetId", f"'{subnet}' is not the ID of a subnet.")


def _master_subnet(proposal: Proposal, subnet: str) -> Finding:
    if found := _subnet(MASTER, subnet):
        return found
    if _subscription(subnet) != proposal.resource.subscription:
        return invalid(
            f"{MASTER}.subnetId",
            f"The subnet '{subnet}' must be in subscription '{proposal.resource.subscription}'.",
        )
    return None


def _disk_set(proposal: Proposal, disk_set: str) -> Finding:
    target = f"{MASTER}.diskEncryptionSetId"
    if not disk_set:
        return None
    if not _DISK_SET.fullmatch(disk_set):
        return invalid(target, f"'{disk_set}' is not the ID of a disk encryption set.")
    if _subscription(disk_set) != proposal.resource.subscription:
        return invalid(
            target,
            f"The disk encryption set '{disk_set}' must be in subscription "
            f"'{proposal.resource.subscription}'.",
        )
    return None


def workers(proposal: Proposal) -> Iterator[Finding]:
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


def _worker(proposal: Proposal, profile: JsonObject) -> Iterator[Finding]:
    name = text(profile, "name")
    where = f"{WORKERS}['{name}']"
    if name != "worker":
        yield invalid(f"{where}.name", f"The provided worker name '{name}' must be 'worker'.")
    yield _vm_size(where, profile)
    if (size := number(profile, "diskSizeGB")) < _SMALLEST_DISK_GB:
        yield invalid(
            f"{where}.diskSizeGB",
            f"The provided disk size {size} is too small: {_SMALLEST_DISK_GB} GiB is the least.",
        )
    encrypts = proposal.knows(_WORKER_ENCRYPTION)
    if encrypts:
        yield _encryption(where, profile)
    master = proposal.master
    yield _worker_subnet(where, text(profile, "subnetId"), text(master, "subnetId"))
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


def _worker_subnet(where: str, subnet: str, master: str) -> Finding:
    if found := _subnet(where, subnet):
        return found
    own, other = subnet.lower(), master.lower()
    if own.rpartition("/subnets/")[0] != other.rpartition("/subnets/")[0]:
        return invalid(
            f"{where}.subnetId", f"The subnet '{subnet}' must be in the vnet of '{master}'."
        )
    if own == other:
        return invalid(
            f"{where}.subnetId", f"The subnet '{subnet}' must differ from the control plane's."
        )
    return None


def _disk_set_of(profile: JsonObject) -> str:
    return text(profile, "diskEncryptionSetId").lower()


def _subscription(resource_id: str) -> str:
    parts = resource_id.split("/")
    return parts[2] if len(parts) > 2 else ""
