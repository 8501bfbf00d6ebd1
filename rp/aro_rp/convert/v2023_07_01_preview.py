"""The only version in which customers could name outbound addresses of their own."""

from __future__ import annotations

from typing import Any, Protocol

from aro_api.internal import models as hub
from aro_api.wire import JsonObject
from aro_rp.convert.differences import (
    LOAD_BALANCER,
    Difference,
    View,
    read_load_balancer,
    render_load_balancer,
)


class Named(Protocol):
    """What an address and a prefix have in common."""

    id: str | None


def read_own_outbound(src: Any, dst: hub.OpenShiftCluster) -> None:
    """As everywhere else, with the customer's own addresses; null takes them away."""
    read_load_balancer(src, dst)
    network = src.properties.network_profile if src.properties else None
    wanted = network.load_balancer_profile if network else None
    profile = dst.properties.network_profile.load_balancer_profile
    if wanted is None or profile is None:
        return
    profile.outbound_ips = references(wanted.outbound_ips, profile.outbound_ips)
    prefixes = references(wanted.outbound_ip_prefixes, profile.outbound_ip_prefixes)
    profile.outbound_ip_prefixes = prefixes
    profile.allocated_outbound_ports = wanted.allocated_outbound_ports


def references(
    asked: list[Named] | None, stored: list[hub.ResourceReference] | None
) -> list[hub.ResourceReference] | None:
    """References in the order asked for; what is stored beside an id stays with it."""
    if asked is None:
        return None
    left, made = list(stored or ()), []
    for item in asked:
        name = item.id or ""
        found = next((known for known in left if known.id == name), None)
        if found is not None:
            left.remove(found)
        made.append(found or hub.ResourceReference(id=name))
    return made


def render_own_outbound(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    render_load_balancer(src, out, view)
    profile = src.properties.network_profile.load_balancer_profile
    if profile is None:
        return
    shown = out["properties"]["networkProfile"]["loadBalancerProfile"]
    for name, items in (
        ("outboundIps", profile.outbound_ips),
        ("outboundIpPrefixes", profile.outbound_ip_prefixes),
    ):
        if items:
            shown[name] = [{"id": item.id} if item.id else {} for item in items]
    if profile.allocated_outbound_ports is not None:
        shown["allocatedOutboundPorts"] = profile.allocated_outbound_ports


DIFFERENCES = {LOAD_BALANCER: Difference(read_own_outbound, render_own_outbound)}
