"""Virtual networks, subnets and what is attached to subnets."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network

from aro_devcloud.catalog import ResourceType, View, World
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.providers.network.addresses import ip_configurations, prefixes
from aro_devcloud.providers.network.references import (
    NIC,
    NSG,
    PRIVATE_ENDPOINT,
    PRIVATE_LINK,
    SUBNET,
    elements,
    inner,
    referred,
    refuse_if_used,
    require,
)
from aro_devcloud.store import Resource


def prepare_network(world: World, network: Resource, previous: Resource | None) -> None:
    spaces = elements(network.properties.get("addressSpace") or {}, "addressPrefixes")
    if not spaces:
        raise CloudError(
            400,
            "InvalidRequestFormat",
            f"The virtual network '{network.name}' has no address space: "
            "'properties.addressSpace.addressPrefixes' is required.",
        )
    for text in spaces:
        _network(str(text), network)
    network.properties.setdefault("enableDdosProtection", False)


def prepare_subnet(world: World, subnet: Resource, previous: Resource | None) -> None:
    subnet.body.pop("location", None)
    properties = subnet.properties
    for computed in ("ipConfigurations", "privateEndpoints", "resourceNavigationLinks"):
        properties.pop(computed, None)
    ranges = [_network(str(one), subnet) for one in _texts(properties)]
    if not ranges:
        raise CloudError(
            400,
            "InvalidRequestFormat",
            f"The subnet '{subnet.name}' has no address range: 'properties.addressPrefix' is "
            "required.",
        )
    _check_ranges(world, subnet, ranges)
    for name in ("networkSecurityGroup", "routeTable", "natGateway"):
        target = referred(properties, name)
        if target:
            require(world, subnet, target)
    properties.setdefault("privateEndpointNetworkPolicies", "Disabled")
    properties.setdefault("privateLinkServiceNetworkPolicies", "Enabled")
    properties.setdefault("delegations", [])
    for endpoint in elements(properties, "serviceEndpoints"):
        endpoint.setdefault("locations", ["*"])
        endpoint["provisioningState"] = "Succeeded"


def render_subnet(world: World, subnet: Resource, body: Json, view: View) -> None:
    found = list(ip_configurations(world, subnet))
    if found:
        full = "ipconfigurations" in view.expand
        body["properties"]["ipConfigurations"] = [
            {"id": identifier, "name": one.get("name"), "properties": inner(one)}
            if full
            else {"id": identifier}
            for identifier, one in found
        ]
    endpoints = world.store.referrers(subnet.id, PRIVATE_ENDPOINT)
    if endpoints:
        body["properties"]["privateEndpoints"] = [{"id": one.id} for one in endpoints]


def guard_subnet(world: World, subnet: Resource) -> None:
    users = [identifier for identifier, _ in ip_configurations(world, subnet)]
    users += [one.id for one in world.store.referrers(subnet.id, PRIVATE_ENDPOINT)]
    users += [one.id for one in world.store.referrers(subnet.id, PRIVATE_LINK)]
    if users:
        raise CloudError(
            400,
            "InUseSubnetCannotBeDeleted",
            f"Subnet {subnet.name} is in use by {users[0]} and cannot be deleted. In order to "
            "delete the subnet, delete all the resources within the subnet. See "
            "aka.ms/deletesubnet.",
        )


def guard_network(world: World, network: Resource) -> None:
    for subnet in world.store.in_scope(network.id, SUBNET):
        guard_subnet(world, subnet)


def drop_computed(world: World, resource: Resource, previous: Resource | None) -> None:
    """Clients send back what they read; who uses a resource is not theirs to say."""
    for name in ("subnets", "networkInterfaces", "defaultSecurityRules", "flowLogs"):
        resource.properties.pop(name, None)


def guard_security_group(world: World, group: Resource) -> None:
    code = "InUseNetworkSecurityGroupCannotBeDeleted"
    refuse_if_used(world, group, (SUBNET, NIC), code, "Network security group")


def guard_route_table(world: World, table: Resource) -> None:
    code = "InUseRouteTableCannotBeDeleted"
    refuse_if_used(world, table, (SUBNET,), code, "Route table")


def guard_nat_gateway(world: World, gateway: Resource) -> None:
    code = "InUseNatGatewayCannotBeDeleted"
    refuse_if_used(world, gateway, (SUBNET,), code, "NAT gateway")


def render_security_group(world: World, group: Resource, body: Json, view: View) -> None:
    _render_users(world, group, body)
    body["properties"]["defaultSecurityRules"] = [
        {
            "id": f"{group.id}/defaultSecurityRules/{name}",
            "name": name,
            "type": f"{NSG}/defaultSecurityRules",
            "properties": {
                "provisioningState": "Succeeded",
                "protocol": "*",
                "sourcePortRange": "*",
                "destinationPortRange": "*",
                "sourceAddressPrefix": source,
                "destinationAddressPrefix": destination,
                "access": access,
                "priority": priority,
                "direction": direction,
            },
        }
        for name, source, destination, access, priority, direction in _DEFAULT_RULES
    ]


def render_users(world: World, resource: Resource, body: Json, view: View) -> None:
    _render_users(world, resource, body)


def _render_users(world: World, resource: Resource, body: Json) -> None:
    for name, kind in (("subnets", SUBNET), ("networkInterfaces", NIC)):
        users = world.store.referrers(resource.id, kind)
        if users:
            body["properties"][name] = [{"id": one.id} for one in users]


def _check_ranges(world: World, subnet: Resource, ranges: list[IPv4Network]) -> None:
    network = world.store.get(subnet.id.rsplit("/", 2)[0])
    texts = elements(network.properties.get("addressSpace") or {}, "addressPrefixes")
    spaces = [_network(str(one), network) for one in texts]
    for one in ranges:
        if not any(one.subnet_of(space) for space in spaces):
            raise CloudError(
                400,
                "NetcfgInvalidSubnet",
                f"Subnet '{subnet.name}' is not valid because its IP address range {one} is "
                f"outside the IP address range of virtual network '{network.name}'.",
            )
    for other in world.store.in_scope(network.id, SUBNET):
        if other.key == subnet.key:
            continue
        if any(one.overlaps(two) for one in ranges for two in prefixes(other)):
            raise CloudError(
                400,
                "NetcfgSubnetRangesOverlap",
                f"Subnet '{subnet.name}' is not valid because its IP address range overlaps with "
                f"that of an existing subnet '{other.name}' in virtual network "
                f"'{network.name}'.",
            )


def _network(text: str, resource: Resource) -> IPv4Network:
    try:
        found = ip_network(text)
    except ValueError as problem:
        raise _bad_range(text, resource) from problem
    if not isinstance(found, IPv4Network):
        raise _bad_range(text, resource)
    return found


def _bad_range(text: str, resource: Resource) -> CloudError:
    return CloudError(
        400,
        "InvalidAddressPrefixFormat",
        f"Address prefix {text} of resource {resource.id} is not formatted correctly. It should "
        "follow CIDR notation, for example 10.0.0.0/24.",
    )


def _texts(properties: Json) -> list[str]:
    single = properties.get("addressPrefix")
    return list(
        dict.fromkeys([*([single] if single else []), *elements(properties, "addressPrefixes")])
    )


_DEFAULT_RULES = (
    ("AllowVnetInBound", "VirtualNetwork", "VirtualNetwork", "Allow", 65000, "Inbound"),
    ("AllowAzureLoadBalancerInBound", "AzureLoadBalancer", "*", "Allow", 65001, "Inbound"),
    ("DenyAllInBound", "*", "*", "Deny", 65500, "Inbound"),
    ("AllowVnetOutBound", "VirtualNetwork", "VirtualNetwork", "Allow", 65000, "Outbound"),
    ("AllowInternetOutBound", "*", "Internet", "Allow", 65001, "Outbound"),
    ("DenyAllOutBound", "*", "*", "Deny", 65500, "Outbound"),
)

TYPES = (
    ResourceType(
        "virtualNetworks",
        put_s=0.2,
        delete_s=0.3,
        shows_etag=True,
        prepare=prepare_network,
        guard=guard_network,
        embedded={
            "subnets": "virtualNetworks/subnets",
            "virtualNetworkPeerings": "virtualNetworks/virtualNetworkPeerings",
        },
    ),
    ResourceType(
        "virtualNetworks/subnets",
        tracked=False,
        put_s=0.2,
        delete_s=0.2,
        shows_etag=True,
        prepare=prepare_subnet,
        guard=guard_subnet,
        render=render_subnet,
    ),
    ResourceType("virtualNetworks/virtualNetworkPeerings", tracked=False, shows_etag=True),
    ResourceType(
        "networkSecurityGroups",
        put_s=0.1,
        delete_s=0.2,
        shows_etag=True,
        prepare=drop_computed,
        guard=guard_security_group,
        render=render_security_group,
        embedded={"securityRules": "networkSecurityGroups/securityRules"},
    ),
    ResourceType("networkSecurityGroups/securityRules", tracked=False, shows_etag=True),
    ResourceType(
        "routeTables",
        put_s=0.1,
        delete_s=0.1,
        shows_etag=True,
        prepare=drop_computed,
        guard=guard_route_table,
        render=render_users,
        embedded={"routes": "routeTables/routes"},
    ),
    ResourceType("routeTables/routes", tracked=False, shows_etag=True),
    ResourceType(
        "natGateways",
        put_s=0.1,
        delete_s=0.1,
        shows_etag=True,
        prepare=drop_computed,
        guard=guard_nat_gateway,
        render=render_users,
    ),
)
