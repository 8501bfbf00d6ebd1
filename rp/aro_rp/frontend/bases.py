"""What a request body is laid over (frontend.md 7.2)."""

from __future__ import annotations

from collections.abc import Iterable

from aro_api.internal.documents import NetworkProfile, OpenShiftCluster
from aro_api.wire import Unseal
from aro_rp.arm.errors import JsonObject
from aro_rp.frontend.resources import VersionApi
from aro_rp.validate.defaults import DISABLED, LOAD_BALANCER
from aro_rp.validate.static.proposal import part

_SYSTEM_DATA = "systemData"
_STAYS = frozenset({"id", "name", "type"})


def new_base(api: VersionApi, cluster: OpenShiftCluster) -> JsonObject:
    """Of a cluster that nobody has said anything of."""
    base: JsonObject = {
        "id": cluster.get("id", ""),
        "name": cluster.get("name", ""),
        "type": cluster.get("type", ""),
        "properties": {
            "provisioningState": api.converter.shown_state(cluster["properties"]),
            "clusterProfile": {},
            "masterProfile": {},
            "apiserverProfile": {},
            "networkProfile": {},
        },
    }
    if _SYSTEM_DATA in api.shape.places and _SYSTEM_DATA not in api.shape.read_only:
        base[_SYSTEM_DATA] = {}
    return base


def put_base(api: VersionApi, stored: OpenShiftCluster, unseal: Unseal) -> JsonObject:
    """Only what a caller cannot or need not say again; the rest must come from the body."""
    held, base = stored["properties"], new_base(api, stored)
    properties = part(base, "properties")
    whole, profile = held.get("clusterProfile", {}), part(properties, "clusterProfile")
    if secret := whole.get("pullSecret"):
        profile["pullSecret"] = unseal(secret)
    if version := whole.get("version"):
        profile["version"] = version
    properties["networkProfile"] = _filled_in(api, held.get("networkProfile", {}))
    principal = held.get("servicePrincipalProfile")
    if principal is not None:
        secret = principal.get("clientSecret")
        properties["servicePrincipalProfile"] = {"clientSecret": unseal(secret)} if secret else {}
    if _SYSTEM_DATA in base:
        base[_SYSTEM_DATA] = api.converter.render(stored)[_SYSTEM_DATA]
    return base


def patch_base(api: VersionApi, stored: OpenShiftCluster, unseal: Unseal) -> JsonObject:
    """The whole stored cluster."""
    return strip_read_only(api, api.converter.render(stored, unseal))


def _filled_in(api: VersionApi, network: NetworkProfile) -> JsonObject:
    """What the service put there itself, so that the PUT that made the cluster can be sent again.

    Upstream refuses it, because the stored defaults are not in its body.
    """
    found: JsonObject = {}
    if network.get("outboundType") == LOAD_BALANCER:
        found["outboundType"] = LOAD_BALANCER
    if network.get("preconfiguredNSG") == DISABLED:
        found["preconfiguredNSG"] = DISABLED
    managed = network.get("loadBalancerProfile", {}).get("managedOutboundIps", {})
    if managed.get("count") == 1:
        found["loadBalancerProfile"] = {"managedOutboundIps": {"count": 1}}
    known = api.shape.places
    return {name: found[name] for name in found if f"properties.networkProfile.{name}" in known}


def strip_read_only(api: VersionApi, cluster: JsonObject) -> JsonObject:
    """Takes out, in place, what only the service fills; returns the same object."""
    for path in api.shape.read_only - _STAYS:
        remove(cluster, path)
    return cluster


def remove(value: object, path: str) -> None:
    """Takes out, in place, what is at a path of a shape."""
    name, _, rest = path.partition(".")
    plain = name.removesuffix("[]").removesuffix("{}")
    if not isinstance(value, dict) or plain not in value:
        return
    if not rest:
        del value[plain]
        return
    for below in _below(value[plain], name):
        remove(below, rest)


def _below(value: object, name: str) -> Iterable[object]:
    if name.endswith("[]"):
        return value if isinstance(value, list) else ()
    if name.endswith("{}"):
        return value.values() if isinstance(value, dict) else ()
    return (value,)
