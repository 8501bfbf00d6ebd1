"""Whether a PUT says what is stored already, so that it means to go on rather than to change."""

from __future__ import annotations

from aro_api.internal.documents import OpenShiftCluster
from aro_api.wire import Unseal
from aro_rp.arm.errors import JsonObject
from aro_rp.frontend.bases import remove
from aro_rp.frontend.resources import VersionApi
from aro_rp.validate.static.proposal import text

_FOUND_OUT = (
    "systemData",
    "properties.workerProfilesStatus",
    "properties.consoleProfile.url",
    "properties.apiserverProfile.url",
    "properties.apiserverProfile.ip",
    "properties.ingressProfiles[].ip",
)
"""What the service finds out by itself. The first api-versions do not mark all of it read-only."""


def say_the_same(
    api: VersionApi, one: OpenShiftCluster, other: OpenShiftCluster, unseal: Unseal
) -> bool:
    """Whether clients of this api-version asked for the same, secrets included."""
    return _asked_for(api, one, unseal) == _asked_for(api, other, unseal)


def _asked_for(api: VersionApi, cluster: OpenShiftCluster, unseal: Unseal) -> JsonObject:
    shown = api.converter.render(cluster, unseal)
    for path in _FOUND_OUT:
        remove(shown, path)
    return {**shown, "location": text(shown, "location").lower()}
