"""The RP's way to the cluster's API: an endpoint of its own on the cluster's link service."""

from __future__ import annotations

from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.network.models import PrivateEndpoint

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.naming import rp_private_endpoint
from aro_rp.cluster.templates.ids import GroupIds

_CONNECTION = "rp-plsconnection"
_WITH_INTERFACES = "networkInterfaces"


async def create_api_server_private_endpoint(ctx: ClusterContext) -> None:
    name = rp_private_endpoint(ctx.doc.id)
    endpoints = ctx.service.network.private_endpoints
    group = ctx.settings.rp_resource_group
    wanted = _wanted(ctx)

    async def put() -> None:
        await (await endpoints.begin_create_or_update(group, name, wanted)).result()

    await ctx.retry(put)
    address = _address(await endpoints.get(group, name, expand=_WITH_INTERFACES))

    def change(doc: OpenShiftClusterDocument) -> None:
        doc.open_shift_cluster.properties.network_profile.private_endpoint_ip = address

    if ctx.properties.network_profile.private_endpoint_ip != address:
        ctx.note(change)


def _wanted(ctx: ClusterContext) -> PrivateEndpoint:
    service = GroupIds(ctx.settings.rp_subscription, ctx.settings.rp_resource_group)
    link = ctx.group_ids.network("privateLinkServices", ctx.names.private_link_service)
    subnet = service.subnet("rp-pe-vnet-001", "rp-pe-subnet")
    connection = {"name": _CONNECTION, "properties": {"privateLinkServiceId": link}}
    return PrivateEndpoint(
        {
            "location": ctx.location,
            "properties": {
                "subnet": {"id": subnet},
                "manualPrivateLinkServiceConnections": [connection],
            },
        }
    )


def _address(endpoint: PrivateEndpoint) -> str:
    for interface in endpoint.network_interfaces or []:
        for configuration in interface.ip_configurations or []:
            if configuration.private_ip_address:
                return str(configuration.private_ip_address)
    raise LookupError(f"private endpoint {endpoint.name} has no address yet")


async def delete_private_endpoint(ctx: ClusterContext) -> None:
    name = rp_private_endpoint(ctx.doc.id)

    async def delete() -> None:
        poller = await ctx.service.network.private_endpoints.begin_delete(
            ctx.settings.rp_resource_group, name
        )
        await poller.result()

    try:
        await ctx.retry(delete)
    except ResourceNotFoundError:
        return
