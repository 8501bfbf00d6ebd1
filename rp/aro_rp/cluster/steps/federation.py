"""Federated credentials of the platform identities."""

from __future__ import annotations

from functools import partial

import structlog
from azure.core.exceptions import AzureError
from azure.mgmt.msi.v2024_11_30.aio import ManagedServiceIdentityClient
from azure.mgmt.msi.v2024_11_30.models import FederatedIdentityCredential

from aro_rp.arm.resource_id import ResourceId
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import platform_identities
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
        )
    )


async def delete_federated_credentials(ctx: ClusterContext) -> None:
    """Deletes this cluster's own; what cannot be deleted is logged and left behind.

    One left behind bars its identity from other clusters, so throttling is sat out.
    """
    issuer = ctx.properties.cluster_profile.oidc_issuer
    for identity_id in platform_identities(ctx.doc).values() if issuer else ():
        try:
            await _delete_ours(ctx, ResourceId.parse(identity_id), issuer)
        except (AzureError, ValueError) as error:
            log.warning(
                "federated credentials left", identity=identity_id, error=type(error).__name__
            )


async def _delete_ours(ctx: ClusterContext, where: ResourceId, issuer: str) -> None:
    credentials = _client(ctx, where).federated_identity_credentials
    listing = credentials.list(where.resource_group, where.name)
    ours = [one.name or "" async for one in listing if is_ours(one.audiences, one.issuer, issuer)]
    for name in ours:
        try:
            await ctx.retry(partial(credentials.delete, where.resource_group, where.name, name))
        except AzureError as error:
            log.warning("federated credential left", credential=name, error=type(error).__name__)


def _client(ctx: ClusterContext, where: ResourceId) -> ManagedServiceIdentityClient:
    return ctx.world.azure.clients(ctx.tenant, where.subscription).identities
