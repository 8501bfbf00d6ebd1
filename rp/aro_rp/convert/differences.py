"""What an api-version and the hub do not call the same, by JSON path, for all versions.

Rules are those of api-versions 4.2 and 4.3. Read-only values never reach the hub; a profile that
is absent or null in the request leaves the stored one alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aro_api.internal import models as hub
from aro_api.secret import Secret
from aro_api.wire import JsonObject, Reveal, timestamp

LOAD_BALANCER = "properties.networkProfile.loadBalancerProfile"
EFFECTIVE_IPS = f"{LOAD_BALANCER}.effectiveOutboundIps"

ToHub = Callable[[Any, hub.OpenShiftCluster], None]


@dataclass(frozen=True, slots=True)
class View:
    """How this rendering is wanted: with secrets or without, and which empty lists are shown."""

    reveal: Reveal | None
    shown_empty: frozenset[str]


Render = Callable[[hub.OpenShiftCluster, JsonObject, View], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Both directions of one path; ``to_hub`` gets the version's model, ``render`` its JSON."""

    to_hub: ToHub
    render: Render


def text_members(out: JsonObject, **members: str) -> JsonObject:
    """Adds the members that are not empty."""
    for name, value in members.items():
        if value:
            out[name] = value
    return out


def read_service_principal(src: Any, dst: hub.OpenShiftCluster) -> None:
    """Another client id has an object id of its own, which the backend looks up."""
    wanted = src.properties.service_principal_profile if src.properties else None
    if wanted is None:
        return
    client_id = wanted.client_id or ""
    secret = Secret(wanted.client_secret) if wanted.client_secret else None
    profile = dst.properties.service_principal_profile
    if profile is None:
        made = hub.ServicePrincipalProfile(client_id=client_id, client_secret=secret)
        dst.properties.service_principal_profile = made
        return
    if profile.client_id.lower() != client_id.lower():
        profile.sp_object_id = ""
    profile.client_id, profile.client_secret = client_id, secret


def render_service_principal(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    profile = src.properties.service_principal_profile
    if profile is None:
        return
    shown: JsonObject = {}
    if profile.client_id:
        shown["clientId"] = profile.client_id
    if view.reveal is not None and profile.client_secret is not None:
        text_members(shown, clientSecret=view.reveal(profile.client_secret))
    out["properties"]["servicePrincipalProfile"] = shown


def read_load_balancer(src: Any, dst: hub.OpenShiftCluster) -> None:
    network = src.properties.network_profile if src.properties else None
    wanted = network.load_balancer_profile if network else None
    if wanted is None:
        return
    asked, stored = wanted.managed_outbound_ips, dst.properties.network_profile
    profile = stored.load_balancer_profile
    if profile is None:
        profile = stored.load_balancer_profile = hub.LoadBalancerProfile()
    if asked is None:
        profile.managed_outbound_ips = None
    elif profile.managed_outbound_ips is None:
        profile.managed_outbound_ips = hub.ManagedOutboundIPs(count=asked.count or 0)
    else:
        profile.managed_outbound_ips.count = asked.count or 0


def render_load_balancer(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    profile = src.properties.network_profile.load_balancer_profile
    if profile is None:
        return
    shown: JsonObject = {}
    if profile.managed_outbound_ips is not None:
        count = profile.managed_outbound_ips.count
        shown["managedOutboundIps"] = {"count": count} if count else {}
    effective = profile.effective_outbound_ips
    if effective or (effective is not None and EFFECTIVE_IPS in view.shown_empty):
        shown["effectiveOutboundIps"] = [{"id": ip.id} if ip.id else {} for ip in effective]
    out["properties"]["networkProfile"]["loadBalancerProfile"] = shown


def read_platform_identities(src: Any, dst: hub.OpenShiftCluster) -> None:
    """Operators are added or changed, never removed; a new identity's ids are not known yet."""
    wanted = src.properties.platform_workload_identity_profile if src.properties else None
    if wanted is None or wanted.platform_workload_identities is None:
        return
    stored = dst.properties.platform_workload_identity_profile
    profile = stored or hub.PlatformWorkloadIdentityProfile()
    if wanted.upgradeable_to:
        profile.upgradeable_to = wanted.upgradeable_to
    identities = dict(profile.platform_workload_identities or {})
    for operator, asked in wanted.platform_workload_identities.items():
        identity = identities.get(operator)
        if identity is None:
            identity = identities[operator] = hub.PlatformWorkloadIdentity()
        if identity.resource_id != (asked.resource_id or ""):
            identity.resource_id = asked.resource_id or ""
            identity.client_id = identity.object_id = ""
    profile.platform_workload_identities = identities
    dst.properties.platform_workload_identity_profile = profile


def render_platform_identities(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    del view
    profile = src.properties.platform_workload_identity_profile
    if profile is None or profile.platform_workload_identities is None:
        return
    shown = text_members({}, upgradeableTo=profile.upgradeable_to)
    if profile.platform_workload_identities:
        shown["platformWorkloadIdentities"] = {
            operator: text_members(
                {},
                resourceId=identity.resource_id,
                clientId=identity.client_id,
                objectId=identity.object_id,
            )
            for operator, identity in profile.platform_workload_identities.items()
        }
    out["properties"]["platformWorkloadIdentityProfile"] = shown


def read_identity(src: Any, dst: hub.OpenShiftCluster) -> None:
    """The map becomes what is asked for; what is known of an identity that stays is kept."""
    if src.identity is None:
        return
    identity = dst.managed_service_identity or hub.ManagedServiceIdentity()
    identity.type = str(src.identity.type or "")
    known = {key.lower(): value for key, value in (identity.user_assigned_identities or {}).items()}
    asked = src.identity.user_assigned_identities
    if asked is None:
        identity.user_assigned_identities = None
    else:
        identity.user_assigned_identities = {
            key: known.get(key.lower()) or hub.UserAssignedIdentity() for key in asked
        }
    dst.managed_service_identity = identity


def render_identity(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    del view
    identity = src.managed_service_identity
    if identity is None:
        return
    shown = text_members(
        {}, type=identity.type, principalId=identity.principal_id, tenantId=identity.tenant_id
    )
    if identity.user_assigned_identities:
        shown["userAssignedIdentities"] = {
            key: text_members({}, clientId=user.client_id, principalId=user.principal_id)
            for key, user in identity.user_assigned_identities.items()
        }
    out["identity"] = shown


def leave_alone(src: Any, dst: hub.OpenShiftCluster) -> None:
    """Only ARM writes it, through a header."""
    del src, dst


def render_system_data(src: hub.OpenShiftCluster, out: JsonObject, view: View) -> None:
    """An object even when nothing is known."""
    del view
    shown: JsonObject = {}
    out["systemData"] = shown
    data = src.system_data
    if data is None:
        return
    if data.created_by:
        shown["createdBy"] = data.created_by
    if data.created_by_type:
        shown["createdByType"] = data.created_by_type
    if data.created_at is not None:
        shown["createdAt"] = timestamp(data.created_at)
    if data.last_modified_by:
        shown["lastModifiedBy"] = data.last_modified_by
    if data.last_modified_by_type:
        shown["lastModifiedByType"] = data.last_modified_by_type
    if data.last_modified_at is not None:
        shown["lastModifiedAt"] = timestamp(data.last_modified_at)


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
