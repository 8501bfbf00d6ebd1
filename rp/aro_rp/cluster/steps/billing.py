"""The record that a cluster is billed by; billing begins when the installer has finished."""

from __future__ import annotations

from aro_api.internal.models import Billing, BillingDocument
from aro_rp.cluster.context import ClusterContext
from aro_rp.database.store import AlreadyExists, NotFound


async def ensure_billing_record(ctx: ClusterContext) -> None:
    doc = ctx.doc
    record = BillingDocument(
        id=doc.id,
        key=doc.key,
        cluster_resource_group_id_key=doc.cluster_resource_group_id_key,
        infra_id=doc.open_shift_cluster.properties.infra_id,
        billing=Billing(location=doc.open_shift_cluster.location, tenant_id=ctx.tenant),
    )
    try:
        await ctx.world.billing.create(record)
    except AlreadyExists:
        return


async def end_billing(ctx: ClusterContext) -> None:
    """A cluster that was never installed has no record."""
    try:
        await ctx.world.billing.mark_deleted(ctx.doc.id)
    except NotFound:
        return
