"""The hand-over to the installer, and the wait for it."""

from __future__ import annotations

import base64
from typing import Any

import structlog
from azure.core.exceptions import AzureError

from aro_rp.azure.errors import is_outage
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.graph import graph_keys
from aro_rp.cluster.install_failures import failed_installation
from aro_rp.cluster.installer import InstallState, JsonObject
from aro_rp.cluster.naming import BOOTSTRAP_CONTAINER, GRAPH_BLOB, GRAPH_CONTAINER

log = structlog.get_logger(__name__)


async def run_installer(ctx: ClusterContext) -> None:
    """Begins the installation, or goes on with the one of an earlier try."""
    await ctx.world.installer.start(ctx.doc.id, install_order(ctx))


async def installation_complete(ctx: ClusterContext) -> bool:
    """Raises what a failed installation is to the customer; waits a moment before it says no.

    An installer that cannot be asked goes on installing: an outage of it is no answer.
    """
    try:
        if await _has_succeeded(ctx):
            return True
    except AzureError as error:
        if not is_outage(error):
            raise
        log.warning("installer not asked", error=type(error).__name__)
    await ctx.clock.sleep(ctx.settings.installer_poll_seconds)
    return False


async def _has_succeeded(ctx: ClusterContext) -> bool:
    status = await ctx.world.installer.status(ctx.doc.id)
    if status is None:
        await run_installer(ctx)
    elif status.state is InstallState.FAILED:
        log.error("installation failed", step=status.step, reason=status.reason)
        raise failed_installation(status)
    return status is not None and status.state is InstallState.SUCCEEDED


async def forget_installation(ctx: ClusterContext) -> None:
    """Ends an installation that a deletion has overtaken."""
    await ctx.world.installer.forget(ctx.doc.id)


def install_order(ctx: ClusterContext) -> JsonObject:
    """What the installer is told. Secrets are in clear: the way there is TLS."""
    newest = graph_keys(ctx.world.graph_keys, ctx.doc.id)[-1]
    account = ctx.names.cluster_account
    return {
        "id": ctx.doc.id,
        "cluster": cluster_in_clear(ctx),
        "subscription": ctx.subscription.model_dump(mode="json", by_alias=True, exclude_none=True),
        "storage": {
            "account": account,
            "blobUrl": ctx.world.azure.endpoints.blob_url(account),
            "graph": {"container": GRAPH_CONTAINER, "blob": GRAPH_BLOB},
            "ignitionContainer": BOOTSTRAP_CONTAINER,
        },
        "domain": ctx.settings.domain,
        "graphKey": base64.b64encode(newest).decode(),
    }


def cluster_in_clear(ctx: ClusterContext) -> JsonObject:
    """The cluster as JSON with the secrets that an installation needs, and no others."""
    copy = ctx.doc.model_copy(deep=True).open_shift_cluster
    properties = copy.properties
    profile, principal = properties.cluster_profile, properties.service_principal_profile
    secrets: dict[tuple[str, ...], str] = {
        ("sshKey",): ctx.reveal(properties.ssh_key),
        ("clusterProfile", "pullSecret"): ctx.reveal(profile.pull_secret),
        ("clusterProfile", "boundServiceAccountSigningKey"): ctx.reveal(
            profile.bound_service_account_signing_key
        ),
    }
    if principal is not None:
        secrets["servicePrincipalProfile", "clientSecret"] = ctx.reveal(principal.client_secret)
        principal.client_secret = None
    profile.pull_secret = profile.bound_service_account_signing_key = None
    for field in _SECRETS:
        setattr(properties, field, None)
    properties.registry_profiles = None
    body = copy.model_dump(mode="json", by_alias=True, exclude_none=True)
    for path, clear in secrets.items():
        if clear:
            _put(body["properties"], path, clear)
    return body


_SECRETS = (
    "ssh_key",
    "admin_kubeconfig",
    "aro_service_kubeconfig",
    "aro_sre_kubeconfig",
    "user_admin_kubeconfig",
    "kubeadmin_password",
)


def _put(body: dict[str, Any], path: tuple[str, ...], value: str) -> None:
    for part in path[:-1]:
        body = body.setdefault(part, {})
    body[path[-1]] = value
