"""VM sizes as a region offers them to a subscription: read from Azure's list, then judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.creation.machines import Machines

ENCRYPTION_CAPABILITY = "EncryptionAtHostSupported"


@dataclass(frozen=True, slots=True)
class Size:
    """``zones`` are those it can be had in; ``barred`` sizes cannot be had in the region at all.

    ``restricted`` is a size with any restriction there, of the region or of a zone.
    """

    zones: frozenset[str] = frozenset()
    barred: bool = False
    restricted: bool = False
    capabilities: frozenset[str] = frozenset()


Sizes = Mapping[str, Size]
"""By lower-case name; a size that the region does not have is absent."""


def read_sizes(skus: Iterable[Mapping[str, Any]], location: str) -> dict[str, Size]:
    """From resource SKUs in ARM's JSON form."""
    place = location.lower()
    found: dict[str, Size] = {}
    for sku in skus:
        if str(sku.get("resourceType", "")).lower() != "virtualmachines":
            continue
        for info in sku.get("locationInfo") or []:
            if str(info.get("location", "")).lower() == place:
                found[str(sku["name"]).lower()] = _size(sku, info, place)
    return found


def _size(sku: Mapping[str, Any], info: Mapping[str, Any], place: str) -> Size:
    here = [one for one in sku.get("restrictions") or [] if place in _places(one)]
    barred_zones = {
        zone for one in here for zone in (one.get("restrictionInfo") or {}).get("zones") or []
    }
    return Size(
        zones=frozenset(info.get("zones") or []) - barred_zones,
        barred=any(one.get("type") == "Location" for one in here),
        restricted=bool(here),
        capabilities=frozenset(
            str(one["name"])
            for one in sku.get("capabilities") or []
            if str(one.get("value", "")).lower() == "true"
        ),
    )


def _places(restriction: Mapping[str, Any]) -> set[str]:
    info = restriction.get("restrictionInfo") or {}
    named = info.get("locations") or restriction.get("values") or []
    return {str(one).lower() for one in named}


def size_problems(machines: Iterable[Machines], sizes: Sizes, location: str) -> Iterator[Problem]:
    """One per profile at most: the first that upstream would name."""
    for wanted in machines:
        target = f"{wanted.where}.VMSize"  # spelled as upstream spells it
        size = sizes.get(wanted.size.lower())
        if size is None:
            message = f"The selected SKU '{wanted.size}' is unavailable in region '{location}'."
        elif size.restricted:
            message = (
                f"The selected SKU '{wanted.size}' is restricted in region '{location}' for the "
                "selected subscription."
            )
        elif wanted.encrypts and ENCRYPTION_CAPABILITY not in size.capabilities:
            message = f"The selected SKU '{wanted.size}' does not support encryption at host."
            target = f"{wanted.where}.encryptionAtHost"
        else:
            continue
        yield Problem(Code.INVALID_PARAMETER, message, target)
