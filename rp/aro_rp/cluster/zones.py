"""Availability zones of a cluster, from what the region offers (backend.md 14.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError

CONTROL_PLANE_ZONES = 3
_USUAL = frozenset({"1", "2", "3"})

ZonesBySize = Mapping[str, Sequence[str]]


def zones_by_size(skus: Sequence[Mapping[str, Any]], location: str) -> dict[str, list[str]]:
    """VM size, lower case, to the zones it can be had in; a size that cannot be had is left out."""
    found: dict[str, list[str]] = {}
    for sku in skus:
        if str(sku.get("resourceType", "")).lower() != "virtualmachines":
            continue
        for place in sku.get("locationInfo") or []:
            if place.get("location", "").lower() != location.lower():
                continue
            barred = _barred(sku, location)
            if barred is not None:
                zones = set(place.get("zones") or []) - barred
                found[str(sku["name"]).lower()] = sorted(zones)
    return found


def _barred(sku: Mapping[str, Any], location: str) -> set[str] | None:
    """Zones that the subscription may not use; None when it may not use the size here at all."""
    zones: set[str] = set()
    for restriction in sku.get("restrictions") or []:
        info = restriction.get("restrictionInfo") or {}
        places = [p.lower() for p in info.get("locations") or restriction.get("values") or []]
        if location.lower() not in places:
            continue
        if restriction.get("type") == "Location":
            return None
        zones.update(info.get("zones") or [])
    return zones


def choose_zones(
    available: ZonesBySize, master_size: str, worker_size: str, expanded: bool
) -> list[str]:
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


def _offered(available: ZonesBySize, size: str, target: str, expanded: bool) -> set[str]:
    zones = available.get(size.lower())
    if zones is None:
        message = f"The selected SKU '{size}' is unavailable in the cluster's region."
        raise ArmError.of(400, Code.INVALID_PARAMETER, message, target)
    return set(zones) if expanded else set(zones) & _USUAL
