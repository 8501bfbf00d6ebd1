"""Ids inside network resources: following them, checking them, and who holds on to whom."""

from __future__ import annotations

from typing import Any

from aro_devcloud.catalog import World
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.store import Resource

VNET = "Microsoft.Network/virtualNetworks"
SUBNET = "Microsoft.Network/virtualNetworks/subnets"
NSG = "Microsoft.Network/networkSecurityGroups"
ROUTE_TABLE = "Microsoft.Network/routeTables"
NAT_GATEWAY = "Microsoft.Network/natGateways"
NIC = "Microsoft.Network/networkInterfaces"
LOAD_BALANCER = "Microsoft.Network/loadBalancers"
PUBLIC_ADDRESS = "Microsoft.Network/publicIPAddresses"
PRIVATE_ENDPOINT = "Microsoft.Network/privateEndpoints"
PRIVATE_LINK = "Microsoft.Network/privateLinkServices"
VIRTUAL_MACHINE = "Microsoft.Compute/virtualMachines"


def referred(holder: Json, name: str) -> str:
    """The id in ``holder[name].id``, "" when there is none."""
    value = holder.get(name)
    return str(value.get("id") or "") if isinstance(value, dict) else ""


def require(world: World, resource: Resource, target: str) -> Resource:
    """The resource that another refers to, or the network provider's refusal."""
    found = world.store.find(target)
    if found is None:
        raise unresolved(resource, target)
    return found


def unresolved(resource: Resource, target: str) -> CloudError:
    return CloudError(
        400,
        "InvalidResourceReference",
        f"Resource {target} referenced by resource {resource.id} was not found. Please make sure "
        "that the referenced resource exists, and that both resources are in the same region.",
    )


def refuse_if_used(
    world: World, resource: Resource, types: tuple[str, ...], code: str, noun: str
) -> None:
    """Refuses to delete what a resource of one of the types refers to."""
    wanted = {one.lower() for one in types}
    for user in world.store.referrers(resource.id):
        if user.type.lower() in wanted:
            raise CloudError(
                400,
                code,
                f"{noun} {resource.id} cannot be deleted because it is in use by the following "
                f"resources: {user.id}. In order to delete it, remove the association first.",
            )


def elements(holder: Json, name: str) -> list[Json]:
    """The list ``holder[name]``, empty when absent."""
    value: Any = holder.get(name)
    return value if isinstance(value, list) else []


def inner(element: Json) -> Json:
    """The properties of an inline element, made when absent."""
    properties = element.setdefault("properties", {})
    assert isinstance(properties, dict)
    return properties
