"""Who the cluster is: its service principal, or its managed identities (backend.md 14.1, 19).

The credential of the cluster's own identity is to come: until then identities are read, and their
federated credentials written, with the RP's credential.
"""

from __future__ import annotations

from collections.abc import Mapping

from azure.mgmt.msi.v2024_11_30.models import Identity

from aro_api.internal.models import (
    ManagedServiceIdentity,
    OpenShiftClusterDocument,
    PlatformWorkloadIdentityRole,
    UserAssignedIdentity,
)
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.arm.resource_id import ResourceId
from aro_rp.azure.errors import is_class
from aro_rp.cluster.context import ClusterContext, KnownIdentity
from aro_rp.cluster.documents import federated_identities, platform_identities

_UNREADABLE = ("unauthorized", "forbidden", "not_found", "transient")


async def cluster_sp_object_id(ctx: ClusterContext) -> None:
    """Looks the service principal up with its own credentials, which proves them as well."""
    profile = ctx.properties.service_principal_profile
    if profile is None:
        return
    object_id = await _find_object_id(ctx, profile.client_id)

    def change(doc: OpenShiftClusterDocument) -> None:
        stored = doc.open_shift_cluster.properties.service_principal_profile
        if stored is not None:
            stored.sp_object_id = object_id

    if profile.sp_object_id != object_id:
        ctx.note(change)


async def _find_object_id(ctx: ClusterContext, client_id: str) -> str:
    async with ctx.world.azure.graph(await ctx.principal()) as graph:
        object_id = await graph.service_principal(client_id)
    if object_id is None:
        raise LookupError(f"no service principal was found for application {client_id}")
    return object_id


async def platform_workload_identity_ids(ctx: ClusterContext) -> None:
    """Reads every platform identity, so that a missing one is found before anything is made."""
    await read_platform_identities(ctx)


async def persist_platform_workload_identity_ids(ctx: ClusterContext) -> None:
    """Remembers identities before they get credentials: an update may take them out of sight."""
    known = await read_platform_identities(ctx)

    def change(doc: OpenShiftClusterDocument) -> None:
        profile = doc.open_shift_cluster.properties.platform_workload_identity_profile
        for name, stored in ((profile and profile.platform_workload_identities) or {}).items():
            if name in known:
                stored.client_id = known[name].client_id
                stored.object_id = known[name].object_id
        doc.federated_identities = federated_identities(doc)

    ctx.note(change)


async def read_platform_identities(ctx: ClusterContext) -> Mapping[str, KnownIdentity]:
    """By operator name; read once per context, whichever step needs them first."""
    if ctx.platform_identities is None:
        found = {}
        for name, resource_id in platform_identities(ctx.doc).items():
            found[name] = await _read_platform_identity(ctx, name, resource_id)
        ctx.platform_identities = found
    return ctx.platform_identities


async def _read_platform_identity(
    ctx: ClusterContext, name: str, resource_id: str
) -> KnownIdentity:
    target = (
        ".properties.platformWorkloadIdentityProfile.platformWorkloadIdentities"  # leading dot kept
        f'["{name}"]'
    )
    try:
        identity = await read_identity(ctx, resource_id)
    except Exception as error:
        if not is_class(error, *_UNREADABLE):
            raise
        message = f"Platform workload identity '{name}' ({resource_id}) cannot be read."
        raise ArmError.of(400, Code.INVALID_PLATFORM_WORKLOAD_IDENTITY, message, target) from error
    return KnownIdentity(resource_id, identity.client_id or "", identity.principal_id or "")


async def read_identity(ctx: ClusterContext, resource_id: str) -> Identity:
    where = ResourceId.parse(resource_id)

    async def read() -> Identity:
        clients = ctx.world.azure.clients(ctx.tenant, where.subscription)
        return await clients.identities.user_assigned_identities.get(
            where.resource_group, where.name
        )

    return await ctx.retry_lookup(read, lambda error: is_class(error, "forbidden", "transient"))


async def cluster_identity_ids(ctx: ClusterContext) -> None:
    """Writes client and principal id of the cluster's own identity; its key keeps its spelling."""
    identities = _own_identities(ctx.cluster.managed_service_identity)
    if not identities:
        raise ValueError(f"cluster {ctx.doc.key} has no identity of its own")
    known = {resource_id: await read_identity(ctx, resource_id) for resource_id in identities}

    def change(doc: OpenShiftClusterDocument) -> None:
        stored = _own_identities(doc.open_shift_cluster.managed_service_identity)
        for resource_id, identity in known.items():
            if resource_id in stored:
                stored[resource_id].client_id = identity.client_id or ""
                stored[resource_id].principal_id = identity.principal_id or ""

    ctx.note(change)


def _own_identities(identity: ManagedServiceIdentity | None) -> dict[str, UserAssignedIdentity]:
    return (identity.user_assigned_identities if identity else None) or {}


async def fixup_cluster_msi_tenant_id(ctx: ClusterContext) -> None:
    """Restores what a PUT of an api-version that cannot express it takes away."""
    tenant = ctx.tenant
    identity = ctx.cluster.managed_service_identity
    if identity is None or identity.tenant_id == tenant:
        return

    def change(doc: OpenShiftClusterDocument) -> None:
        stored = doc.open_shift_cluster.managed_service_identity
        if stored is not None:
            stored.tenant_id = tenant

    ctx.note(change)


async def read_roles(ctx: ClusterContext) -> list[PlatformWorkloadIdentityRole]:
    """Roles of the cluster's release, then those of the one it may be upgraded to.

    400 ``InvalidParameter`` when a release has no role set. Read once per context.
    """
    if ctx.roles is None:
        sets = {
            stored.doc.platform_workload_identity_role_set.properties.open_shift_version: (
                stored.doc.platform_workload_identity_role_set.properties
            )
            async for stored in ctx.world.role_sets.all()
            if not stored.doc.platform_workload_identity_role_set.deleting
        }
        roles: list[PlatformWorkloadIdentityRole] = []
        for release in wanted_releases(ctx):
            if release not in sets:
                message = f"No platform workload identity role set exists for version '{release}'."
                raise ArmError.of(400, Code.INVALID_PARAMETER, message)
            roles += sets[release].platform_workload_identity_roles or []
        ctx.roles = roles
    return ctx.roles


def wanted_releases(ctx: ClusterContext) -> list[str]:
    """Minor releases, such as 4.17: the cluster's, and a greater one that it may go to."""
    properties = ctx.properties
    profile = properties.platform_workload_identity_profile
    current = _minor(properties.cluster_profile.version)
    planned = _minor(profile.upgradeable_to) if profile and profile.upgradeable_to else current
    releases = [current, planned] if planned > current else [current]
    return [f"{major}.{minor}" for major, minor in releases]


def _minor(version: str) -> tuple[int, int]:
    major, minor = version.split(".")[:2]
    return int(major), int(minor)
