"""Who may do what in the managed group (backend.md 14.2, 15)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import structlog
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.authorization.v2022_04_01.models import RoleAssignment

from aro_api.internal.models import ProvisioningState
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import uses_workload_identity
from aro_rp.cluster.naming import BASE_DEPLOYMENT
from aro_rp.cluster.steps.deployments import deploy
from aro_rp.cluster.steps.identities import read_platform_identities, read_roles
from aro_rp.cluster.templates import template
from aro_rp.cluster.templates.resource import Resource
from aro_rp.cluster.templates.rights import (
    CONTRIBUTOR,
    OWNER,
    blob_assignment,
    deny_assignment,
    identity_assignment,
    role_guid,
    service_principal_assignment,
)
from aro_rp.env import Feature

log = structlog.get_logger(__name__)

CUSTOM_ROLE = "Azure Red Hat OpenShift cluster"
SP_DEPLOYMENT = "clustersp"
IDENTITY_DEPLOYMENT = "platformworkloadidentityrbac"


async def wanted_rights(ctx: ClusterContext) -> list[Resource]:
    """Role and deny assignments of the base template."""
    if uses_workload_identity(ctx.properties):
        pairs = await _identity_roles(ctx)
        rights = [identity_assignment(role, who) for who, roles in pairs.items() for role in roles]
        account = ctx.names.cluster_account
        depends_on = [ctx.group_ids.storage_account(account)]
        rights.append(blob_assignment(account, await ctx.customer.object_id(), depends_on))
    else:
        rights = [service_principal_assignment(_sp_object_id(ctx))]
    if not ctx.settings.has(Feature.DISABLE_DENY_ASSIGNMENTS):
        rights.append(deny_assignment(await _excluded(ctx)))
    return rights


async def create_or_update_deny_assignment(ctx: ClusterContext) -> None:
    """Keeps the exclusions equal to the cluster's present identities."""
    if ctx.settings.has(Feature.DISABLE_DENY_ASSIGNMENTS):
        return
    excluded = await _excluded(ctx, may_be_unknown=_is_admin_update(ctx))
    if not all(excluded):
        log.warning("deny assignment left as it is: an object id is not known")
        return
    await deploy(ctx, BASE_DEPLOYMENT, template([deny_assignment(excluded)]))


async def create_or_update_cluster_sp_rbac(ctx: ClusterContext) -> None:
    """One Contributor: the present service principal. What an earlier one was given goes."""
    object_id = _sp_object_id(ctx)
    is_there = False
    for one in await group_assignments(ctx):
        role = role_guid(one.role_definition_id or "")
        is_ours = (one.principal_id or "").lower() == object_id.lower() and role == CONTRIBUTOR
        if is_ours:
            is_there = True
        else:
            await delete_assignment(ctx, one)
    await delete_custom_roles(ctx)
    if not is_there:
        await deploy(ctx, SP_DEPLOYMENT, template([service_principal_assignment(object_id)]))


async def ensure_platform_identity_rbac(ctx: ClusterContext) -> None:
    """Exactly the roles of the role sets for each present identity."""
    wanted = await _identity_roles(ctx)
    missing = {who: set(roles) for who, roles in wanted.items()}
    for one in await group_assignments(ctx):
        who, role = (one.principal_id or "").lower(), role_guid(one.role_definition_id or "")
        if who not in wanted:
            continue
        if role in wanted[who]:
            missing[who].discard(role)
        else:
            await delete_assignment(ctx, one)
    rights = [
        identity_assignment(role, who) for who, roles in missing.items() for role in sorted(roles)
    ]
    if rights:
        await deploy(ctx, IDENTITY_DEPLOYMENT, template(rights))


async def group_assignments(ctx: ClusterContext) -> list[RoleAssignment]:
    """Assignments made at the group itself, but for owners; none when the group is gone."""
    listing = ctx.customer.authorization.role_assignments.list_for_scope(
        ctx.group_id, filter="atScope()"
    )
    try:
        found = [one async for one in listing]
    except ResourceNotFoundError:
        return []
    return [
        one
        for one in found
        if (one.scope or "").lower() == ctx.group_id.lower()
        and role_guid(one.role_definition_id or "") != OWNER
    ]


async def delete_role_assignments(ctx: ClusterContext) -> None:
    for one in await group_assignments(ctx):
        await delete_assignment(ctx, one)


async def delete_assignment(ctx: ClusterContext, assignment: RoleAssignment) -> None:
    name = assignment.name or ""
    try:
        await ctx.retry(
            lambda: ctx.customer.authorization.role_assignments.delete(ctx.group_id, name)
        )
    except ResourceNotFoundError:
        return


async def delete_custom_roles(ctx: ClusterContext) -> None:
    """Role definitions that early releases made for each cluster."""
    definitions = ctx.customer.authorization.role_definitions
    try:
        found = [one async for one in definitions.list(ctx.group_id, filter="type eq 'CustomRole'")]
    except ResourceNotFoundError:
        return
    for one in found:
        scopes = [scope.lower() for scope in one.assignable_scopes or []]
        is_ours = (one.role_name or "").startswith(CUSTOM_ROLE)
        if is_ours and scopes == [ctx.group_id.lower()]:
            await ctx.retry(partial(definitions.delete, ctx.group_id, one.name or ""))


async def _identity_roles(ctx: ClusterContext) -> Mapping[str, list[str]]:
    """Object id, lower case, to the GUIDs of the roles it needs."""
    roles = await read_roles(ctx)
    found: dict[str, list[str]] = {}
    for operator, identity in (await read_platform_identities(ctx)).items():
        mine = [role_guid(r.role_definition_id) for r in roles if r.operator_name == operator]
        found[identity.object_id.lower()] = list(dict.fromkeys(mine))
    return found


async def _excluded(ctx: ClusterContext, *, may_be_unknown: bool = False) -> list[str]:
    """Objects that the deny assignment does not bind."""
    if not uses_workload_identity(ctx.properties):
        return [_sp_object_id(ctx, may_be_unknown=may_be_unknown)]
    identities = await read_platform_identities(ctx)
    missing = [name for name, one in identities.items() if not one.object_id]
    if missing and not may_be_unknown:
        raise ValueError(f"the object ids of {', '.join(missing)} of {ctx.doc.key} are not known")
    return [*(one.object_id for one in identities.values()), await ctx.customer.object_id()]


def _sp_object_id(ctx: ClusterContext, *, may_be_unknown: bool = False) -> str:
    profile = ctx.properties.service_principal_profile
    object_id = profile.sp_object_id if profile else ""
    if not object_id and not may_be_unknown:
        raise ValueError(f"the service principal's object id of {ctx.doc.key} is not known")
    return object_id


def _is_admin_update(ctx: ClusterContext) -> bool:
    return ctx.properties.provisioning_state == ProvisioningState.ADMIN_UPDATING
