"""Virtual machines: starting what was stopped, removing what only bootstrapping needed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from azure.core.exceptions import ResourceNotFoundError
from azure.core.polling import AsyncLROPoller

from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.parallel import all_of

_STOPPED = frozenset({"PowerState/deallocated", "PowerState/stopped"})


async def start_vms(ctx: ClusterContext) -> None:
    """Starts all stopped machines of the group at the same time."""
    machines = ctx.customer.compute.virtual_machines
    names = [vm.name or "" async for vm in machines.list(ctx.group)]
    stopped = await all_of(*(_is_stopped(ctx, name) for name in names))
    await all_of(
        *(_start(ctx, name) for name, is_stopped in zip(names, stopped, strict=True) if is_stopped)
    )


async def _is_stopped(ctx: ClusterContext, name: str) -> bool:
    view = await ctx.customer.compute.virtual_machines.instance_view(ctx.group, name)
    return any(status.code in _STOPPED for status in view.statuses or [])


async def _start(ctx: ClusterContext, name: str) -> None:
    async def start() -> None:
        poller = await ctx.customer.compute.virtual_machines.begin_start(ctx.group, name)
        await poller.result()

    await ctx.retry_action(start)


async def remove_bootstrap(ctx: ClusterContext) -> None:
    """Machine, disk, interface: in this order, as each holds the next."""
    compute, network, names = ctx.customer.compute, ctx.customer.network, ctx.names
    await _gone(ctx, compute.virtual_machines.begin_delete, names.bootstrap_vm)
    await _gone(ctx, compute.disks.begin_delete, names.bootstrap_disk)
    await _gone(ctx, network.network_interfaces.begin_delete, names.bootstrap_nic)


async def _gone(
    ctx: ClusterContext, delete: Callable[..., Awaitable[AsyncLROPoller[None]]], name: str
) -> None:
    async def delete_and_wait() -> None:
        await (await delete(ctx.group, name)).result()

    try:
        await ctx.retry(delete_and_wait)
    except ResourceNotFoundError:
        return
