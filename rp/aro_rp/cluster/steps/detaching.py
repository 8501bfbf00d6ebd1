"""What must happen to some resources before they can be deleted."""

from __future__ import annotations

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.rest import HttpRequest

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.arm.resource_id import ResourceId
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.steps.removal import remove
from aro_rp.cluster.subnets import SubnetId
from aro_rp.cluster.templates.api_versions import api_version

_LINK = "Microsoft.Network/privateDnsZones/virtualNetworkLinks"


async def detach_nsg(ctx: ClusterContext, resource_id: str) -> None:
    """Takes the group off every subnet that refers to it; they belong to the customer."""
    nsg = ResourceId.parse(resource_id)
    groups = ctx.customer.network.network_security_groups
    try:
        found = await groups.get(nsg.resource_group, nsg.name)
    except ResourceNotFoundError:
        return
    for subnet in found.subnets or []:
        await _detach(ctx, SubnetId.parse(subnet.id or ""))


async def _detach(ctx: ClusterContext, where: SubnetId) -> None:
    subnets = ctx.customer.network.subnets

    async def detach() -> None:
        subnet = await subnets.get(where.resource_group, where.vnet, where.name)
        subnet.network_security_group = None
        poller = await subnets.begin_create_or_update(
            where.resource_group, where.vnet, where.name, subnet
        )
        await poller.result()

    try:
        await ctx.retry(detach)
    except ResourceNotFoundError:
        return
    except HttpResponseError as error:
        message = (
            f"The network security group cannot be taken off subnet '{where}': {error.message}"
        )
        raise ArmError.of(400, Code.INVALID_LINKED_SUBNET, message) from error


async def mend_failed_nic(ctx: ClusterContext, resource_id: str) -> None:
    """Azure refuses to delete an interface that failed until it was written again."""
    nic = ResourceId.parse(resource_id)
    interfaces = ctx.customer.network.network_interfaces
    try:
        found = await interfaces.get(nic.resource_group, nic.name)
        if found.provisioning_state == "Failed":
            poller = await interfaces.begin_create_or_update(nic.resource_group, nic.name, found)
            await poller.result()
    except ResourceNotFoundError:
        return


async def unlink_zone(ctx: ClusterContext, resource_id: str) -> None:
    """A private zone with links to networks cannot go."""
    for link in await _links(ctx, resource_id):
        await remove(ctx, link, _LINK)


async def _links(ctx: ClusterContext, zone: str) -> list[str]:
    """Ids from all pages: a page is not asked for once links of an earlier one are gone."""
    found: list[str] = []
    url = f"{ctx.settings.arm_url}{zone}/virtualNetworkLinks?api-version={api_version(_LINK)}"
    while url:
        response = await ctx.customer.resources.send_request(HttpRequest("GET", url))
        if response.status_code == 404:
            return []
        response.raise_for_status()
        page = response.json()
        found += [link["id"] for link in page.get("value") or []]
        url = page.get("nextLink") or ""
    return found
