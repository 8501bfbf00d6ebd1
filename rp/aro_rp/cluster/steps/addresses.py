"""Addresses of the API and the router, and the names that point at them (backend.md 14.2)."""

from __future__ import annotations

from functools import partial

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import (
    api_is_public,
    first_worker_subnet,
    router,
    router_is_public,
)
from aro_rp.cluster.steps.dns import update_api_record, write_router_record
from aro_rp.cluster.steps.subnets import read_subnet
from aro_rp.cluster.subnets import highest_free_address
from aro_rp.cluster.templates.load_balancers import INTERNAL_FRONTEND

_WITH_ADDRESSES = "ipConfigurations"


async def update_api_ip_early(ctx: ClusterContext) -> None:
    """Both addresses of the API; the public name points at the one that customers use."""
    internal = await internal_address(ctx)
    public = await _public_address(ctx, ctx.names.api_ip) if api_is_public(ctx.properties) else ""
    address = public or internal
    await update_api_record(ctx, address)

    def change(doc: OpenShiftClusterDocument) -> None:
        profile = doc.open_shift_cluster.properties.apiserver_profile
        profile.ip, profile.int_ip = address, internal

    profile = ctx.properties.apiserver_profile
    if (profile.ip, profile.int_ip) != (address, internal):
        ctx.note(change)


async def populate_database_int_ip(ctx: ClusterContext) -> None:
    """For clusters from before the internal address was kept."""
    if ctx.properties.apiserver_profile.int_ip:
        return
    internal = await internal_address(ctx)

    def change(doc: OpenShiftClusterDocument) -> None:
        doc.open_shift_cluster.properties.apiserver_profile.int_ip = internal

    ctx.note(change)


async def internal_address(ctx: ClusterContext) -> str:
    """The address of the frontend that is known by name, else of the first."""
    name = ctx.names.internal_lb
    balancer = await ctx.customer.network.load_balancers.get(ctx.group, name)
    frontends = balancer.frontend_ip_configurations or []
    named = [one for one in frontends if one.name == INTERNAL_FRONTEND] or frontends
    address = named[0].private_ip_address if named else None
    if not address:
        raise LookupError(f"load balancer {name} has no private address")
    return str(address)


async def create_or_update_router_ip_early(ctx: ClusterContext) -> None:
    """The router's address: a public one, or a free one of the workers' subnet, chosen once."""
    profile = router(ctx.properties)
    if profile is None:
        return
    if router_is_public(ctx.properties):
        address = await _public_address(ctx, ctx.names.router_ip)
    else:
        address = profile.ip or await _free_address(ctx)
    if profile.ip != address:
        await ctx.patch(partial(_set_router_ip, address=address))  # kept before it is used (H14)
    await write_router_record(ctx, address)


def _set_router_ip(doc: OpenShiftClusterDocument, address: str) -> None:
    profile = router(doc.open_shift_cluster.properties)
    if profile is not None:
        profile.ip = address


async def _public_address(ctx: ClusterContext, name: str) -> str:
    found = await ctx.customer.network.public_ip_addresses.get(ctx.group, name)
    if not found.ip_address:
        raise LookupError(f"public IP address {name} has no address yet")
    return str(found.ip_address)


async def _free_address(ctx: ClusterContext) -> str:
    subnet_id = first_worker_subnet(ctx.properties)
    subnet = await read_subnet(ctx, subnet_id, expand=_WITH_ADDRESSES)
    prefix = subnet.address_prefix or (subnet.address_prefixes or [""])[0]
    used = [one.private_ip_address for one in subnet.ip_configurations or []]
    address = highest_free_address(prefix, [one for one in used if one])
    if address is None:
        message = f"The provided subnet '{subnet_id}' is invalid: has no available IP addresses."
        raise ArmError.of(400, Code.INVALID_LINKED_VNET, message)
    return address
