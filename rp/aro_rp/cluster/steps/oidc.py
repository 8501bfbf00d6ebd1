"""The token issuer of a cluster with managed identities."""

from __future__ import annotations

from functools import partial

from aro_api.internal.models import OpenShiftClusterDocument
from aro_api.secret import Secret
from aro_rp.azure.blobs import delete_blob, write_blob
from aro_rp.cluster import oidc
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import uses_workload_identity
from aro_rp.cluster.keys import private_pem

_JSON = "application/json"


async def create_oidc(ctx: ClusterContext) -> None:
    """Publishes the issuer. Its key is made once and kept before anybody can see it: a cluster
    that is being installed must find the key that was published (backend.md 29, H1).
    """
    if not uses_workload_identity(ctx.properties):
        return
    await _ensure_key(ctx)
    profile = ctx.properties.cluster_profile
    key = oidc.public_key_of(ctx.reveal(profile.bound_service_account_signing_key))
    tenant = ctx.settings.rp_tenant
    documents = {
        oidc.discovery_blob(tenant, ctx.doc.id): oidc.discovery_document(profile.oidc_issuer),
        oidc.keys_blob(tenant, ctx.doc.id): oidc.keys_document(key),
    }
    async with ctx.service.blobs(ctx.settings.oidc_storage_account) as service:
        for name, content in documents.items():
            write = partial(write_blob, service, oidc.CONTAINER, name, content, _JSON)
            await ctx.retry_blob(write)


async def _ensure_key(ctx: ClusterContext) -> None:
    profile = ctx.properties.cluster_profile
    if profile.bound_service_account_signing_key is not None and profile.oidc_issuer:
        return
    key = Secret(private_pem(await ctx.world.keys.rsa(ctx.settings.oidc_key_bits)))
    issuer = oidc.issuer_url(ctx.settings.oidc_endpoint, ctx.settings.rp_tenant, ctx.doc.id)

    def change(doc: OpenShiftClusterDocument) -> None:
        stored = doc.open_shift_cluster.properties.cluster_profile
        if stored.bound_service_account_signing_key is None:
            stored.bound_service_account_signing_key = key
        stored.oidc_issuer = stored.oidc_issuer or issuer

    await ctx.patch(change)


async def delete_oidc(ctx: ClusterContext) -> None:
    if not uses_workload_identity(ctx.properties):
        return
    tenant = ctx.settings.rp_tenant
    async with ctx.service.blobs(ctx.settings.oidc_storage_account) as service:
        for name in (oidc.discovery_blob(tenant, ctx.doc.id), oidc.keys_blob(tenant, ctx.doc.id)):
            await ctx.retry_blob(partial(delete_blob, service, oidc.CONTAINER, name))
