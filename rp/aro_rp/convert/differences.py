"""What an api-version and the hub do not call the same, by JSON path, for all versions.

Rules are those of api-versions 4.2 and 4.3. Read-only values never reach the hub; a profile that
is absent or null in the request leaves the stored one alone.
"""

from __future__ import annotations

from aro_api.internal import documents as hub
from aro_api.wire import Difference, JsonObject, Seal, View, timestamp

LOAD_BALANCER = "properties.networkProfile.loadBalancerProfile"
EFFECTIVE_IPS = f"{LOAD_BALANCER}.effectiveOutboundIps"

_MOMENTS = frozenset({"createdAt", "lastModifiedAt"})
_OF_SYSTEM_DATA = _MOMENTS | {"createdBy", "createdByType", "lastModifiedBy", "lastModifiedByType"}


def read_service_principal(
    wanted: JsonObject, dst: hub.OpenShiftClusterProperties, seal: Seal
) -> None:
    """Another client id has an object id of its own, which the backend looks up."""
    profile = dst.setdefault("servicePrincipalProfile", {})
    client_id = wanted.get("clientId") or ""
    if profile.get("clientId", "").lower() != client_id.lower():
        profile.pop("spObjectId", None)
    profile["clientId"] = client_id
    if secret := wanted.get("clientSecret"):
        profile["clientSecret"] = seal(secret)
    else:
        profile.pop("clientSecret", None)


def render_service_principal(src: hub.OpenShiftClusterProperties, view: View) -> JsonObject | None:
    profile = src.get("servicePrincipalProfile")
    if profile is None:
        return None
    shown: JsonObject = {}
    if client_id := profile.get("clientId"):
        shown["clientId"] = client_id
    if view.unseal is not None and (secret := profile.get("clientSecret")):
        shown["clientSecret"] = view.unseal(secret)
    return shown


def read_load_balancer(wanted: JsonObject, dst: hub.NetworkProfile, seal: Seal) -> None:
    del seal
    profile = dst.setdefault("loadBalancerProfile", {})
    asked = wanted.get("managedOutboundIps")
    if asked is None:
        profile.pop("managedOutboundIps", None)
    else:
        profile.setdefault("managedOutboundIps", {})["count"] = asked.get("count") or 0


def render_load_balancer(src: hub.NetworkProfile, view: View) -> JsonObject | None:
    profile = src.get("loadBalancerProfile")
    if profile is None:
        return None
    shown: JsonObject = {}
    managed = profile.get("managedOutboundIps")
    if managed is not None:
        count = managed.get("count")
        shown["managedOutboundIps"] = {"count": count} if count else {}
    effective = profile.get("effectiveOutboundIps")
    if effective or (effective is not None and EFFECTIVE_IPS in view.shown_empty):
        shown["effectiveOutboundIps"] = shown_references(effective)
    return shown


def shown_references(references: list[hub.ResourceReference]) -> list[JsonObject]:
    return [{"id": id} if (id := one.get("id")) else {} for one in references]


def read_platform_identities(
    wanted: JsonObject, dst: hub.OpenShiftClusterProperties, seal: Seal
) -> None:
    """Operators are added or changed, never removed; a new identity's ids are not known yet."""
    del seal
    asked_for = wanted.get("platformWorkloadIdentities")
    if asked_for is None:
        return
    profile = dst.setdefault("platformWorkloadIdentityProfile", {})
    if upgradeable_to := wanted.get("upgradeableTo"):
        profile["upgradeableTo"] = upgradeable_to
    identities = profile.setdefault("platformWorkloadIdentities", {})
    for operator, asked in asked_for.items():
        resource_id = (asked or {}).get("resourceId") or ""
        identity = identities.get(operator)
        if identity is None:
            identities[operator] = {"resourceId": resource_id} if resource_id else {}
        elif identity.get("resourceId", "") != resource_id:
            identity["resourceId"] = resource_id
            identity.pop("clientId", None)
            identity.pop("objectId", None)


def render_platform_identities(
    src: hub.OpenShiftClusterProperties, view: View
) -> JsonObject | None:
    del view
    profile = src.get("platformWorkloadIdentityProfile")
    identities = None if profile is None else profile.get("platformWorkloadIdentities")
    if profile is None or identities is None:
        return None
    shown: JsonObject = {}
    if upgradeable_to := profile.get("upgradeableTo"):
        shown["upgradeableTo"] = upgradeable_to
    if identities:
        shown["platformWorkloadIdentities"] = {
            operator: _shown_platform_identity(identity)
            for operator, identity in identities.items()
        }
    return shown


def _shown_platform_identity(identity: hub.PlatformWorkloadIdentity) -> JsonObject:
    shown: JsonObject = {}
    if resource_id := identity.get("resourceId"):
        shown["resourceId"] = resource_id
    if client_id := identity.get("clientId"):
        shown["clientId"] = client_id
    if object_id := identity.get("objectId"):
        shown["objectId"] = object_id
    return shown


def read_identity(wanted: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
    """The map becomes what is asked for; what is known of an identity that stays is kept."""
    del seal
    identity = dst.setdefault("managedServiceIdentity", {})
    identity["type"] = wanted.get("type") or ""
    asked = wanted.get("userAssignedIdentities")
    if asked is None:
        identity.pop("userAssignedIdentities", None)
    else:
        old = identity.get("userAssignedIdentities") or {}
        known = {key.lower(): value for key, value in old.items()}
        identity["userAssignedIdentities"] = {key: known.get(key.lower()) or {} for key in asked}


def render_identity(src: hub.OpenShiftCluster, view: View) -> JsonObject | None:
    """The type is always said, also the empty one that nobody refuses: the spec requires it."""
    del view
    identity = src.get("managedServiceIdentity")
    if identity is None:
        return None
    shown: JsonObject = {"type": identity.get("type") or ""}
    if principal_id := identity.get("principalId"):
        shown["principalId"] = principal_id
    if tenant_id := identity.get("tenantId"):
        shown["tenantId"] = tenant_id
    if assigned := identity.get("userAssignedIdentities"):
        shown["userAssignedIdentities"] = {
            key: _shown_assigned_identity(user) for key, user in assigned.items()
        }
    return shown


def _shown_assigned_identity(user: hub.UserAssignedIdentity) -> JsonObject:
    shown: JsonObject = {}
    if client_id := user.get("clientId"):
        shown["clientId"] = client_id
    if principal_id := user.get("principalId"):
        shown["principalId"] = principal_id
    return shown


def leave_alone(wanted: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
    """Only ARM writes it, through a header."""
    del wanted, dst, seal


def render_system_data(src: hub.OpenShiftCluster, view: View) -> JsonObject:
    """An object even when nothing is known."""
    del view
    data: JsonObject = {**(src.get("systemData") or {})}
    return {
        name: timestamp(value) if name in _MOMENTS else value
        for name, value in data.items()
        if value and name in _OF_SYSTEM_DATA
    }


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
