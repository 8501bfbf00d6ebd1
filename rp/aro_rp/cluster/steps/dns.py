"""Records of a managed domain in the RP's zone (backend.md 20)."""

from __future__ import annotations

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.dns.models import ARecord, RecordSet

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.azure.errors import is_precondition_failed
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.domains import api_record, managed_prefix, router_record

OWNER = "resourceId"
TTL_S = 300


def prefix_of(ctx: ClusterContext) -> str | None:
    return managed_prefix(ctx.properties.cluster_profile.domain, ctx.settings.domain)


async def create_dns(ctx: ClusterContext) -> None:
    """Reserves the API's name, without an address yet; another cluster's name is refused."""
    prefix = prefix_of(ctx)
    if prefix is None:
        return
    wanted = RecordSet(ttl=TTL_S, a_records=[], metadata={OWNER: ctx.cluster.id})
    ctx.reserved = await _create(ctx, api_record(prefix), wanted)
    if ctx.reserved is not None:
        return
    found = await _find(ctx, api_record(prefix))
    if found is not None and not _is_ours(ctx, found):
        message = (
            f"The provided domain '{ctx.properties.cluster_profile.domain}' is already in use by"
            " another cluster."
        )
        raise ArmError.of(400, Code.DUPLICATE_DOMAIN, message, "properties.clusterProfile.domain")


async def update_api_record(ctx: ClusterContext, address: str) -> None:
    """Points the reserved name at the API."""
    prefix = prefix_of(ctx)
    if prefix is None:
        return
    try:
        await _point(ctx, api_record(prefix), address, ctx.reserved)
    except HttpResponseError as error:
        if not is_precondition_failed(error):
            raise
        # Somebody has written since we reserved it; or our own write, of which the reply was lost
        # and which the SDK sent again, fails by its own etag.
        await _point(ctx, api_record(prefix), address)


async def _point(
    ctx: ClusterContext, name: str, address: str, known: RecordSet | None = None
) -> None:
    """``known`` is the record as we left it: its etag says whether it still is."""
    found = known if known is not None and known.etag else await _find(ctx, name)
    if found is None or not _is_ours(ctx, found):
        raise ValueError(f"record {name} does not belong to {ctx.cluster.id}")
    if _addresses(found) == [address]:
        return
    wanted = RecordSet(
        ttl=TTL_S, a_records=[ARecord(ipv4_address=address)], metadata=found.metadata
    )
    await _write(ctx, name, wanted, if_match=found.etag)


async def write_router_record(ctx: ClusterContext, address: str) -> None:
    """Points the applications' names at the router."""
    prefix = prefix_of(ctx)
    if prefix is None:
        return
    name = router_record(prefix)
    wanted = RecordSet(ttl=TTL_S, a_records=[ARecord(ipv4_address=address)])
    if await _create(ctx, name, wanted):
        return
    found = await _find(ctx, name)
    if found is None or address not in _addresses(found):
        await _write(ctx, name, wanted)


async def delete_dns(ctx: ClusterContext) -> None:
    """The applications' record first: as long as the API's is there, a retry knows it is ours."""
    prefix = prefix_of(ctx)
    if prefix is None:
        return
    found = await _find(ctx, api_record(prefix))
    if found is None or not _is_ours(ctx, found):
        return
    await _delete(ctx, router_record(prefix))
    try:
        await _delete(ctx, api_record(prefix), if_match=found.etag)
    except HttpResponseError as error:
        # Sent again by the SDK after a lost reply, it asks for the etag of what it deleted.
        if not is_precondition_failed(error) or await _find(ctx, api_record(prefix)) is not None:
            raise


async def _find(ctx: ClusterContext, name: str) -> RecordSet | None:
    try:
        return await ctx.service.dns.record_sets.get(
            ctx.settings.rp_resource_group, ctx.settings.domain, name, "A"
        )
    except ResourceNotFoundError:
        return None


async def _create(ctx: ClusterContext, name: str, wanted: RecordSet) -> RecordSet | None:
    """None when there is a record already: mostly there is none, so nobody looks first."""
    try:
        return await _write(ctx, name, wanted, if_none_match="*")
    except HttpResponseError as error:
        if not is_precondition_failed(error):
            raise
        return None


async def _write(
    ctx: ClusterContext,
    name: str,
    wanted: RecordSet,
    *,
    if_match: str | None = None,
    if_none_match: str | None = None,
) -> RecordSet:
    return await ctx.retry(
        lambda: ctx.service.dns.record_sets.create_or_update(
            ctx.settings.rp_resource_group,
            ctx.settings.domain,
            name,
            "A",
            wanted,
            if_match=if_match,
            if_none_match=if_none_match,
        )
    )


async def _delete(ctx: ClusterContext, name: str, if_match: str | None = None) -> None:
    try:
        await ctx.retry(
            lambda: ctx.service.dns.record_sets.delete(
                ctx.settings.rp_resource_group, ctx.settings.domain, name, "A", if_match=if_match
            )
        )
    except ResourceNotFoundError:
        return


def _is_ours(ctx: ClusterContext, record: RecordSet) -> bool:
    return (record.metadata or {}).get(OWNER, "").lower() == ctx.cluster.id.lower()


def _addresses(record: RecordSet) -> list[str]:
    return [one.ipv4_address or "" for one in record.a_records or []]
