"""Step M: the control plane's nodes."""

from __future__ import annotations

from aro_rp.validate.static.cluster_profile import GROUP_ID, SWITCH, segment
from aro_rp.validate.static.constraint import any_case, empty_or, matching, satisfying
from aro_rp.validate.static.proposal import Proposal, text
from aro_rp.validate.static.rule import Said, Versions, rule, value_rule
from aro_rp.validate.vm_sizes import vm_size

PROFILE = "properties.masterProfile"
ENCRYPTED = Versions(since="2021-09-01-preview")
NO_ENCRYPTION = "The provided encryption at host '{value}' is invalid: use {choices}."
_SIZE, _SUBNET = f"{PROFILE}.vmSize", f"{PROFILE}.subnetId"
_DISKS = f"{PROFILE}.diskEncryptionSetId"
SUBNET_ID = matching(
    GROUP_ID
    + any_case("/providers/Microsoft.Network/virtualNetworks/")
    + "[-a-zA-Z0-9_.]{2,64}"
    + any_case("/subnets/")
    + "[-a-zA-Z0-9_.]{2,80}"
)
NO_SUBNET = "'{value}' is not the ID of a subnet."
_DISKS_ID = matching(
    GROUP_ID + any_case("/providers/Microsoft.Compute/diskEncryptionSets/") + "[-a-zA-Z0-9_]{1,80}"
)


def _fits_master(name: str) -> bool:
    size = vm_size(name)
    return size is not None and size.master


_size = value_rule(
    "M1a",
    _SIZE,
    satisfying(_fits_master, recurs=True),
    "The provided VM size '{value}' is not supported for the control plane.",
)


@rule("M1b", _SIZE)
def _size_is_known_to_release(proposal: Proposal) -> Said:
    return too_new_size(proposal, text(proposal.master, "vmSize"), "master")


_subnet = value_rule("M2", _SUBNET, SUBNET_ID, NO_SUBNET)


@rule("M3", _SUBNET)
def _subnet_subscription(proposal: Proposal) -> Said:
    return _elsewhere(proposal, "subnet", text(proposal.master, "subnetId"))


_encryption = value_rule(
    "M4", f"{PROFILE}.encryptionAtHost", SWITCH, NO_ENCRYPTION, versions=ENCRYPTED
)
_disk_set = value_rule(
    "M5a",
    _DISKS,
    empty_or(_DISKS_ID),
    "'{value}' is not the ID of a disk encryption set.",
    versions=ENCRYPTED,
)


@rule("M5b", _DISKS, versions=ENCRYPTED)
def _disk_set_subscription(proposal: Proposal) -> Said:
    given = text(proposal.master, "diskEncryptionSetId")
    return _elsewhere(proposal, "disk encryption set", given) if given else None


def too_new_size(proposal: Proposal, name: str, role: str) -> Said:
    size = vm_size(name)
    if size is None or role not in size.least:
        return None
    version = text(proposal.cluster, "version")
    least = size.too_new_for(role, version)
    if not least:
        return None
    return f"The provided VM size '{name}' needs version {least} or later, not '{version}'."


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
