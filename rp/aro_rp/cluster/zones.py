"""Availability zones of a cluster, from what the region offers (backend.md 14.1)."""

from __future__ import annotations

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.validate.creation.sizes import Sizes

CONTROL_PLANE_ZONES = 3
_USUAL = frozenset({"1", "2", "3"})


def choose_zones(available: Sizes, master_size: str, worker_size: str, expanded: bool) -> list[str]:
    """The sorted union of both profiles' zones; empty where sizes have no zones.

    ``ArmError`` when a size is not offered; ``ValueError`` when zones do not suffice.
    """
    masters = _offered(available, master_size, "properties.masterProfile.VMSize", expanded)
    workers = _offered(available, worker_size, "properties.workerProfiles[0].VMSize", expanded)
    if bool(masters) != bool(workers):
        raise ValueError(
            f"control plane size {master_size} and worker size {worker_size} differ in having zones"
        )
    for size, zones in ((master_size, masters), (worker_size, workers)):
        if zones and len(zones) < CONTROL_PLANE_ZONES:
            raise ValueError(f"VM size {size} is offered in {len(zones)} zones, 3 are needed")
    return sorted(masters | workers)


def _offered(available: Sizes, size: str, target: str, expanded: bool) -> set[str]:
    offered = available.get(size.lower())
    if offered is None or offered.barred:
        message = f"The selected SKU '{size}' is unavailable in the cluster's region."
        raise ArmError.of(400, Code.INVALID_PARAMETER, message, target)
    return set(offered.zones if expanded else offered.zones & _USUAL)
