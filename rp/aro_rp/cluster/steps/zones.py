"""Availability zones, chosen once: Azure never changes those of a resource (backend.md 29, H21)."""

from __future__ import annotations

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import enriched_workers
from aro_rp.cluster.zones import ZonesBySize, choose_zones, zones_by_size
from aro_rp.env import Feature


async def validate_zones(ctx: ClusterContext) -> None:
    properties = ctx.properties
    if properties.zones is not None:
        return
    available = await ctx.world.sku_zones.read(
        (ctx.subscription_id, ctx.location), lambda: _read(ctx), ctx.clock.now()
    )
    workers = enriched_workers(properties)
    worker_size = workers[0].vm_size if workers else properties.master_profile.vm_size
    zones = choose_zones(
        available,
        properties.master_profile.vm_size,
        worker_size,
        ctx.settings.has(Feature.ENABLE_CLUSTER_EXPANDED_AVAILABILITY_ZONES),
    )

    def change(doc: OpenShiftClusterDocument) -> None:
        doc.open_shift_cluster.properties.zones = zones

    await ctx.patch(change)


async def _read(ctx: ClusterContext) -> ZonesBySize:
    listing = ctx.customer.compute.resource_skus.list(filter=f"location eq '{ctx.location}'")
    return zones_by_size([sku.as_dict() async for sku in listing], ctx.location)
