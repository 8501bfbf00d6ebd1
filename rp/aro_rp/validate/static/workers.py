"""Step K: the workers a cluster begins with; later they are the customer's."""

from __future__ import annotations

from aro_rp.validate.static.cluster_profile import SWITCH
from aro_rp.validate.static.constraint import NO_ITEM, OBJECTS, ONE_ITEM, at_least, between, one_of
from aro_rp.validate.static.master import (
    ENCRYPTED,
    NO_ENCRYPTION,
    NO_SUBNET,
    SUBNET_ID,
    too_new_size,
)
from aro_rp.validate.static.proposal import NULL_IS_NO_ITEM, Proposal, text
from aro_rp.validate.static.rule import Said, Versions, rule, value_rule
from aro_rp.validate.vm_sizes import vm_size

PROFILES = "properties.workerProfiles"
_WORKER = f"{PROFILES}[]"
_SIZE, _SUBNET = f"{_WORKER}.vmSize", f"{_WORKER}.subnetId"


def is_one(proposal: Proposal) -> bool:
    return proposal.worker is not None


_status = value_rule(
    "K0",
    "properties.workerProfilesStatus",
    NO_ITEM,
    "The worker status must not be given.",
    versions=Versions(since="2023-09-04"),
)
_one_profile = value_rule(
    "K1a", PROFILES, ONE_ITEM, "There must be exactly one worker profile, not {value}."
)
_no_null = value_rule(
    "K1b",
    PROFILES,
    OBJECTS,
    "A worker profile must not be null.",
    versions=Versions(since=NULL_IS_NO_ITEM),
    target=f"{PROFILES}[0]",
)
_name = value_rule(
    "K2",
    f"{_WORKER}.name",
    one_of("worker"),
    "The provided worker name '{value}' must be {choices}.",
)


@rule("K3a", _SIZE)
def _size(proposal: Proposal) -> Said:
    name = text(proposal.worker or {}, "vmSize")
    if (size := vm_size(name)) and size.fits_workers(only_smallest=proposal.require_d2s_workers):
        return None
    return f"The provided VM size '{name}' is not supported for workers."


@rule("K3b", _SIZE)
def _size_is_known_to_release(proposal: Proposal) -> Said:
    return too_new_size(proposal, text(proposal.worker or {}, "vmSize"), "worker")


_disk_size = value_rule(
    "K4",
    f"{_WORKER}.diskSizeGB",
    at_least(128),
    "The provided disk size {value} is too small: {least} GiB is the least.",
)
_subnet = value_rule("K5", _SUBNET, SUBNET_ID, NO_SUBNET)
_encryption = value_rule(
    "K6", f"{_WORKER}.encryptionAtHost", SWITCH, NO_ENCRYPTION, versions=ENCRYPTED
)


@rule("K7", _SUBNET)
def _same_network(proposal: Proposal) -> Said:
    own, other = _subnets(proposal)
    if own.lower().rpartition("/subnets/")[0] == other.lower().rpartition("/subnets/")[0]:
        return None
    return f"The subnet '{own}' must be in the vnet of '{other}'."


@rule("K8", _SUBNET)
def _other_subnet(proposal: Proposal) -> Said:
    own, other = _subnets(proposal)
    if own.lower() != other.lower():
        return None
    return f"The subnet '{own}' must differ from the control plane's."


_count = value_rule(
    "K9",
    f"{_WORKER}.count",
    between(2, 50),
    "The provided worker count {value} must be from {least} to {most}.",
)


# upstream names the subnet here (api-versions 8)
@rule("K10", f"{_WORKER}.diskEncryptionSetId", versions=ENCRYPTED, target=_SUBNET)
def _same_disk_set(proposal: Proposal) -> Said:
    name = "diskEncryptionSetId"
    if text(proposal.worker or {}, name).lower() == text(proposal.master, name).lower():
        return None
    return "Workers and control plane must use one disk encryption set."


def _subnets(proposal: Proposal) -> tuple[str, str]:
    return text(proposal.worker or {}, "subnetId"), text(proposal.master, "subnetId")


NUMBER = (_status, _one_profile, _no_null)
RULES = (
    _name,
    _size,
    _size_is_known_to_release,
    _disk_size,
    _subnet,
    _encryption,
    _same_network,
    _other_subnet,
    _count,
    _same_disk_set,
)
