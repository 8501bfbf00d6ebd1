"""Template deployments into the managed group."""

from __future__ import annotations

from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.resource.deployments.models import Deployment, DeploymentProperties

from aro_rp.azure.errors import is_class
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.failures import deployment_failed
from aro_rp.cluster.templates import Template

_RUNNING = frozenset({"accepted", "running", "creating", "created", "updating", "ready"})
_TRIES = 60
_ROUNDS = 6


async def deploy(ctx: ClusterContext, name: str, template: Template) -> None:
    """Brings the group to what the template says; other resources in it are left alone.

    While another deployment of the same name runs, which a worker before us may have begun, or we
    ourselves by a request whose reply was lost, it is waited for; then ours is made.
    """
    body = Deployment(properties=DeploymentProperties(mode="Incremental", template=template))

    async def put() -> None:
        poller = await ctx.customer.deployments.deployments.begin_create_or_update(
            ctx.group, name, body
        )
        await poller.result()

    for _ in range(_ROUNDS):
        try:
            return await ctx.retry(put)
        except Exception as error:
            if not is_class(error, "deployment_active"):
                raise deployment_failed(error) from error
            active = error
        await _until_over(ctx, name)
    raise deployment_failed(active) from active


async def _until_over(ctx: ClusterContext, name: str) -> None:
    """Looks at most as often as makes ten minutes in production."""
    for _ in range(_TRIES):
        try:
            found = await ctx.customer.deployments.deployments.get(ctx.group, name)
        except ResourceNotFoundError:
            return
        state = (found.properties.provisioning_state if found.properties else None) or ""
        if str(getattr(state, "value", state)).lower() not in _RUNNING:
            return
        await ctx.clock.sleep(ctx.settings.arm_poll_seconds)
