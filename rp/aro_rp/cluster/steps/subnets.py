"""The customer's subnets: read, changed, and errors about them in the customer's words."""

from __future__ import annotations

from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.network.models import NetworkSecurityGroup, ServiceEndpointPropertiesFormat, Subnet

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.azure.errors import is_class, is_outage
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import cluster_subnets, first_worker_subnet
from aro_rp.cluster.failures import subnet_missing, subnet_refused, vnet_missing
from aro_rp.cluster.subnets import SubnetId

SERVICE_ENDPOINTS = ("Microsoft.ContainerRegistry", "Microsoft.Storage")
_STORAGE = "microsoft.storage"
_SUCCEEDED = "Succeeded"
_DISABLED = "Disabled"


async def read_subnet(ctx: ClusterContext, subnet: str, expand: str | None = None) -> Subnet:
    """400 ``InvalidLinkedVNet`` or ``InvalidLinkedSubnet`` when it is not there."""
    where = SubnetId.parse(subnet)
    try:
        return await ctx.customer.network.subnets.get(
            where.resource_group, where.vnet, where.name, expand=expand
        )
    except ResourceNotFoundError as error:
        raise await _missing(ctx, where) from error


async def _missing(ctx: ClusterContext, where: SubnetId) -> ArmError:
    """Which of the two is missing: one 404 looks like the other."""
    try:
        await ctx.customer.network.virtual_networks.get(where.resource_group, where.vnet)
    except ResourceNotFoundError:
        return vnet_missing(str(where).rsplit("/subnets/", 1)[0])
    return subnet_missing(str(where))


async def write_subnet(ctx: ClusterContext, subnet: str, wanted: Subnet) -> None:
    where = SubnetId.parse(subnet)

    async def write() -> None:
        poller = await ctx.customer.network.subnets.begin_create_or_update(
            where.resource_group, where.vnet, where.name, wanted
        )
        await poller.result()

    try:
        await ctx.retry(write)
    except Exception as error:
        raise subnet_refused(error, subnet) from error


async def ensure_service_endpoints(ctx: ClusterContext) -> None:
    """Without the gateway, nodes reach registries and storage by service endpoints."""
    if ctx.properties.feature_profile.gateway_enabled:
        return
    for subnet in cluster_subnets(ctx.properties):
        found = await read_subnet(ctx, subnet)
        if add_service_endpoints(found):
            await write_subnet(ctx, subnet, found)
        ctx.with_storage[subnet.lower()] = has_storage(found, ctx.location)


async def reaches_storage(ctx: ClusterContext, subnet: str) -> bool:
    """Whether nodes of the subnet come to storage of the region by a service endpoint."""
    known = ctx.with_storage.get(subnet.lower())
    return has_storage(await read_subnet(ctx, subnet), ctx.location) if known is None else known


def has_storage(subnet: Subnet, location: str) -> bool:
    return any(
        (one.service or "").lower() == _STORAGE
        and {place.lower() for place in one.locations or []} & {"*", location}
        for one in subnet.service_endpoints or []
    )


def add_service_endpoints(subnet: Subnet) -> bool:
    """Whether anything had to be added; an endpoint that failed is asked for anew, not twice."""
    endpoints = list(subnet.service_endpoints or [])
    ready = {
        (one.service or "").lower() for one in endpoints if one.provisioning_state == _SUCCEEDED
    }
    missing = [service for service in SERVICE_ENDPOINTS if service.lower() not in ready]
    if not missing:
        return False
    again = {service.lower() for service in missing}
    kept = [one for one in endpoints if (one.service or "").lower() not in again]
    subnet.service_endpoints = kept + [
        ServiceEndpointPropertiesFormat(service=service, locations=["*"]) for service in missing
    ]
    return True


async def set_master_subnet_policies(ctx: ClusterContext) -> None:
    """Private endpoints and link services cannot live under network policies."""
    subnet = ctx.properties.master_profile.subnet_id
    found = await read_subnet(ctx, subnet)
    endpoint = found.private_endpoint_network_policies
    service = found.private_link_service_network_policies
    if endpoint == _DISABLED and service == _DISABLED:
        return
    found.private_endpoint_network_policies = _DISABLED
    found.private_link_service_network_policies = _DISABLED
    await write_subnet(ctx, subnet, found)


async def nsgs_attached(ctx: ClusterContext) -> bool:
    """Puts the cluster's NSG on the first subnets; False while Azure does not know it yet."""
    properties = ctx.properties
    subnets = [properties.master_profile.subnet_id, first_worker_subnet(properties)]
    nsg = ctx.group_ids.network("networkSecurityGroups", ctx.names.nsg)
    try:
        for subnet in dict.fromkeys(subnets):
            await _attach(ctx, subnet, nsg)
    except Exception as error:
        cause = error.__cause__ or error
        if is_class(cause, "network_security_group_not_ready") or is_outage(cause):
            return False
        raise
    return True


async def _attach(ctx: ClusterContext, subnet: str, nsg: str) -> None:
    found = await read_subnet(ctx, subnet)
    attached = (found.network_security_group.id or "") if found.network_security_group else ""
    if attached.lower() == nsg.lower():
        return
    if attached:
        message = (
            f"The provided subnet '{subnet}' is invalid: must not have a network security group"
            f" attached, it has '{attached}'."
        )
        raise ArmError.of(400, Code.INVALID_LINKED_VNET, message)
    found.network_security_group = NetworkSecurityGroup(id=nsg)
    await write_subnet(ctx, subnet, found)
