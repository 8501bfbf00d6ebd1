"""The end of one Azure resource of any type."""

from __future__ import annotations

from azure.core.exceptions import ResourceNotFoundError

from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.templates.api_versions import api_version


async def remove(ctx: ClusterContext, resource_id: str, kind: str) -> None:
    """Returns when the resource, whose type is ``kind``, is gone. Raises Azure's refusal."""

    async def delete() -> None:
        poller = await ctx.customer.resources.resources.begin_delete_by_id(
            resource_id, api_version=api_version(kind)
        )
        await poller.result()

    try:
        await ctx.retry(delete)
    except ResourceNotFoundError:
        return
