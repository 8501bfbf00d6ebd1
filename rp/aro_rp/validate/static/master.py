"""Step M: the control plane's nodes."""

from __future__ import annotations

import re

from aro_rp.validate.static.cluster_profile import GROUP_ID, SWITCH, segment
from aro_rp.validate.static.proposal import Proposal, text
from aro_rp.validate.static.rule import Said, Versions, one_of, rule
from aro_rp.validate.vm_sizes import vm_size

PROFILE = "properties.masterProfile"
ENCRYPTED = Versions(since="2021-09-01-preview")
_SIZE, _SUBNET = f"{PROFILE}.vmSize", f"{PROFILE}.subnetId"
_DISKS = f"{PROFILE}.diskEncryptionSetId"
_SUBNET_ID = re.compile(
    GROUP_ID + r"/providers/Microsoft\.Network/virtualNetworks/[-a-z0-9_.]{2,64}"
    r"/subnets/[-a-z0-9_.]{2,80}",
    re.IGNORECASE | re.ASCII,
)
_DISKS_ID = re.compile(
    GROUP_ID + r"/providers/Microsoft\.Compute/diskEncryptionSets/[-a-z0-9_]{1,80}",
    re.IGNORECASE | re.ASCII,
)


@rule("M1a", _SIZE)
def _size(proposal: Proposal) -> Said:
    name = text(proposal.master, "vmSize")
    size = vm_size(name)
    if size is not None and size.master:
        return None
    return f"The provided VM size '{name}' is not supported for the control plane."


@rule("M1b", _SIZE)
def _size_is_known_to_release(proposal: Proposal) -> Said:
    return too_new_size(proposal, text(proposal.master, "vmSize"), "master")


@rule("M2", _SUBNET)
def _subnet(proposal: Proposal) -> Said:
    return no_subnet(text(proposal.master, "subnetId"))


@rule("M3", _SUBNET)
def _subnet_subscription(proposal: Proposal) -> Said:
    return _elsewhere(proposal, "subnet", text(proposal.master, "subnetId"))


@rule("M4", f"{PROFILE}.encryptionAtHost", versions=ENCRYPTED)
def _encryption(proposal: Proposal) -> Said:
    return one_of(text(proposal.master, "encryptionAtHost"), SWITCH, "encryption at host")


@rule("M5a", _DISKS, versions=ENCRYPTED)
def _disk_set(proposal: Proposal) -> Said:
    given = text(proposal.master, "diskEncryptionSetId")
    if not given or _DISKS_ID.fullmatch(given):
        return None
    return f"'{given}' is not the ID of a disk encryption set."


@rule("M5b", _DISKS, versions=ENCRYPTED)
def _disk_set_subscription(proposal: Proposal) -> Said:
    given = text(proposal.master, "diskEncryptionSetId")
    return _elsewhere(proposal, "disk encryption set", given) if given else None


def too_new_size(proposal: Proposal, name: str, role: str) -> Said:
    size, version = vm_size(name), text(proposal.cluster, "version")
    least = size.too_new_for(role, version) if size else ""
    if not least:
        return None
    return f"The provided VM size '{name}' needs version {least} or later, not '{version}'."


def no_subnet(subnet: str) -> Said:
    return None if _SUBNET_ID.fullmatch(subnet) else f"'{subnet}' is not the ID of a subnet."


def _elsewhere(proposal: Proposal, what: str, resource_id: str) -> Said:
    own = proposal.resource.subscription
    if segment(resource_id, 2) == own:
        return None
    return f"The {what} '{resource_id}' must be in subscription '{own}'."


RULES = (
    _size,
    _size_is_known_to_release,
    _subnet,
    _subnet_subscription,
    _encryption,
    _disk_set,
    _disk_set_subscription,
)
