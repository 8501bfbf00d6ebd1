"""Outbound addresses of the public load balancer, as the customer asks for them now."""

from __future__ import annotations

from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.network.models import LoadBalancer, PublicIPAddress

from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import api_is_public, managed_outbound_count, uses_load_balancer
from aro_rp.cluster.naming import is_outbound_ip, outbound_ip_name
from aro_rp.cluster.outbound import choose_outbound, missing_outbound
from aro_rp.cluster.parallel import all_of
from aro_rp.cluster.steps.base_resources import set_effective_outbound
from aro_rp.cluster.templates.load_balancers import (
    OUTBOUND_RULE,
    outbound_frontends,
    outbound_rule,
    public_address,
)

V2 = 1
_TEMPLATE_ONLY = frozenset({"type", "apiVersion", "name", "dependsOn"})


async def reconcile_load_balancer_profile(ctx: ClusterContext) -> None:
    """Makes missing addresses, points the balancer at the right ones, removes those left over."""
    if not uses_load_balancer(ctx.properties) or ctx.properties.architecture_version != V2:
        return
    wanted = await _wanted_addresses(ctx)
    balancer = await ctx.customer.network.load_balancers.get(ctx.group, ctx.names.public_lb)
    if current_outbound(balancer) != wanted:
        await _write_balancer(ctx, balancer, wanted)
    await _persist(ctx, wanted)
    await _remove_unused(ctx, wanted)


def current_outbound(balancer: LoadBalancer) -> list[str]:
    """Names of the addresses behind the outbound rule, in the rule's order."""
    address_of = {
        (frontend.id or frontend.name or "").rsplit("/", 1)[-1]: (
            frontend.public_ip_address.id or "" if frontend.public_ip_address else ""
        )
        for frontend in balancer.frontend_ip_configurations or []
    }
    for rule in balancer.outbound_rules or []:
        if rule.name == OUTBOUND_RULE:
            names = [(one.id or "").rsplit("/", 1)[-1] for one in rule.frontend_ip_configurations]
            return [address_of.get(name, "").rsplit("/", 1)[-1] for name in names]
    return []


async def _wanted_addresses(ctx: ClusterContext) -> list[str]:
    api_ip = ctx.names.api_ip if api_is_public(ctx.properties) else ""
    count = managed_outbound_count(ctx.properties)
    candidates = [outbound_ip_name(ctx.group_id, index) for index in range(2 * count + 1)]
    existing = await _managed_addresses(ctx)
    missing = missing_outbound(existing, candidates, api_ip, count)
    await all_of(*(_create(ctx, name) for name in missing))
    return choose_outbound([*existing, *missing], await _effective(ctx), api_ip, count)


async def _effective(ctx: ClusterContext) -> list[str]:
    profile = ctx.properties.network_profile.load_balancer_profile
    known = (profile.effective_outbound_ips if profile else None) or []
    return [one.id.rsplit("/", 1)[-1] for one in known]


async def _managed_addresses(ctx: ClusterContext) -> list[str]:
    listing = ctx.customer.network.public_ip_addresses.list(ctx.group)
    names = sorted([one.name or "" async for one in listing])
    return [name for name in names if name == ctx.names.api_ip or is_outbound_ip(name)]


async def _create(ctx: ClusterContext, name: str) -> None:
    template = public_address(name, ctx.location, ctx.properties.zones or [])
    body = {key: value for key, value in template.items() if key not in _TEMPLATE_ONLY}
    wanted = PublicIPAddress(body)

    async def put() -> None:
        addresses = ctx.customer.network.public_ip_addresses
        await (await addresses.begin_create_or_update(ctx.group, name, wanted)).result()

    await ctx.retry(put)


async def _write_balancer(
    ctx: ClusterContext, balancer: LoadBalancer, addresses: list[str]
) -> None:
    """Replaces the outbound side; rules and pools for inbound traffic stay as they are."""
    ids, names = ctx.group_ids, ctx.names
    is_public = api_is_public(ctx.properties)
    body = balancer.as_dict()
    kept = [
        one
        for one in body["properties"].get("frontendIPConfigurations", [])
        if not is_outbound_ip(one["name"]) and one["name"] != "public-lb-ip-v4"
    ]
    frontends = outbound_frontends(ids, names, addresses, api_is_public=is_public)
    others = [
        one
        for one in body["properties"].get("outboundRules", [])
        if one.get("name") != OUTBOUND_RULE
    ]
    body["properties"]["frontendIPConfigurations"] = [*frontends, *kept]
    body["properties"]["outboundRules"] = [outbound_rule(ids, names, addresses), *others]

    async def put() -> None:
        balancers = ctx.customer.network.load_balancers
        wanted = LoadBalancer(body)
        await (await balancers.begin_create_or_update(ctx.group, names.public_lb, wanted)).result()

    await ctx.retry(put)


async def _persist(ctx: ClusterContext, addresses: list[str]) -> None:
    ids = [ctx.group_ids.network("publicIPAddresses", name) for name in addresses]
    profile = ctx.properties.network_profile.load_balancer_profile
    known = [one.id for one in (profile.effective_outbound_ips if profile else None) or []]
    if known != ids:
        await ctx.patch(lambda doc: set_effective_outbound(doc, ids))


async def _remove_unused(ctx: ClusterContext, addresses: list[str]) -> None:
    """Never the API's own while the API is public: ``addresses`` has it then."""
    for name in await _managed_addresses(ctx):
        if name not in addresses:
            await _delete(ctx, name)


async def _delete(ctx: ClusterContext, name: str) -> None:
    async def delete() -> None:
        poller = await ctx.customer.network.public_ip_addresses.begin_delete(ctx.group, name)
        await poller.result()

    try:
        await ctx.retry(delete)
    except ResourceNotFoundError:
        return
