"""Federated credentials of the platform identities."""

from __future__ import annotations

from functools import partial

import structlog
from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.mgmt.msi.v2024_11_30.aio import ManagedServiceIdentityClient
from azure.mgmt.msi.v2024_11_30.models import FederatedIdentityCredential

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.arm.resource_id import ResourceId
from aro_rp.azure.errors import is_class, is_outage
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import federated_identities, platform_identities
from aro_rp.cluster.federation import (
    AUDIENCE,
    FederatedCredential,
    is_ours,
    wanted_credentials,
)
from aro_rp.cluster.steps.identities import read_roles

log = structlog.get_logger(__name__)


async def federate_identity_credentials(ctx: ClusterContext) -> None:
    """Writes the credentials one by one: Azure takes no two of one identity at a time."""
    roles = await read_roles(ctx)
    issuer = ctx.properties.cluster_profile.oidc_issuer
    if not issuer:
        raise ValueError(f"cluster {ctx.doc.key} has no token issuer yet")
    identities = platform_identities(ctx.doc)
    for wanted in wanted_credentials(ctx.cluster.name, issuer, identities, roles):
        await _write(ctx, wanted)


async def _write(ctx: ClusterContext, wanted: FederatedCredential) -> None:
    where = ResourceId.parse(wanted.identity_id)
    body = FederatedIdentityCredential(
        issuer=wanted.issuer, subject=wanted.subject, audiences=[AUDIENCE]
    )
    await ctx.retry(
        lambda: _client(ctx, where).federated_identity_credentials.create_or_update(
            where.resource_group, where.name, wanted.name, body
        ),
        _is_busy,
    )


async def release_replaced_identities(ctx: ClusterContext) -> None:
    """Deletes this cluster's credentials of identities that it no longer uses.

    What cannot be deleted is logged and tried again by the next update, or the deletion.
    """
    present = {one.lower() for one in platform_identities(ctx.doc).values()}
    replaced = [one for one in ctx.doc.federated_identities or [] if one.lower() not in present]
    released = [one for one in replaced if not await _release(ctx, one)]

    def change(doc: OpenShiftClusterDocument) -> None:
        known = doc.federated_identities or []
        doc.federated_identities = [one for one in known if one not in released]

    if released:
        ctx.note(change)


async def delete_federated_credentials(ctx: ClusterContext) -> None:
    """Deletes this cluster's own; what nobody may delete is logged and left behind.

    Raises the error of an outage, so that the deletion can be asked for again when it is over.
    """
    failed = [error for one in federated_identities(ctx.doc) for error in await _release(ctx, one)]
    for error in failed:
        if is_outage(error):
            raise error


async def _release(ctx: ClusterContext, identity_id: str) -> list[Exception]:
    """Why the identity still has credentials of this cluster; nothing when it has none.

    One left behind bars its identity from other clusters, so throttling and conflicts are sat out.
    """
    issuer = ctx.properties.cluster_profile.oidc_issuer
    if not issuer:
        return []
    try:
        where = ResourceId.parse(identity_id)
        ours = await ctx.retry(partial(_ours, ctx, where, issuer), _is_busy)
    except ResourceNotFoundError:
        return []
    except (AzureError, ValueError) as error:
        log.warning("federated credentials left", identity=identity_id, error=type(error).__name__)
        return [error]
    return [error for name in ours for error in await _delete(ctx, where, name)]


async def _ours(ctx: ClusterContext, where: ResourceId, issuer: str) -> list[str]:
    credentials = _client(ctx, where).federated_identity_credentials
    listing = credentials.list(where.resource_group, where.name)
    return [one.name or "" async for one in listing if is_ours(one.audiences, one.issuer, issuer)]


async def _delete(ctx: ClusterContext, where: ResourceId, name: str) -> list[Exception]:
    """Why the credential is still there."""
    credentials = _client(ctx, where).federated_identity_credentials
    try:
        delete = partial(credentials.delete, where.resource_group, where.name, name)
        await ctx.retry(delete, _is_busy)
    except ResourceNotFoundError:
        return []
    except AzureError as error:
        log.warning("federated credential left", credential=name, error=type(error).__name__)
        return [error]
    return []


def _is_busy(error: BaseException) -> bool:
    """Somebody else writes credentials of the same identity: 409, without a word of when."""
    return is_class(error, "retryable", "conflict")


def _client(ctx: ClusterContext, where: ResourceId) -> ManagedServiceIdentityClient:
    return ctx.world.azure.clients(ctx.tenant, where.subscription).identities
