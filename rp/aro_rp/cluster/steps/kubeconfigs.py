"""Kubeconfigs, made from what the installer left in the cluster's storage (backend.md 22)."""

from __future__ import annotations

from datetime import timedelta

from azure.mgmt.storage.models import AccountSasParameters
from azure.storage.blob.aio import BlobServiceClient

from aro_api.internal.models import OpenShiftClusterDocument
from aro_api.secret import Secret
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.azure.blobs import delete_container, read_blob
from aro_rp.azure.errors import is_throttled
from aro_rp.cluster.certificates import Client, Signer, client_certificate
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import uses_workload_identity
from aro_rp.cluster.domains import api_url, console_url
from aro_rp.cluster.graph import Graph, graph_keys, open_graph
from aro_rp.cluster.keys import private_pem
from aro_rp.cluster.kubeconfigs import (
    SERVICE,
    SRE,
    USER,
    KeyPair,
    for_user,
    must_be_renewed,
    with_client,
)
from aro_rp.cluster.naming import BOOTSTRAP_CONTAINER, GRAPH_BLOB, GRAPH_CONTAINER

SAS_LIFE = timedelta(hours=24)
_SERIAL_BITS = 1 << 62


async def generate_kubeconfigs(ctx: ClusterContext) -> None:
    """The installer's, the service's, the SREs' and the user's, all in one write."""
    if ctx.properties.user_admin_kubeconfig is not None:
        return
    graph = await read_graph(ctx)
    admin, signer = graph.admin_kubeconfig(), graph.signer()
    service = with_client(admin, SERVICE, _key_pair(ctx, signer, SERVICE))
    sre = with_client(admin, SRE, _key_pair(ctx, signer, SRE))
    user = for_user(admin, USER, _key_pair(ctx, signer, USER))

    def change(doc: OpenShiftClusterDocument) -> None:
        properties = doc.open_shift_cluster.properties
        properties.admin_kubeconfig = Secret(admin)
        properties.aro_service_kubeconfig = Secret(service)
        properties.aro_sre_kubeconfig = Secret(sre)
        properties.user_admin_kubeconfig = Secret(user)

    ctx.note(change)


async def fix_sre_kubeconfig(ctx: ClusterContext) -> None:
    """For clusters from before there was one."""
    if ctx.properties.aro_sre_kubeconfig is not None:
        return
    graph = await read_graph(ctx)
    text = with_client(graph.admin_kubeconfig(), SRE, _key_pair(ctx, graph.signer(), SRE))

    def change(doc: OpenShiftClusterDocument) -> None:
        doc.open_shift_cluster.properties.aro_sre_kubeconfig = Secret(text)

    ctx.note(change)


async def fix_user_admin_kubeconfig(ctx: ClusterContext) -> None:
    """A new one well before the old one ends."""
    held = ctx.reveal(ctx.properties.user_admin_kubeconfig)
    if held and not must_be_renewed(held, ctx.clock.now()):
        return
    graph = await read_graph(ctx)
    text = for_user(graph.admin_kubeconfig(), USER, _key_pair(ctx, graph.signer(), USER))

    def change(doc: OpenShiftClusterDocument) -> None:
        doc.open_shift_cluster.properties.user_admin_kubeconfig = Secret(text)

    ctx.note(change)


def _key_pair(ctx: ClusterContext, signer: Signer, client: Client) -> KeyPair:
    key = ctx.world.keys.ec()
    serial = ctx.world.ids.integer(_SERIAL_BITS) + 1
    certificate = client_certificate(signer, client, key, serial, ctx.clock.now())
    return KeyPair(certificate, private_pem(key))


async def update_cluster_data(ctx: ClusterContext) -> None:
    """URLs and the administrator's password: what the customer is shown of the cluster."""
    graph = await read_graph(ctx)
    password, network = graph.kubeadmin_password(), graph.network_type()
    domain = ctx.properties.cluster_profile.domain
    api, console = api_url(domain, ctx.settings.domain), console_url(domain, ctx.settings.domain)

    def change(doc: OpenShiftClusterDocument) -> None:
        properties = doc.open_shift_cluster.properties
        properties.apiserver_profile.url = api
        properties.console_profile.url = console
        properties.kubeadmin_password = properties.kubeadmin_password or Secret(password)
        sdn = properties.network_profile.software_defined_network
        properties.network_profile.software_defined_network = network or sdn

    ctx.note(change)


async def read_graph(ctx: ClusterContext) -> Graph:
    keys = graph_keys(ctx.world.graph_keys, ctx.doc.id)
    service = await _blobs(ctx)
    sealed = await ctx.retry_blob(lambda: read_blob(service, GRAPH_CONTAINER, GRAPH_BLOB))
    return open_graph(sealed, keys)


async def remove_bootstrap_ignition(ctx: ClusterContext) -> None:
    """What the bootstrap machine was started with holds secrets and is needed no more."""
    service = await _blobs(ctx)
    await ctx.retry_blob(lambda: delete_container(service, BOOTSTRAP_CONTAINER))


async def _blobs(ctx: ClusterContext) -> BlobServiceClient:
    """With a SAS where keys are allowed, else with the RP's own rights; opened once for a plan."""
    if ctx.blobs is None:
        client = ctx.customer.blobs(ctx.names.cluster_account, await _sas(ctx))
        ctx.blobs = await ctx.opened.enter_async_context(client)
    return ctx.blobs


async def _sas(ctx: ClusterContext) -> str:
    """An account SAS; "" for clusters whose storage accounts allow no shared keys."""
    if uses_workload_identity(ctx.properties):
        return ""
    now = ctx.clock.now().replace(microsecond=0)
    wanted = AccountSasParameters(
        services="b",
        resource_types="sco",
        permissions="rwdl",
        protocols="https",
        shared_access_start_time=now - timedelta(minutes=5),
        shared_access_expiry_time=now + SAS_LIFE,
    )
    try:
        found = await ctx.retry_action(
            lambda: ctx.customer.storage.storage_accounts.list_account_sas(
                ctx.group, ctx.names.cluster_account, wanted
            )
        )
    except Exception as error:
        if not is_throttled(error):
            raise
        message = "Azure Storage throttles requests for the cluster's storage account; try later."
        raise ArmError.of(429, Code.THROTTLING_LIMIT_EXCEEDED, message) from error
    return found.account_sas_token or ""
