"""A local Azure for development and tests, spoken to by the real SDK clients."""

from __future__ import annotations

from aro_devcloud.cloud import Cloud, build_cloud
from aro_devcloud.config import CloudConfig, Lock, SizeLimit, Withheld
from aro_devcloud.faults import FaultRule, read_faults

__all__ = [
    "Cloud",
    "CloudConfig",
    "FaultRule",
    "Lock",
    "SizeLimit",
    "Withheld",
    "build_cloud",
    "read_faults",
]
