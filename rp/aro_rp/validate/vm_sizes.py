"""Which VM sizes clusters may be made of; one table for every api-version (api-versions 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aro_api.data import read_table

Release = tuple[int, int, int]

_RELEASE = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class VmSize:
    """``family`` is Azure's name of the quota that its ``cores`` count against.

    ``least`` is the lowest release that knows the size, by role: ``master`` or ``worker``.
    """

    name: str
    family: str
    cores: int
    master: bool
    worker: bool
    dev_worker_only: bool = False
    least: Mapping[str, Release] = field(default_factory=dict)

    def fits_workers(self, *, only_smallest: bool) -> bool:
        """``only_smallest``: development takes the sizes that nobody else may, and no others."""
        return self.dev_worker_only if only_smallest else self.worker

    def too_new_for(self, role: str, version: str) -> str:
        """The release that the size needs in this role, if ``version`` is an older one.

        What follows the three numbers is not looked at; of an unreadable version nothing is asked.
        """
        least = self.least.get(role)
        release = release_of(version) if least else None
        if least is None or release is None or release >= least:
            return ""
        return ".".join(map(str, least))


def vm_size(name: str) -> VmSize | None:
    """A size by its exact name, whatever role it is for."""
    return _sizes().get(name)


def release_of(version: str) -> Release | None:
    """The three numbers that a version begins with."""
    found = _RELEASE.match(version.strip())
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


@cache
def _sizes() -> Mapping[str, VmSize]:
    return {row["name"]: _size(**row) for row in read_table("vm_sizes")["sizes"]}


def _size(min_version: Mapping[str, str] | None = None, **row: Any) -> VmSize:
    least = {role: release_of(version) for role, version in (min_version or {}).items()}
    return VmSize(**row, least={role: release for role, release in least.items() if release})
