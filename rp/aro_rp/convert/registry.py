"""The converter of each api-version."""

from __future__ import annotations

from functools import cache

from aro_api.versions import VERSIONS
from aro_rp.convert.converter import OpenShiftClusterConverter
from aro_rp.convert.differences import DIFFERENCES


@cache
def converter_for(version: str) -> OpenShiftClusterConverter:
    """KeyError for an unknown version; Unclaimed when a new difference has no handler yet."""
    api = VERSIONS[version]
    copies = api.converter().OpenShiftClusterCopies()
    return OpenShiftClusterConverter(api.models(), copies, DIFFERENCES)
