"""The only version in which customers could name outbound addresses of their own."""

from __future__ import annotations

from aro_api.internal import documents as hub
from aro_api.wire import Difference, JsonObject, Seal, View
from aro_rp.convert.differences import (
    LOAD_BALANCER,
    read_load_balancer,
    render_load_balancer,
    shown_references,
)


def read_own_outbound(wanted: JsonObject, dst: hub.NetworkProfile, seal: Seal) -> None:
    """As everywhere else, with the customer's own addresses; null takes them away."""
    read_load_balancer(wanted, dst, seal)
    profile = dst["loadBalancerProfile"]
    own, prefixes = profile.pop("outboundIps", []), profile.pop("outboundIpPrefixes", [])
    if (asked := wanted.get("outboundIps")) is not None:
        profile["outboundIps"] = references(asked, own)
    if (asked := wanted.get("outboundIpPrefixes")) is not None:
        profile["outboundIpPrefixes"] = references(asked, prefixes)
    ports = wanted.get("allocatedOutboundPorts")
    if ports is None:
        profile.pop("allocatedOutboundPorts", None)
    else:
        profile["allocatedOutboundPorts"] = ports


def references(
    asked: list[JsonObject], stored: list[hub.ResourceReference]
) -> list[hub.ResourceReference]:
    """References in the order asked for; what is stored beside an id stays with it."""
    left, made = list(stored), []
    for item in asked:
        name = item.get("id") or ""
        found = next((known for known in left if known.get("id", "") == name), None)
        if found is not None:
            left.remove(found)
        made.append(found or hub.ResourceReference(id=name))
    return made


def render_own_outbound(src: hub.NetworkProfile, view: View) -> JsonObject | None:
    shown = render_load_balancer(src, view)
    if shown is None:
        return None
    profile = src["loadBalancerProfile"]
    if own := profile.get("outboundIps"):
        shown["outboundIps"] = shown_references(own)
    if prefixes := profile.get("outboundIpPrefixes"):
        shown["outboundIpPrefixes"] = shown_references(prefixes)
    if (ports := profile.get("allocatedOutboundPorts")) is not None:
        shown["allocatedOutboundPorts"] = ports
    return shown


DIFFERENCES = {LOAD_BALANCER: Difference(read_own_outbound, render_own_outbound)}
