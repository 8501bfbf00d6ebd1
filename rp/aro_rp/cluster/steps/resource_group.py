"""The managed resource group."""

from __future__ import annotations

from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.resource.resources.models import ResourceGroup

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.failures import group_refused

PURGE_TAG = "purge"


async def find_group(ctx: ClusterContext) -> ResourceGroup | None:
    try:
        return await ctx.customer.resources.resource_groups.get(ctx.group)
    except ResourceNotFoundError:
        return None


def is_managed_by(group: ResourceGroup, ctx: ClusterContext) -> bool:
    return (group.managed_by or "").lower() == ctx.cluster.id.lower()


async def ensure_resource_group(ctx: ClusterContext) -> None:
    """Creates the group, or writes our own again: that restores the RP's rights on it."""
    found = await find_group(ctx)
    if found is not None:
        check_is_ours(ctx, found)
    tags = dict((found.tags if found else None) or {})
    if ctx.settings.is_local:
        tags[PURGE_TAG] = "true"
    wanted = ResourceGroup(
        location=found.location if found else ctx.location,
        managed_by=found.managed_by if found else ctx.cluster.id,
        tags=tags or None,
    )
    try:
        await ctx.retry(
            lambda: ctx.customer.resources.resource_groups.create_or_update(ctx.group, wanted)
        )
    except Exception as error:
        raise group_refused(error) from error


async def refresh_resource_group(ctx: ClusterContext) -> None:
    """Like ``ensure_resource_group`` for a group that is there; a missing one stays missing."""
    found = await find_group(ctx)
    if found is not None and is_managed_by(found, ctx):
        await ensure_resource_group(ctx)


def check_is_ours(ctx: ClusterContext, group: ResourceGroup) -> None:
    if is_managed_by(group, ctx) and (group.location or "").lower() == ctx.location:
        return
    message = (
        f"Resource group '{ctx.group_id}' must not already exist: it is in location"
        f" '{group.location}' and managed by '{group.managed_by or 'nobody'}'."
    )
    raise ArmError.of(400, Code.CLUSTER_RESOURCE_GROUP_ALREADY_EXISTS, message)
