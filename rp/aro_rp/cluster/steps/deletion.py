"""The managed group and what is in it, taken down level by level (backend.md 13)."""

from __future__ import annotations

import structlog
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from aro_rp.arm.errors import ArmError
from aro_rp.azure.errors import is_class
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.deletion import NIC, NSG, PRIVATE_ZONE, Listed, deletable
from aro_rp.cluster.failures import deletion_refused
from aro_rp.cluster.parallel import all_of
from aro_rp.cluster.steps.detaching import detach_nsg, mend_failed_nic, unlink_zone
from aro_rp.cluster.steps.removal import remove
from aro_rp.cluster.steps.resource_group import find_group, is_managed_by

log = structlog.get_logger(__name__)

_PREPARE = {NSG: detach_nsg, NIC: mend_failed_nic, PRIVATE_ZONE: unlink_zone}


async def delete_group_resources(ctx: ClusterContext) -> None:
    """Empties the group. A group that is gone, or somebody else's, is left alone."""
    if not await _is_ours(ctx):
        return
    levels, unknown = deletable(await _listed(ctx))
    for resource_id, kind in unknown:
        log.warning("resource left to its group", resource=resource_id, type=kind)
    for level in levels:
        await _delete_level(ctx, level)


async def _delete_level(ctx: ClusterContext, level: list[Listed]) -> None:
    """Again and again while some go: one that is slow to go may hold another for a while."""
    while level:
        held = [
            refused for refused in await all_of(*(_tried(ctx, one) for one in level)) if refused
        ]
        if len(held) == len(level):
            raise held[0][1]
        level = [one for one, _ in held]


async def _tried(ctx: ClusterContext, one: Listed) -> tuple[Listed, Exception] | None:
    """The resource and why it could not be deleted; None when it could."""
    try:
        await _delete(ctx, one)
    except (ArmError, HttpResponseError) as error:
        return one, error
    return None


async def delete_group(ctx: ClusterContext) -> None:
    if not await _is_ours(ctx):
        return

    async def delete() -> None:
        await (await ctx.customer.resources.resource_groups.begin_delete(ctx.group)).result()

    try:
        await ctx.retry(delete)
    except ResourceNotFoundError:
        return
    except HttpResponseError as error:
        raise deletion_refused(error) from error


async def _is_ours(ctx: ClusterContext) -> bool:
    found = await find_group(ctx) if ctx.group else None
    return found is not None and is_managed_by(found, ctx)


async def _listed(ctx: ClusterContext) -> list[Listed]:
    """Nothing when the group is gone or may not be looked into."""
    listing = ctx.customer.resources.resources.list_by_resource_group(ctx.group)
    try:
        return [(one.id or "", one.type or "") async for one in listing]
    except HttpResponseError as error:
        if is_class(error, "not_found", "forbidden"):
            return []
        raise


async def _delete(ctx: ClusterContext, one: Listed) -> None:
    resource_id, kind = one
    prepare = _PREPARE.get(kind.lower())
    if prepare is not None:
        await prepare(ctx, resource_id)
    try:
        await remove(ctx, resource_id, kind)
    except HttpResponseError as error:
        raise deletion_refused(error) from error
