from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.network.aio import NetworkManagementClient

from aro_devcloud import Cloud, CloudConfig
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.seeds import CustomerNetwork
from aro_devcloud.testing import error_code, memory_cloud

ClientOf = Callable[..., Any]
GROUP = f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/g"
PROVIDER = f"{GROUP}/providers/Microsoft.Network"
FRONTEND = f"{PROVIDER}/loadBalancers/lb/frontendIPConfigurations/f"


async def done(operation: Awaitable[Any]) -> Any:
    return await (await operation).result()


async def refusal_of(operation: Awaitable[Any]) -> str:
    with pytest.raises(HttpResponseError) as refused:
        await done(operation)
    assert refused.value.status_code == 400
    return str(error_code(refused.value))


def balancer(subnet: str) -> dict[str, Any]:
    frontend = {"name": "f", "zones": ["1"], "properties": {"subnet": {"id": subnet}}}
    rule = {
        "protocol": "Tcp",
        "frontendPort": 6443,
        "backendPort": 6443,
        "frontendIPConfiguration": {"id": FRONTEND},
    }
    return {
        "location": "eastus",
        "sku": {"name": "Standard"},
        "properties": {
            "frontendIPConfigurations": [frontend],
            "backendAddressPools": [{"name": "b"}],
            "loadBalancingRules": [{"name": "r", "properties": rule}],
        },
    }


def interface(subnet: str, **more: Any) -> dict[str, Any]:
    configuration = {"name": "i", "properties": {"subnet": {"id": subnet}, **more}}
    return {"location": "eastus", "properties": {"ipConfigurations": [configuration]}}


def link_service(subnet: str, approved: list[str] | None = None) -> dict[str, Any]:
    return {
        "location": "eastus",
        "properties": {
            "loadBalancerFrontendIpConfigurations": [{"id": FRONTEND}],
            "ipConfigurations": [{"name": "n", "properties": {"subnet": {"id": subnet}}}],
            "autoApproval": {"subscriptions": approved or []},
        },
    }


def endpoint(subnet: str, service: str) -> dict[str, Any]:
    connection = {"name": "x", "properties": {"privateLinkServiceId": service}}
    return {
        "location": "eastus",
        "properties": {
            "subnet": {"id": subnet},
            "manualPrivateLinkServiceConnections": [connection],
        },
    }


@pytest.fixture
def network(cloud: Cloud) -> CustomerNetwork:
    return cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "g", "v")


@pytest.fixture
def client(client_of: ClientOf) -> Any:
    return client_of(NetworkManagementClient)


async def without_link_policies(client: Any) -> None:
    subnet = await client.subnets.get("g", "v", "master")
    subnet.private_link_service_network_policies = "Disabled"
    await done(client.subnets.begin_create_or_update("g", "v", "master", subnet))


async def test_a_network_brings_its_subnets_and_keeps_them(
    client: Any, network: CustomerNetwork
) -> None:
    found = await client.virtual_networks.get("g", "v")
    found.tags = {"a": "b"}
    await done(client.virtual_networks.begin_create_or_update("g", "v", found))
    names = [one.name async for one in client.subnets.list("g", "v")]
    assert names == ["master", "worker"]


async def test_a_subnet_left_out_of_a_network_is_deleted_unless_in_use(
    client: Any, network: CustomerNetwork
) -> None:
    nic = interface(network.worker_subnet)
    await done(client.network_interfaces.begin_create_or_update("g", "n", nic))
    found = await client.virtual_networks.get("g", "v")
    found.subnets = [one for one in found.subnets if one.name == "master"]
    update = client.virtual_networks.begin_create_or_update
    assert await refusal_of(update("g", "v", found)) == "InUseSubnetCannotBeDeleted"
    await done(client.network_interfaces.begin_delete("g", "n"))
    await done(update("g", "v", found))
    assert [one.name async for one in client.subnets.list("g", "v")] == ["master"]


@pytest.mark.parametrize(
    ("prefix", "code"),
    [
        ("10.9.0.0/24", "NetcfgInvalidSubnet"),
        ("10.0.0.128/25", "NetcfgSubnetRangesOverlap"),
        ("10.0.0.1/24", "InvalidAddressPrefixFormat"),
        (None, "InvalidRequestFormat"),
    ],
)
async def test_a_subnet_fits_into_its_network(
    client: Any, network: CustomerNetwork, prefix: str | None, code: str
) -> None:
    body = {"properties": {"addressPrefix": prefix}}
    found = await refusal_of(client.subnets.begin_create_or_update("g", "v", "new", body))
    assert found == code


async def test_a_subnet_shows_who_is_in_it(client: Any, network: CustomerNetwork) -> None:
    body = interface(network.master_subnet)
    nic = await done(client.network_interfaces.begin_create_or_update("g", "n", body))
    plain = await client.subnets.get("g", "v", "master")
    full = await client.subnets.get("g", "v", "master", expand="ipConfigurations")
    assert [one.id for one in plain.ip_configurations] == [nic.ip_configurations[0].id]
    assert full.ip_configurations[0].private_ip_address == "10.0.0.4"


async def test_addresses_start_at_the_fifth_and_are_kept(
    client: Any, network: CustomerNetwork
) -> None:
    make = client.network_interfaces.begin_create_or_update
    first = await done(make("g", "a", interface(network.master_subnet)))
    second = await done(make("g", "b", interface(network.master_subnet)))
    again = await done(make("g", "a", interface(network.master_subnet)))
    found = [one.ip_configurations[0].private_ip_address for one in (first, second, again)]
    assert found == ["10.0.0.4", "10.0.0.5", "10.0.0.4"]


@pytest.mark.parametrize(
    ("address", "code"),
    [("10.0.0.4", "PrivateIPAddressIsAllocated"), ("10.0.1.9", "PrivateIPAddressNotInSubnet")],
)
async def test_a_static_address_must_be_free_and_in_the_subnet(
    client: Any, network: CustomerNetwork, address: str, code: str
) -> None:
    make = client.network_interfaces.begin_create_or_update
    await done(make("g", "a", interface(network.master_subnet)))
    more = {"privateIPAllocationMethod": "Static", "privateIPAddress": address}
    assert await refusal_of(make("g", "b", interface(network.master_subnet, **more))) == code


async def test_a_full_subnet_gives_no_address(
    client: Any, cloud: Cloud, network: CustomerNetwork
) -> None:
    tiny = {"properties": {"addressPrefix": "10.0.2.0/29"}}
    subnet = await done(client.subnets.begin_create_or_update("g", "v", "tiny", tiny))
    make = client.network_interfaces.begin_create_or_update
    for name in ("a", "b", "c"):
        await done(make("g", name, interface(subnet.id)))
    assert await refusal_of(make("g", "d", interface(subnet.id))) == "SubnetIsFull"


async def test_a_security_group_in_use_stays(client: Any, network: CustomerNetwork) -> None:
    rule = {"name": "r", "properties": {"priority": 120, "access": "Allow"}}
    body = {"location": "eastus", "properties": {"securityRules": [rule]}}
    group = await done(client.network_security_groups.begin_create_or_update("g", "nsg", body))
    assert [one.name for one in group.security_rules] == ["r"]
    subnet = await client.subnets.get("g", "v", "master")
    subnet.network_security_group = {"id": group.id}
    await done(client.subnets.begin_create_or_update("g", "v", "master", subnet))
    shown = await client.network_security_groups.get("g", "nsg")
    assert [one.id for one in shown.subnets] == [network.master_subnet]
    delete = client.network_security_groups.begin_delete
    assert await refusal_of(delete("g", "nsg")) == "InUseNetworkSecurityGroupCannotBeDeleted"
    subnet.network_security_group = None
    await done(client.subnets.begin_create_or_update("g", "v", "master", subnet))
    await done(delete("g", "nsg"))


async def test_a_reference_to_nothing_is_refused_in_azures_words(
    client: Any, network: CustomerNetwork
) -> None:
    subnet = await client.subnets.get("g", "v", "master")
    subnet.network_security_group = {"id": f"{PROVIDER}/networkSecurityGroups/none"}
    with pytest.raises(HttpResponseError, match=r"Resource .*networkSecurityGroups.*not found"):
        await client.subnets.begin_create_or_update("g", "v", "master", subnet)


async def test_a_balancer_gets_an_address_and_knows_its_parts(
    client: Any, network: CustomerNetwork
) -> None:
    body = balancer(network.master_subnet)
    made = await done(client.load_balancers.begin_create_or_update("g", "lb", body))
    frontend = made.frontend_ip_configurations[0]
    assert frontend.private_ip_address == "10.0.0.4"
    assert frontend.id == FRONTEND
    assert frontend.load_balancing_rules[0].id.endswith("/loadBalancingRules/r")
    pool = await client.load_balancer_backend_address_pools.get("g", "lb", "b")
    nic = interface(network.master_subnet, loadBalancerBackendAddressPools=[{"id": pool.id}])
    await done(client.network_interfaces.begin_create_or_update("g", "n", nic))
    pool = await client.load_balancer_backend_address_pools.get("g", "lb", "b")
    members = [one.id for one in pool.backend_ip_configurations]
    assert members == [f"{PROVIDER}/networkInterfaces/n/ipConfigurations/i"]


async def test_a_rule_of_a_balancer_refers_to_its_own_parts(
    client: Any, network: CustomerNetwork
) -> None:
    body = balancer(network.master_subnet)
    body["properties"]["loadBalancingRules"][0]["properties"]["probe"] = {"id": f"{FRONTEND}x"}
    make = client.load_balancers.begin_create_or_update
    assert await refusal_of(make("g", "lb", body)) == "InvalidResourceReference"


async def test_a_public_address_in_use_stays(client: Any, network: CustomerNetwork) -> None:
    body = {"location": "eastus", "properties": {"publicIPAllocationMethod": "Static"}}
    address = await done(client.public_ip_addresses.begin_create_or_update("g", "a", body))
    again = await done(client.public_ip_addresses.begin_create_or_update("g", "a", body))
    assert address.ip_address.startswith("20.")
    assert again.ip_address == address.ip_address
    lb = balancer(network.master_subnet)
    frontend = {"name": "f", "properties": {"publicIPAddress": {"id": address.id}}}
    lb["properties"]["frontendIPConfigurations"] = [frontend]
    await done(client.load_balancers.begin_create_or_update("g", "lb", lb))
    shown = await client.public_ip_addresses.get("g", "a")
    assert shown.ip_configuration.id == FRONTEND
    delete = client.public_ip_addresses.begin_delete
    assert await refusal_of(delete("g", "a")) == "PublicIPAddressCannotBeDeleted"


async def test_public_addresses_are_limited_and_counted(client_of: ClientOf) -> None:
    cloud = memory_cloud(CloudConfig(quotas={"PublicIPAddresses": 1}))
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    client = client_of(NetworkManagementClient, other=cloud)
    make = client.public_ip_addresses.begin_create_or_update
    await done(make("g", "a", {"location": "eastus"}))
    assert await refusal_of(make("g", "b", {"location": "eastus"})) == "PublicIPCountLimitReached"
    usage = {one.name.value: one async for one in client.usages.list("eastus")}
    assert usage["PublicIPAddresses"].current_value == 1
    assert usage["PublicIPAddresses"].limit == 1


async def test_an_endpoint_is_connected_when_the_service_approves(
    client: Any, network: CustomerNetwork
) -> None:
    lb, subnet = balancer(network.master_subnet), network.master_subnet
    await done(client.load_balancers.begin_create_or_update("g", "lb", lb))
    make_service = client.private_link_services.begin_create_or_update
    code = await refusal_of(make_service("g", "s", link_service(subnet)))
    assert code == "PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled"
    await without_link_policies(client)
    service = await done(make_service("g", "s", link_service(subnet)))
    body = endpoint(network.worker_subnet, service.id)
    await done(client.private_endpoints.begin_create_or_update("g", "e", body))
    found = await client.private_endpoints.get("g", "e", expand="networkInterfaces")
    address = found.network_interfaces[0].ip_configurations[0].private_ip_address
    pending = found.manual_private_link_service_connections[0]
    assert address == "10.0.1.4"
    assert pending.private_link_service_connection_state.status == "Pending"
    service = await client.private_link_services.get("g", "s")
    connection = service.private_endpoint_connections[0]
    connection.private_link_service_connection_state.status = "Approved"
    approve = client.private_link_services.update_private_endpoint_connection
    approved = await approve("g", "s", connection.name, connection)
    assert approved.link_identifier == connection.link_identifier
    found = await client.private_endpoints.get("g", "e")
    state = found.manual_private_link_service_connections[0]
    assert state.private_link_service_connection_state.status == "Approved"


async def test_an_endpoint_of_an_approved_subscription_is_connected_at_once(
    client: Any, network: CustomerNetwork
) -> None:
    await without_link_policies(client)
    lb, subnet = balancer(network.master_subnet), network.master_subnet
    await done(client.load_balancers.begin_create_or_update("g", "lb", lb))
    body = link_service(subnet, [DEFAULT_SUBSCRIPTION])
    service = await done(client.private_link_services.begin_create_or_update("g", "s", body))
    wanted = endpoint(network.worker_subnet, service.id)
    made = await done(client.private_endpoints.begin_create_or_update("g", "e", wanted))
    state = made.manual_private_link_service_connections[0].private_link_service_connection_state
    assert state.status == "Approved"


async def test_links_are_taken_down_from_the_outside_in(
    cloud: Cloud, client: Any, network: CustomerNetwork
) -> None:
    await without_link_policies(client)
    lb, subnet = balancer(network.master_subnet), network.master_subnet
    await done(client.load_balancers.begin_create_or_update("g", "lb", lb))
    body = link_service(subnet)
    service = await done(client.private_link_services.begin_create_or_update("g", "s", body))
    wanted = endpoint(network.worker_subnet, service.id)
    await done(client.private_endpoints.begin_create_or_update("g", "e", wanted))
    nics = [one.name async for one in client.network_interfaces.list("g")]
    codes = [
        await refusal_of(client.load_balancers.begin_delete("g", "lb")),
        await refusal_of(client.private_link_services.begin_delete("g", "s")),
        await refusal_of(client.subnets.begin_delete("g", "v", "worker")),
        await refusal_of(client.network_interfaces.begin_delete("g", nics[1])),
    ]
    assert codes == [
        "CannotDeleteLoadBalancerWithPrivateLinkService",
        "PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted",
        "InUseSubnetCannotBeDeleted",
        "NicInUseWithPrivateEndpoint",
    ]
    await done(client.private_endpoints.begin_delete("g", "e"))
    await done(client.private_link_services.begin_delete("g", "s"))
    await done(client.load_balancers.begin_delete("g", "lb"))
    assert [one.name async for one in client.network_interfaces.list("g")] == []
    await done(client.virtual_networks.begin_delete("g", "v"))


async def test_an_endpoint_to_no_service_is_refused(client: Any, network: CustomerNetwork) -> None:
    body = endpoint(network.worker_subnet, f"{PROVIDER}/privateLinkServices/none")
    make = client.private_endpoints.begin_create_or_update
    assert await refusal_of(make("g", "e", body)) == "InvalidResourceReference"
