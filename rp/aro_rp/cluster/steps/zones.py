"""Availability zones, chosen once: Azure never changes those of a resource (backend.md 29, H21)."""

from __future__ import annotations

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.azure import offers
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import enriched_workers
from aro_rp.cluster.zones import choose_zones
from aro_rp.env import Feature


async def validate_zones(ctx: ClusterContext) -> None:
    properties = ctx.properties
    if properties.zones is not None:
        return
    available = await ctx.world.sizes.read(
        (ctx.subscription_id, ctx.location),
        lambda: offers.sizes(ctx.customer, ctx.location),
        ctx.clock.now(),
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

    ctx.note(change)
