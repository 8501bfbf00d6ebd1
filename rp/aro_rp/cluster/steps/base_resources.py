"""Everything that must be there before the installer runs, as one deployment (backend.md 15)."""

from __future__ import annotations

from aro_api.internal.models import (
    LoadBalancerProfile,
    OpenShiftClusterDocument,
    ResourceReference,
)
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import (
    api_is_public,
    cluster_subnets,
    managed_outbound_count,
    router_is_public,
    uses_load_balancer,
    uses_workload_identity,
)
from aro_rp.cluster.naming import BASE_DEPLOYMENT, outbound_ip_name
from aro_rp.cluster.steps.deployments import deploy
from aro_rp.cluster.steps.rights import wanted_rights
from aro_rp.cluster.steps.subnets import reaches_storage
from aro_rp.cluster.templates import BaseInputs, base_template, template
from aro_rp.cluster.templates.ids import GroupIds
from aro_rp.cluster.templates.links import GATEWAY_SERVICE
from aro_rp.cluster.templates.storage import StorageInputs, storage_resources


async def deploy_base_resource_template(ctx: ClusterContext) -> None:
    properties = ctx.properties
    outbound = await _persist_outbound(ctx)
    given = BaseInputs(
        ids=ctx.group_ids,
        names=ctx.names,
        location=ctx.location,
        zones=properties.zones or [],
        master_subnet=properties.master_profile.subnet_id,
        rp_subscription=ctx.settings.rp_subscription,
        gateway_service=gateway_service(ctx),
        api_is_public=api_is_public(properties),
        router_is_public=router_is_public(properties),
        uses_load_balancer=uses_load_balancer(properties),
        outbound=outbound,
        storage=await storage_inputs(ctx, is_new=True),
        rights=await wanted_rights(ctx),
    )
    await deploy(ctx, BASE_DEPLOYMENT, base_template(given))


async def migrate_storage_accounts(ctx: ClusterContext) -> None:
    """Brings the firewalls of both accounts up to date; only the cluster knows the registry's of
    one from before it was kept.
    """
    given = await storage_inputs(ctx, is_new=False)
    known = (given.cluster_account, given.registry_account)
    accounts = (one for one in storage_resources(given) if one["name"] and one["name"] in known)
    await deploy(ctx, BASE_DEPLOYMENT, template(accounts))


def gateway_service(ctx: ClusterContext) -> str:
    """Id of the gateway's private link service; "" where there is no gateway."""
    group = ctx.settings.gateway_resource_group
    if ctx.settings.is_local or not group:
        return ""
    ids = GroupIds(ctx.settings.rp_subscription, group)
    return ids.network("privateLinkServices", GATEWAY_SERVICE)


def outbound_names(ctx: ClusterContext) -> list[str]:
    """Addresses that traffic leaves by: the API's when it is public, then those missing."""
    properties = ctx.properties
    if not uses_load_balancer(properties):
        return []
    names = [ctx.names.api_ip] if api_is_public(properties) else []
    wanted = managed_outbound_count(properties)
    return names + [outbound_ip_name(ctx.group_id, index) for index in range(len(names), wanted)]


async def _persist_outbound(ctx: ClusterContext) -> list[str]:
    """Notes the addresses before they are made."""
    names = outbound_names(ctx)
    ids = [ctx.group_ids.network("publicIPAddresses", name) for name in names]
    profile = ctx.properties.network_profile.load_balancer_profile
    known = [one.id for one in (profile.effective_outbound_ips if profile else None) or []]
    if ids and ids != known:
        await ctx.patch(lambda doc: set_effective_outbound(doc, ids))
    return names


def set_effective_outbound(doc: OpenShiftClusterDocument, ids: list[str]) -> None:
    network = doc.open_shift_cluster.properties.network_profile
    profile = network.load_balancer_profile or LoadBalancerProfile()
    profile.effective_outbound_ips = [ResourceReference(id=one) for one in ids]
    network.load_balancer_profile = profile


async def storage_inputs(ctx: ClusterContext, *, is_new: bool) -> StorageInputs:
    properties = ctx.properties
    return StorageInputs(
        ids=ctx.group_ids,
        location=ctx.location,
        cluster_account=ctx.names.cluster_account,
        registry_account=properties.image_registry_storage_account_name,
        subnets=(*rp_subnets(ctx), *await _subnets_with_storage(ctx)),
        is_open=ctx.settings.is_local,
        uses_workload_identity=uses_workload_identity(properties),
        is_new=is_new,
    )


def rp_subnets(ctx: ClusterContext) -> list[str]:
    """Subnets of the service that reach into clusters' storage."""
    settings = ctx.settings
    ids = GroupIds(settings.rp_subscription, settings.rp_resource_group)
    found = [ids.subnet("rp-pe-vnet-001", "rp-pe-subnet"), ids.subnet("rp-vnet", "rp-subnet")]
    if settings.gateway_resource_group and not settings.is_local:
        gateway = GroupIds(settings.rp_subscription, settings.gateway_resource_group)
        found.append(gateway.subnet("gateway-vnet", "gateway-subnet"))
    return found


async def _subnets_with_storage(ctx: ClusterContext) -> list[str]:
    """Cluster subnets that have the storage endpoint for the region: others cannot be let in."""
    return [one for one in cluster_subnets(ctx.properties) if await reaches_storage(ctx, one)]
