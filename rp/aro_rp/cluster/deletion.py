"""In which order the resources of a managed group go (backend.md 13)."""

from __future__ import annotations

from collections.abc import Iterable

from aro_rp.cluster.templates.api_versions import api_version

NSG = "microsoft.network/networksecuritygroups"
NIC = "microsoft.network/networkinterfaces"
PRIVATE_ZONE = "microsoft.network/privatednszones"

_LEVELS = {
    "microsoft.compute/virtualmachines": -4,
    "microsoft.network/privateendpoints": -4,
    "microsoft.network/privatelinkservices": -3,
    "microsoft.compute/galleries/applications/versions": -2,
    "microsoft.compute/galleries/images/versions": -2,
    "microsoft.compute/galleries/applications": -1,
    "microsoft.compute/galleries/images": -1,
    "microsoft.compute/galleries/serviceartifacts": -1,
    NIC: -1,
    NSG: 1,
    PRIVATE_ZONE: 1,
    "microsoft.compute/galleries": 1,
}

Listed = tuple[str, str]
"""Id and type."""


def deletable(resources: Iterable[Listed]) -> tuple[list[list[Listed]], list[Listed]]:
    """Resources by level, first level first and in id order; and those of unknown types."""
    levels: dict[int, list[Listed]] = {}
    unknown = []
    for resource_id, kind in resources:
        if api_version(kind):
            levels.setdefault(_LEVELS.get(kind.lower(), 0), []).append((resource_id, kind))
        else:
            unknown.append((resource_id, kind))
    ordered = [sorted(levels[level], key=lambda one: one[0].lower()) for level in sorted(levels)]
    return ordered, unknown
