"""Step K: the workers a cluster begins with; later they are the customer's."""

from __future__ import annotations

from aro_rp.arm.errors import JsonObject
from aro_rp.validate.static.cluster_profile import SWITCH
from aro_rp.validate.static.master import ENCRYPTED, no_subnet, too_new_size
from aro_rp.validate.static.proposal import NULL_IS_NO_ITEM, Proposal, items, number, text
from aro_rp.validate.static.rule import Said, Versions, one_of, rule
from aro_rp.validate.vm_sizes import vm_size

PROFILES = "properties.workerProfiles"
_WORKER = f"{PROFILES}[]"
_SIZE, _SUBNET = f"{_WORKER}.vmSize", f"{_WORKER}.subnetId"
_SMALLEST_DISK_GB, _FEWEST, _MOST = 128, 2, 50


def is_one(proposal: Proposal) -> bool:
    return proposal.worker is not None


@rule("K0", "properties.workerProfilesStatus", versions=Versions(since="2023-09-04"))
def _status(proposal: Proposal) -> Said:
    if not items(proposal.properties, "workerProfilesStatus"):
        return None
    return "The worker status must not be given."


@rule("K1a", PROFILES)
def _one_profile(proposal: Proposal) -> Said:
    number_of = len(items(proposal.properties, "workerProfiles"))
    return None if number_of == 1 else f"There must be exactly one worker profile, not {number_of}."


@rule("K1b", PROFILES, versions=Versions(since=NULL_IS_NO_ITEM), target=f"{PROFILES}[0]")
def _no_null(proposal: Proposal) -> Said:
    return "A worker profile must not be null." if proposal.worker is None else None


@rule("K2", f"{_WORKER}.name")
def _name(proposal: Proposal) -> Said:
    name = text(_worker(proposal), "name")
    return None if name == "worker" else f"The provided worker name '{name}' must be 'worker'."


@rule("K3a", _SIZE)
def _size(proposal: Proposal) -> Said:
    name = text(_worker(proposal), "vmSize")
    if (size := vm_size(name)) and size.fits_workers(only_smallest=proposal.require_d2s_workers):
        return None
    return f"The provided VM size '{name}' is not supported for workers."


@rule("K3b", _SIZE)
def _size_is_known_to_release(proposal: Proposal) -> Said:
    return too_new_size(proposal, text(_worker(proposal), "vmSize"), "worker")


@rule("K4", f"{_WORKER}.diskSizeGB")
def _disk_size(proposal: Proposal) -> Said:
    size = number(_worker(proposal), "diskSizeGB")
    if size >= _SMALLEST_DISK_GB:
        return None
    return f"The provided disk size {size} is too small: {_SMALLEST_DISK_GB} GiB is the least."


@rule("K5", _SUBNET)
def _subnet(proposal: Proposal) -> Said:
    return no_subnet(text(_worker(proposal), "subnetId"))


@rule("K6", f"{_WORKER}.encryptionAtHost", versions=ENCRYPTED)
def _encryption(proposal: Proposal) -> Said:
    return one_of(text(_worker(proposal), "encryptionAtHost"), SWITCH, "encryption at host")


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


@rule("K9", f"{_WORKER}.count")
def _count(proposal: Proposal) -> Said:
    count = number(_worker(proposal), "count")
    if _FEWEST <= count <= _MOST:
        return None
    return f"The provided worker count {count} must be from {_FEWEST} to {_MOST}."


# upstream names the subnet here (api-versions 8)
@rule("K10", f"{_WORKER}.diskEncryptionSetId", versions=ENCRYPTED, target=_SUBNET)
def _same_disk_set(proposal: Proposal) -> Said:
    name = "diskEncryptionSetId"
    if text(_worker(proposal), name).lower() == text(proposal.master, name).lower():
        return None
    return "Workers and control plane must use one disk encryption set."


def _worker(proposal: Proposal) -> JsonObject:
    return proposal.worker or {}


def _subnets(proposal: Proposal) -> tuple[str, str]:
    return text(_worker(proposal), "subnetId"), text(proposal.master, "subnetId")


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
