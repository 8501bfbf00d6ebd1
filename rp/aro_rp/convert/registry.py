"""The converter of each api-version."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from aro_api.versions import VERSIONS
from aro_api.wire import Differences
from aro_rp.convert.converter import OpenShiftClusterConverter
from aro_rp.convert.differences import DIFFERENCES

STATE = "properties.provisioningState"


@cache
def converter_for(version: str) -> OpenShiftClusterConverter:
    """KeyError for an unknown version; Unclaimed when a new difference has no handler yet."""
    api = VERSIONS[version]
    differences = differences_of(version)
    copies = api.converter().OpenShiftClusterCopies(differences)
    states = api.shape().choices.get(STATE, ())
    return OpenShiftClusterConverter(copies, differences.keys(), states)


def differences_of(version: str) -> Differences:
    """What all versions share, and over it the version's own file ``v<date>.py``, if it has one."""
    own = f"{__package__}.v{version.replace('-', '_')}"
    return DIFFERENCES if find_spec(own) is None else DIFFERENCES | import_module(own).DIFFERENCES
