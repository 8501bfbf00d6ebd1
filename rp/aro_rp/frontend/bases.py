"""What a request body is laid over (frontend.md 7.2)."""

from __future__ import annotations

from collections.abc import Iterable

from aro_api.internal.models import (
    ClusterProfile,
    OpenShiftCluster,
    OpenShiftClusterProperties,
    ServicePrincipalProfile,
)
from aro_api.wire import Reveal
from aro_rp.arm.errors import JsonObject
from aro_rp.frontend.resources import VersionApi

_STAYS = frozenset({"id", "name", "type"})


def put_base(api: VersionApi, stored: OpenShiftCluster, reveal: Reveal) -> JsonObject:
    """Only what a caller cannot or need not say again; the rest must come from the body."""
    held = stored.properties
    principal = held.service_principal_profile
    skeleton = OpenShiftCluster(
        id=stored.id,
        name=stored.name,
        type=stored.type,
        system_data=stored.system_data,
        properties=OpenShiftClusterProperties(
            provisioning_state=held.provisioning_state,
            cluster_profile=ClusterProfile(
                pull_secret=held.cluster_profile.pull_secret, version=held.cluster_profile.version
            ),
            service_principal_profile=principal
            and ServicePrincipalProfile(client_secret=principal.client_secret),
        ),
    )
    return strip_read_only(api, api.converter.render(skeleton, reveal))


def patch_base(api: VersionApi, stored: OpenShiftCluster, reveal: Reveal) -> JsonObject:
    """The whole stored cluster."""
    return strip_read_only(api, api.converter.render(stored, reveal))


def strip_read_only(api: VersionApi, cluster: JsonObject) -> JsonObject:
    """Takes out, in place, what only the service fills; returns the same object."""
    for path in api.shape.read_only - _STAYS:
        _remove(cluster, path.split("."))
    return cluster


def _remove(value: object, names: list[str]) -> None:
    name, *rest = names
    plain = name.removesuffix("[]").removesuffix("{}")
    if not isinstance(value, dict) or plain not in value:
        return
    if not rest:
        del value[plain]
        return
    for below in _below(value[plain], name):
        _remove(below, rest)


def _below(value: object, name: str) -> Iterable[object]:
    if name.endswith("[]"):
        return value if isinstance(value, list) else ()
    if name.endswith("{}"):
        return value.values() if isinstance(value, dict) else ()
    return (value,)
