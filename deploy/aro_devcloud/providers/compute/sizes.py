"""Virtual machine sizes: a table of names, families and cores, and the SKU list made of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from aro_devcloud.catalog import World
from aro_devcloud.config import SizeLimit
from aro_devcloud.http import Json, Request

_LOCATION = re.compile(r"location\s+eq\s+'([^']+)'", re.IGNORECASE)
_GIB_PER_CORE = {"D": 4, "E": 8, "F": 2, "L": 8, "M": 16, "N": 8, "G": 14}


@cache
def sizes() -> Mapping[str, tuple[str, int]]:
    """Family and number of cores by size name."""
    text = resources.files(__package__).joinpath("sizes.json").read_text()
    return {name: (family, cores) for name, (family, cores) in json.loads(text).items()}


@cache
def _by_lower_name() -> Mapping[str, str]:
    return {name.lower(): name for name in sizes()}


def spelling(name: str) -> str:
    """The size as the table spells it, "" when there is no such size."""
    return _by_lower_name().get(name.lower(), "")


def skus(world: World, request: Request, match: Mapping[str, str]) -> Json:
    """Every size in the asked location, each in three zones; less what the configuration says."""
    wanted = _LOCATION.search(request.query.get("$filter", ""))
    location = wanted[1].lower() if wanted else world.config.location
    if location not in world.config.locations:
        return {"value": []}
    limits = {one.size.lower(): one for one in world.config.sizes}
    shown = [(sku, limits.get(sku["name"].lower())) for sku in _skus(location)]
    return {
        "value": [
            _limited(sku, limit, location) for sku, limit in shown if not (limit and limit.absent)
        ]
    }


@cache
def _skus(location: str) -> list[Json]:
    return [_sku(name, family, cores, location) for name, (family, cores) in sizes().items()]


def _limited(sku: Json, limit: SizeLimit | None, location: str) -> Json:
    if limit is None:
        return sku
    kept = [one for one in sku["capabilities"] if one["name"] not in limit.lacks]
    limited = {**sku, "capabilities": kept}
    if limit.restricted:
        info = {"locations": [location], "zones": list(limit.zones)}
        restriction = {"type": limit.restricted, "values": [location], "restrictionInfo": info}
        reason = {"reasonCode": "NotAvailableForSubscription"}
        limited["restrictions"] = [{**restriction, **reason}]
    return limited


def _sku(name: str, family: str, cores: int, location: str) -> Json:
    letter = name.partition("_")[2][:1].upper()
    memory = cores * _GIB_PER_CORE.get(letter, 4)
    capabilities = {
        "vCPUs": cores,
        "MemoryGB": memory,
        "MaxDataDiskCount": min(cores * 2, 64),
        "PremiumIO": True,
        "HyperVGenerations": "V1,V2",
        "AcceleratedNetworkingEnabled": True,
        "EncryptionAtHostSupported": True,
        "CpuArchitectureType": "x64",
    }
    return {
        "resourceType": "virtualMachines",
        "name": name,
        "tier": "Standard",
        "size": name.removeprefix("Standard_"),
        "family": family,
        "locations": [location],
        "locationInfo": [{"location": location, "zones": ["1", "2", "3"], "zoneDetails": []}],
        "capabilities": [{"name": key, "value": str(value)} for key, value in capabilities.items()],
        "restrictions": [],
    }
