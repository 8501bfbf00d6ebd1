"""The customer's networks and disk encryption sets, and how the cluster's addresses are used."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from ipaddress import ip_network
from typing import Protocol, TypeVar

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.network import models

from aro_rp.arm.resource_id import ResourceId
from aro_rp.azure import offers
from aro_rp.azure.errors import is_class
from aro_rp.cluster.context import ClusterContext
from aro_rp.validate.creation.quota import PUBLIC_ADDRESSES, Usage
from aro_rp.validate.dynamic.facts import Absence, Subnet, Vnet, Wanted

T = TypeVar("T")


async def read_vnet(ctx: ClusterContext, vnet: str) -> Vnet | Absence:
    where = ResourceId.parse(vnet)
    networks = ctx.customer.network.virtual_networks
    found = await _unless_absent(networks.get(where.resource_group, where.name))
    if isinstance(found, Absence):
        return found
    subnets = [_subnet(one) for one in found.subnets or []]
    return Vnet(found.location or "", {one.id.lower(): one for one in subnets})


async def disk_set_location(ctx: ClusterContext, disk_set: str) -> str | Absence:
    where = ResourceId.parse(disk_set)
    sets = ctx.customer.compute.disk_encryption_sets
    found = await _unless_absent(sets.get(where.resource_group, where.name))
    return found if isinstance(found, Absence) else found.location


async def address_quota(ctx: ClusterContext, wanted: Wanted) -> Usage | None:
    """None when the cluster takes no addresses, or Azure counts none.

    What an earlier try of the same create left is not counted: it will be used.
    """
    if wanted.outbound is None:
        return None
    usages = await ctx.world.together.ask(
        (offers.network_usages, ctx.subscription_id, ctx.location),
        lambda: offers.network_usages(ctx.customer, ctx.location),
    )
    usage = next((one for one in usages if one.name == PUBLIC_ADDRESSES), None)
    if usage is None or not wanted.creates or not ctx.properties.infra_id:
        return usage
    return replace(usage, current=usage.current - await _own_addresses(ctx))


async def _own_addresses(ctx: ClusterContext) -> int:
    addresses = ctx.customer.network.public_ip_addresses
    try:
        return len([one async for one in addresses.list(ctx.group)])
    except ResourceNotFoundError:
        return 0


async def backends(ctx: ClusterContext, wanted: Wanted) -> int:
    """How many machines share the outbound addresses; none while there is no balancer."""
    if wanted.outbound is None or wanted.creates:
        return 0
    balancers = ctx.customer.network.load_balancers
    try:
        found = await balancers.get(ctx.group, ctx.names.public_lb)
    except ResourceNotFoundError:
        return 0
    pools = found.backend_address_pools or []
    return sum(
        len(one.backend_ip_configurations or []) for one in pools if one.name == ctx.names.pool
    )


async def _unless_absent(call: Awaitable[T]) -> T | Absence:
    try:
        return await call
    except ResourceNotFoundError:
        return Absence.MISSING
    except HttpResponseError as error:
        if is_class(error, "forbidden"):
            return Absence.FORBIDDEN
        raise


class _HasId(Protocol):
    @property
    def id(self) -> str | None: ...


def _subnet(subnet: models.Subnet) -> Subnet:
    texts = [subnet.address_prefix, *(subnet.address_prefixes or [])]
    state = subnet.provisioning_state
    ranges = dict.fromkeys(ip_network(text, strict=False) for text in texts if text)
    return Subnet(
        id=subnet.id or "",
        prefixes=tuple(ranges),
        state=str(getattr(state, "value", state) or ""),
        nsg=_id(subnet.network_security_group),
        route_table=_id(subnet.route_table),
        nat_gateway=_id(subnet.nat_gateway),
    )


def _id(attached: _HasId | None) -> str:
    return (attached.id or "") if attached is not None else ""
