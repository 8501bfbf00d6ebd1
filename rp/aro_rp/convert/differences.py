"""What an api-version and the hub do not call the same, by JSON path, for all versions.

Rules are those of api-versions 4.2 and 4.3. Read-only values never reach the hub; a profile that
is absent or null in the request leaves the stored one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aro_api.internal import documents as hub
from aro_api.wire import JsonObject, Seal, Unseal, timestamp

LOAD_BALANCER = "properties.networkProfile.loadBalancerProfile"
EFFECTIVE_IPS = f"{LOAD_BALANCER}.effectiveOutboundIps"

ToHub = Callable[[JsonObject, hub.OpenShiftCluster, Seal], None]


@dataclass(frozen=True, slots=True)
class View:
    """How this rendering is wanted: with secrets or without, and which empty lists are shown."""

    unseal: Unseal | None
    shown_empty: frozenset[str]


Render = Callable[[hub.OpenShiftCluster, JsonObject, View], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Both directions of one path, between a version's JSON and the hub's."""

    to_hub: ToHub
    render: Render


def given(src: Mapping[str, Any], *names: str) -> Any:
    """The member at a path of names; None when anything on the way is absent or null."""
    found: Any = src
    for name in names:
        found = found.get(name)
        if found is None:
            return None
    return found


def text_members(out: JsonObject, **members: str | None) -> JsonObject:
    """Adds the members that are not empty."""
    for name, value in members.items():
        if value:
            out[name] = value
    return out


def read_service_principal(src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
    """Another client id has an object id of its own, which the backend looks up."""
    wanted = given(src, "properties", "servicePrincipalProfile")
    if wanted is None:
        return
    profile = dst["properties"].setdefault("servicePrincipalProfile", {})
    client_id = wanted.get("clientId") or ""
    if profile.get("clientId", "").lower() != client_id.lower():
        profile.pop("spObjectId", None)
    profile["clientId"] = client_id
    if secret := wanted.get("clientSecret"):
        profile["clientSecret"] = seal(secret)
    else:
        profile.pop("clientSecret", None)


def render_service_principal(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    profile: hub.ServicePrincipalProfile | None = given(
        src, "properties", "servicePrincipalProfile"
    )
    if profile is None:
        return
    shown = text_members({}, clientId=profile.get("clientId"))
    if view.unseal is not None and (secret := profile.get("clientSecret")):
        text_members(shown, clientSecret=view.unseal(secret))
    out["properties"]["servicePrincipalProfile"] = shown


def read_load_balancer(src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
    del seal
    wanted = given(src, "properties", "networkProfile", "loadBalancerProfile")
    if wanted is None:
        return
    network = dst["properties"].setdefault("networkProfile", {})
    profile = network.setdefault("loadBalancerProfile", {})
    asked = wanted.get("managedOutboundIps")
    if asked is None:
        profile.pop("managedOutboundIps", None)
    else:
        profile.setdefault("managedOutboundIps", {})["count"] = asked.get("count") or 0


def render_load_balancer(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    profile: hub.LoadBalancerProfile | None = given(
        src, "properties", "networkProfile", "loadBalancerProfile"
    )
    if profile is None:
        return
    shown: JsonObject = {}
    managed = profile.get("managedOutboundIps")
    if managed is not None:
        count = managed.get("count")
        shown["managedOutboundIps"] = {"count": count} if count else {}
    effective = profile.get("effectiveOutboundIps")
    if effective or (effective is not None and EFFECTIVE_IPS in view.shown_empty):
        shown["effectiveOutboundIps"] = [text_members({}, id=ip.get("id")) for ip in effective]
    out["properties"]["networkProfile"]["loadBalancerProfile"] = shown


def read_platform_identities(src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
    """Operators are added or changed, never removed; a new identity's ids are not known yet."""
    del seal
    wanted = given(src, "properties", "platformWorkloadIdentityProfile")
    if wanted is None or wanted.get("platformWorkloadIdentities") is None:
        return
    profile = dst["properties"].setdefault("platformWorkloadIdentityProfile", {})
    if upgradeable_to := wanted.get("upgradeableTo"):
        profile["upgradeableTo"] = upgradeable_to
    identities = profile.setdefault("platformWorkloadIdentities", {})
    for operator, asked in wanted["platformWorkloadIdentities"].items():
        identity = identities.setdefault(operator, {})
        resource_id = asked.get("resourceId") or ""
        if identity.get("resourceId", "") != resource_id:
            identity["resourceId"] = resource_id
            identity.pop("clientId", None)
            identity.pop("objectId", None)


def render_platform_identities(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    del view
    profile: hub.PlatformWorkloadIdentityProfile | None = given(
        src, "properties", "platformWorkloadIdentityProfile"
    )
    identities = None if profile is None else profile.get("platformWorkloadIdentities")
    if profile is None or identities is None:
        return
    shown = text_members({}, upgradeableTo=profile.get("upgradeableTo"))
    if identities:
        shown["platformWorkloadIdentities"] = {
            operator: text_members(
                {},
                resourceId=identity.get("resourceId"),
                clientId=identity.get("clientId"),
                objectId=identity.get("objectId"),
            )
            for operator, identity in identities.items()
        }
    out["properties"]["platformWorkloadIdentityProfile"] = shown


def read_identity(src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
    """The map becomes what is asked for; what is known of an identity that stays is kept."""
    del seal
    wanted = src.get("identity")
    if wanted is None:
        return
    identity = dst.setdefault("managedServiceIdentity", {})
    identity["type"] = wanted.get("type") or ""
    asked = wanted.get("userAssignedIdentities")
    if asked is None:
        identity.pop("userAssignedIdentities", None)
    else:
        old = identity.get("userAssignedIdentities") or {}
        known = {key.lower(): value for key, value in old.items()}
        identity["userAssignedIdentities"] = {key: known.get(key.lower()) or {} for key in asked}


def render_identity(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    """The type is always said, also the empty one that nobody refuses: the spec requires it."""
    del view
    identity = src.get("managedServiceIdentity")
    if identity is None:
        return
    shown = text_members(
        {"type": identity.get("type") or ""},
        principalId=identity.get("principalId"),
        tenantId=identity.get("tenantId"),
    )
    if assigned := identity.get("userAssignedIdentities"):
        shown["userAssignedIdentities"] = {
            key: text_members(
                {}, clientId=user.get("clientId"), principalId=user.get("principalId")
            )
            for key, user in assigned.items()
        }
    out["identity"] = shown


def leave_alone(src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
    """Only ARM writes it, through a header."""
    del src, dst, seal


def render_system_data(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    """An object even when nothing is known."""
    del view
    shown: JsonObject = {}
    out["systemData"] = shown
    data = src.get("systemData")
    if data is None:
        return
    text_members(shown, createdBy=data.get("createdBy"), createdByType=data.get("createdByType"))
    if created := data.get("createdAt"):
        shown["createdAt"] = timestamp(created)
    text_members(
        shown,
        lastModifiedBy=data.get("lastModifiedBy"),
        lastModifiedByType=data.get("lastModifiedByType"),
    )
    if modified := data.get("lastModifiedAt"):
        shown["lastModifiedAt"] = timestamp(modified)


DIFFERENCES: dict[str, Difference] = {
    "identity": Difference(read_identity, render_identity),
    "systemData": Difference(leave_alone, render_system_data),
    LOAD_BALANCER: Difference(read_load_balancer, render_load_balancer),
    "properties.platformWorkloadIdentityProfile": Difference(
        read_platform_identities, render_platform_identities
    ),
    "properties.servicePrincipalProfile": Difference(
        read_service_principal, render_service_principal
    ),
}
