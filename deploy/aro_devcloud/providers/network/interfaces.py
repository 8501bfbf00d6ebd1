"""Network interfaces, public addresses and load balancers."""

from __future__ import annotations

from aro_devcloud.catalog import ResourceType, View, World
from aro_devcloud.clock import stable_uuid
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.providers.network.addresses import assign, public_address
from aro_devcloud.providers.network.references import (
    NAT_GATEWAY,
    NIC,
    PRIVATE_LINK,
    PUBLIC_ADDRESS,
    VIRTUAL_MACHINE,
    elements,
    inner,
    referred,
    require,
    unresolved,
)
from aro_devcloud.resource_id import same
from aro_devcloud.store import DELETING, Resource

_ADDRESS_LIMIT = 1000


def prepare_interface(world: World, interface: Resource, previous: Resource | None) -> None:
    properties = interface.properties
    for computed in ("virtualMachine", "privateEndpoint", "privateLinkService"):
        properties.pop(computed, None)
    configurations = elements(properties, "ipConfigurations")
    if not configurations:
        raise CloudError(
            400,
            "NetworkInterfaceMustHaveIpConfiguration",
            f"Network interface {interface.id} must have one or more IP configurations.",
        )
    for element in configurations:
        configuration = inner(element)
        if referred(configuration, "publicIPAddress"):
            require(world, interface, referred(configuration, "publicIPAddress"))
        for pool in elements(configuration, "loadBalancerBackendAddressPools"):
            _require_element(world, interface, str(pool.get("id", "")))
        assign(world, interface, configuration, _earlier(previous, "ipConfigurations", element))
    configurations[0]["properties"].setdefault("primary", True)
    digits = stable_uuid("mac", interface.id).replace("-", "").upper()
    properties.setdefault("macAddress", f"00-0D-3A-{digits[:2]}-{digits[2:4]}-{digits[4:6]}")
    properties.setdefault("enableAcceleratedNetworking", False)
    properties.setdefault("enableIPForwarding", False)


def render_interface(world: World, interface: Resource, body: Json, view: View) -> None:
    properties = body["properties"]
    for user in world.store.referrers(interface.id, VIRTUAL_MACHINE)[:1]:
        properties["virtualMachine"] = {"id": user.id}
    owner = interface.state.get("owner", "")
    if owner:
        name = "privateEndpoint" if "/privateendpoints/" in owner.lower() else "privateLinkService"
        properties[name] = {"id": owner}


def guard_interface(world: World, interface: Resource) -> None:
    users = [one.id for one in world.store.referrers(interface.id, VIRTUAL_MACHINE)]
    owner = interface.state.get("owner", "")
    if owner and world.store.find(owner) is not None:
        users.append(owner)
    if users:
        code = "NicInUse" if not owner else "NicInUseWithPrivateEndpoint"
        raise CloudError(
            400,
            code,
            f"Network Interface {interface.id} is used by existing resource {users[0]}. In order "
            "to delete the network interface, it must be dissociated from the resource.",
        )


def prepare_address(world: World, address: Resource, previous: Resource | None) -> None:
    limit = world.config.quotas.get("PublicIPAddresses", _ADDRESS_LIMIT)
    if previous is None:
        count = len(world.store.in_scope(f"/subscriptions/{address.subscription}", PUBLIC_ADDRESS))
        if count >= limit:
            raise CloudError(
                400,
                "PublicIPCountLimitReached",
                f"Cannot create more than {limit} public IP addresses for this subscription in "
                "this region.",
            )
    properties = address.properties
    properties.pop("ipConfiguration", None)
    properties.setdefault("publicIPAllocationMethod", "Dynamic")
    properties.setdefault("publicIPAddressVersion", "IPv4")
    properties.setdefault("idleTimeoutInMinutes", 4)
    earlier = previous.properties.get("ipAddress") if previous else None
    properties["ipAddress"] = earlier or public_address(world, address.id)


def _address_users(world: World, address: Resource) -> list[str]:
    """Who holds the address; a load balancer lets go as soon as it is being deleted."""
    found = []
    for user in world.store.referrers(address.id):
        if user.phase == DELETING:
            continue
        for name in ("ipConfigurations", "frontendIPConfigurations"):
            for element in elements(user.properties, name):
                if same(referred(inner(element), "publicIPAddress"), address.id):
                    found.append(f"{user.id}/{name}/{element.get('name', '')}")
        if same(user.type, NAT_GATEWAY):
            found.append(user.id)
    return found


def render_address(world: World, address: Resource, body: Json, view: View) -> None:
    for user in _address_users(world, address)[:1]:
        body["properties"]["ipConfiguration"] = {"id": user}


def guard_address(world: World, address: Resource) -> None:
    for user in _address_users(world, address):
        raise CloudError(
            400,
            "PublicIPAddressCannotBeDeleted",
            f"Public IP address {address.id} can not be deleted since it is still allocated to "
            f"resource {user}. In order to delete the public IP, disassociate/detach the Public "
            "IP address from the resource.",
        )


def prepare_balancer(world: World, balancer: Resource, previous: Resource | None) -> None:
    for element in elements(balancer.properties, "frontendIPConfigurations"):
        configuration = inner(element)
        for computed in ("loadBalancingRules", "outboundRules", "inboundNatRules"):
            configuration.pop(computed, None)
        if referred(configuration, "publicIPAddress"):
            require(world, balancer, referred(configuration, "publicIPAddress"))
            configuration.setdefault("privateIPAllocationMethod", "Dynamic")
        elif referred(configuration, "subnet"):
            earlier = _earlier(previous, "frontendIPConfigurations", element)
            assign(world, balancer, configuration, earlier)
    for pool in elements(balancer.properties, "backendAddressPools"):
        for computed in ("backendIPConfigurations", "loadBalancingRules", "outboundRules"):
            inner(pool).pop(computed, None)
    for collection in ("loadBalancingRules", "outboundRules", "inboundNatRules"):
        for rule in elements(balancer.properties, collection):
            _check_rule(balancer, inner(rule))


def _check_rule(balancer: Resource, rule: Json) -> None:
    targets = [referred(rule, name) for name in ("frontendIPConfiguration", "backendAddressPool")]
    targets += [referred(rule, "probe")]
    targets += [str(one.get("id", "")) for one in elements(rule, "frontendIPConfigurations")]
    for target in filter(None, targets):
        parts = target.rsplit("/", 2)
        if not same(parts[0], balancer.id) or not _has(balancer, parts[1], parts[2]):
            raise unresolved(balancer, target)


def render_balancer(world: World, balancer: Resource, body: Json, view: View) -> None:
    properties = body["properties"]
    for collection in _BALANCER_PARTS:
        properties.setdefault(collection, [])
    for frontend in properties["frontendIPConfigurations"]:
        for collection in ("loadBalancingRules", "outboundRules", "inboundNatRules"):
            users = [
                {"id": rule["id"]}
                for rule in properties[collection]
                if _uses_frontend(rule["properties"], frontend["id"])
            ]
            if users:
                frontend["properties"][collection] = users
    for pool in properties["backendAddressPools"]:
        members = _pool_members(world, pool["id"])
        if members:
            pool["properties"]["backendIPConfigurations"] = members


def guard_balancer(world: World, balancer: Resource) -> None:
    for element in elements(balancer.properties, "frontendIPConfigurations"):
        identifier = f"{balancer.id}/frontendIPConfigurations/{element.get('name', '')}"
        for service in world.store.referrers(identifier, PRIVATE_LINK):
            raise CloudError(
                400,
                "CannotDeleteLoadBalancerWithPrivateLinkService",
                f"Cannot delete load balancer {balancer.id} since its child "
                f"frontendIPConfiguration {element.get('name', '')} is in use by private link "
                f"service {service.id}.",
            )


def _uses_frontend(rule: Json, frontend: str) -> bool:
    if same(referred(rule, "frontendIPConfiguration"), frontend):
        return True
    several = elements(rule, "frontendIPConfigurations")
    return any(same(str(one.get("id", "")), frontend) for one in several)


def _pool_members(world: World, pool: str) -> list[Json]:
    members = []
    for interface in world.store.referrers(pool, NIC):
        for element in elements(interface.properties, "ipConfigurations"):
            pools = elements(inner(element), "loadBalancerBackendAddressPools")
            if any(same(str(one.get("id", "")), pool) for one in pools):
                name = element.get("name", "")
                members.append({"id": f"{interface.id}/ipConfigurations/{name}"})
    return members


def _require_element(world: World, resource: Resource, target: str) -> None:
    parts = target.rsplit("/", 2)
    owner = world.store.find(parts[0])
    if owner is None or not _has(owner, parts[1], parts[2]):
        raise unresolved(resource, target)


def _has(owner: Resource, collection: str, name: str) -> bool:
    lists = {key.lower(): value for key, value in owner.properties.items()}
    found = lists.get(collection.lower()) or []
    return any(str(one.get("name", "")).lower() == name.lower() for one in found)


def _earlier(previous: Resource | None, collection: str, element: Json) -> Json | None:
    if previous is None:
        return None
    for one in elements(previous.properties, collection):
        if one.get("name") == element.get("name"):
            return inner(one)
    return None


_BALANCER_PARTS = (
    "frontendIPConfigurations",
    "backendAddressPools",
    "loadBalancingRules",
    "probes",
    "inboundNatRules",
    "outboundRules",
    "inboundNatPools",
)

TYPES = (
    ResourceType(
        "networkInterfaces",
        put_s=0.1,
        delete_s=0.1,
        shows_etag=True,
        inline=("ipConfigurations",),
        prepare=prepare_interface,
        guard=guard_interface,
        render=render_interface,
    ),
    ResourceType(
        "publicIPAddresses",
        put_s=0.2,
        delete_s=0.2,
        shows_etag=True,
        prepare=prepare_address,
        guard=guard_address,
        render=render_address,
    ),
    ResourceType(
        "loadBalancers",
        put_s=0.2,
        delete_s=0.3,
        shows_etag=True,
        inline=_BALANCER_PARTS,
        prepare=prepare_balancer,
        guard=guard_balancer,
        render=render_balancer,
    ),
)
