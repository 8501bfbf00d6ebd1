"""Private link services and private endpoints, and the connections between them."""

from __future__ import annotations

from aro_devcloud.catalog import ResourceType, View, World
from aro_devcloud.clock import stable_uuid
from aro_devcloud.errors import CloudError, not_found
from aro_devcloud.http import Json
from aro_devcloud.providers.network.references import (
    PRIVATE_LINK,
    elements,
    inner,
    referred,
    require,
    unresolved,
)
from aro_devcloud.resource_id import group_id, same
from aro_devcloud.store import Resource

CONNECTION = "Microsoft.Network/privateLinkServices/privateEndpointConnections"
_LISTS = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")


def prepare_service(world: World, service: Resource, previous: Resource | None) -> None:
    properties = service.properties
    for computed in ("networkInterfaces", "privateEndpointConnections"):
        properties.pop(computed, None)
    for frontend in elements(properties, "loadBalancerFrontendIpConfigurations"):
        target = str(frontend.get("id", ""))
        balancer = require(world, service, target.rsplit("/", 2)[0])
        names = [
            one.get("name") for one in elements(balancer.properties, "frontendIPConfigurations")
        ]
        if target.rsplit("/", 1)[1].lower() not in [str(one).lower() for one in names]:
            raise unresolved(service, target)
    for element in elements(properties, "ipConfigurations"):
        subnet = require(world, service, referred(inner(element), "subnet"))
        if subnet.properties.get("privateLinkServiceNetworkPolicies") != "Disabled":
            raise CloudError(
                400,
                "PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled",
                f"Private link service {service.id} cannot be created in a subnet {subnet.id} "
                "since it has private link service network policies enabled.",
            )
    code = stable_uuid("alias", service.id)
    properties["alias"] = f"{service.name}.{code}.{service.location}.azure.privatelinkservice"
    properties.setdefault("visibility", {"subscriptions": []})
    properties.setdefault("autoApproval", {"subscriptions": []})


def follow_service(world: World, service: Resource) -> None:
    configurations = [
        {
            "name": element.get("name"),
            "properties": {
                name: value
                for name, value in inner(element).items()
                if name in ("subnet", "privateIPAllocationMethod", "privateIPAddress", "primary")
            },
        }
        for element in elements(service.properties, "ipConfigurations")
    ]
    if configurations:
        _make_interface(world, service, configurations)


def render_service(world: World, service: Resource, body: Json, view: View) -> None:
    properties = body["properties"]
    if "nic" in service.state:
        properties["networkInterfaces"] = [{"id": service.state["nic"]}]
    found = world.store.in_scope(service.id, CONNECTION)
    properties["privateEndpointConnections"] = [world.show(one, view) for one in found]


def guard_service(world: World, service: Resource) -> None:
    for connection in world.store.in_scope(service.id, CONNECTION):
        endpoint = referred(connection.properties, "privateEndpoint")
        if world.store.find(endpoint) is not None:
            raise CloudError(
                400,
                "PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted",
                f"Cannot delete private link service {service.id} since it has private endpoint "
                f"connection {connection.id} of {endpoint}. Please delete it first.",
            )


def release_interface(world: World, owner: Resource) -> None:
    if "nic" in owner.state:
        world.remove(owner.state["nic"])


def prepare_connection(world: World, connection: Resource, previous: Resource | None) -> None:
    sent = connection.properties
    if previous is None:
        if "linkIdentifier" not in sent:
            raise not_found(connection.id, connection.group)
        return
    state = sent.get("privateLinkServiceConnectionState") or {}
    earlier = previous.properties.get("privateLinkServiceConnectionState") or {}
    connection.body["properties"] = {
        **previous.properties,
        "privateLinkServiceConnectionState": {**earlier, **state},
    }


def prepare_endpoint(world: World, endpoint: Resource, previous: Resource | None) -> None:
    properties = endpoint.properties
    properties.pop("networkInterfaces", None)
    require(world, endpoint, referred(properties, "subnet"))
    for _, connection in _connections(endpoint):
        target = str(inner(connection).get("privateLinkServiceId", ""))
        if f"/{PRIVATE_LINK}/".lower() in target.lower():
            require(world, endpoint, target)


def follow_endpoint(world: World, endpoint: Resource) -> None:
    configuration = {
        "name": "privateEndpointIpConfig",
        "properties": {"subnet": {"id": referred(endpoint.properties, "subnet")}},
    }
    _make_interface(world, endpoint, [configuration])
    for manual, connection in _connections(endpoint):
        service = world.store.find(str(inner(connection).get("privateLinkServiceId", "")))
        if service is None or not same(service.type, PRIVATE_LINK):
            continue
        code = stable_uuid("connection", endpoint.id)
        identifier = f"{service.id}/privateEndpointConnections/{endpoint.name}.{code}"
        if world.store.find(identifier) is None:
            world.make(identifier, _new_connection(endpoint, service, connection, manual))
            endpoint.state["connections"] = [*endpoint.state.get("connections", []), identifier]
    world.store.put(endpoint)


def _new_connection(endpoint: Resource, service: Resource, connection: Json, manual: bool) -> Json:
    allowed = [
        str(one).lower()
        for one in elements(service.properties.get("autoApproval") or {}, "subscriptions")
    ]
    approved = endpoint.subscription.lower() in allowed or "*" in allowed
    if not manual and same(endpoint.subscription, service.subscription):
        approved = True
    link = int(stable_uuid("link", endpoint.id).replace("-", "")[:7], 16)
    state = {
        "status": "Approved" if approved else "Pending",
        "description": "Auto Approved" if approved else inner(connection).get("requestMessage", ""),
        "actionsRequired": "",
    }
    return {
        "properties": {
            "privateEndpoint": {"id": endpoint.id},
            "privateLinkServiceConnectionState": state,
            "linkIdentifier": str(link),
            "privateEndpointLocation": endpoint.location,
        }
    }


def render_endpoint(world: World, endpoint: Resource, body: Json, view: View) -> None:
    properties = body["properties"]
    interface = world.store.find(endpoint.state.get("nic", ""))
    if interface is not None:
        full = "networkinterfaces" in view.expand
        properties["networkInterfaces"] = [
            world.show(interface, view) if full else {"id": interface.id}
        ]
    for name in _LISTS:
        properties[name] = [
            _shown_connection(world, endpoint, name, one) for one in elements(properties, name)
        ]


def _shown_connection(world: World, endpoint: Resource, collection: str, connection: Json) -> Json:
    properties = inner(connection)
    target = str(properties.get("privateLinkServiceId", "")).lower()
    found = [
        world.store.find(identifier)
        for identifier in endpoint.state.get("connections", [])
        if identifier.lower().startswith(f"{target}/")
    ]
    state: Json = {"status": "Approved", "description": "Auto-Approved", "actionsRequired": "None"}
    if f"/{PRIVATE_LINK}/".lower() in target:
        state = {"status": "Disconnected", "description": "", "actionsRequired": ""}
    if found and found[0] is not None:
        state = found[0].properties["privateLinkServiceConnectionState"]
    return {
        **connection,
        "id": f"{endpoint.id}/{collection}/{connection.get('name', '')}",
        "type": f"{endpoint.type}/{collection}",
        "properties": {
            **properties,
            "provisioningState": "Succeeded",
            "privateLinkServiceConnectionState": state,
        },
    }


def release_endpoint(world: World, endpoint: Resource) -> None:
    release_interface(world, endpoint)
    for identifier in endpoint.state.get("connections", []):
        world.remove(identifier)


def _connections(endpoint: Resource) -> list[tuple[bool, Json]]:
    return [
        (name.startswith("manual"), one)
        for name in _LISTS
        for one in elements(endpoint.properties, name)
    ]


def _make_interface(world: World, owner: Resource, configurations: list[Json]) -> None:
    scope = group_id(owner.subscription, owner.group)
    name = owner.properties.get("customNetworkInterfaceName") or (
        f"{owner.name}.nic.{stable_uuid('nic', owner.id)}"
    )
    identifier = f"{scope}/providers/Microsoft.Network/networkInterfaces/{name}"
    body = {"location": owner.location, "properties": {"ipConfigurations": configurations}}
    interface = world.make(identifier, body)
    interface.state["owner"] = owner.id
    world.store.put(interface)
    owner.state["nic"] = interface.id
    world.store.put(owner)


TYPES = (
    ResourceType(
        "privateLinkServices",
        put_s=0.2,
        delete_s=0.3,
        shows_etag=True,
        prepare=prepare_service,
        follow=follow_service,
        guard=guard_service,
        release=release_interface,
        render=render_service,
    ),
    ResourceType(
        "privateLinkServices/privateEndpointConnections",
        tracked=False,
        shows_etag=True,
        prepare=prepare_connection,
        delete_s=0.1,
    ),
    ResourceType(
        "privateEndpoints",
        put_s=0.3,
        delete_s=0.3,
        shows_etag=True,
        prepare=prepare_endpoint,
        follow=follow_endpoint,
        release=release_endpoint,
        render=render_endpoint,
    ),
)
