from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.resource.resources.aio import ResourceManagementClient

from aro_devcloud import Cloud, CloudConfig, Lock
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.testing import error_code, memory_cloud

ClientOf = Callable[..., Any]
GROUP = f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/g"


async def test_a_group_is_made_found_listed_and_deleted(client_of: ClientOf) -> None:
    client = client_of(ResourceManagementClient)
    made = await client.resource_groups.create_or_update(
        "g", {"location": "eastus", "managedBy": "/a/cluster", "tags": {"a": "b"}}
    )
    names = [one.name async for one in client.resource_groups.list()]
    assert made.id == GROUP
    assert made.managed_by == "/a/cluster"
    assert names == ["g"]
    poller = await client.resource_groups.begin_delete("g")
    await poller.result()
    assert not await client.resource_groups.check_existence("g")
    with pytest.raises(ResourceNotFoundError):
        await client.resource_groups.get("g")


async def test_deleting_an_absent_group_is_refused(client_of: ClientOf) -> None:
    client = client_of(ResourceManagementClient)
    with pytest.raises(ResourceNotFoundError) as refused:
        await client.resource_groups.begin_delete("none")
    assert error_code(refused.value) == "ResourceGroupNotFound"


async def test_a_group_stays_where_it_is(client_of: ClientOf) -> None:
    client = client_of(ResourceManagementClient)
    await client.resource_groups.create_or_update("g", {"location": "eastus"})
    with pytest.raises(HttpResponseError) as refused:
        await client.resource_groups.create_or_update("g", {"location": "westus"})
    assert error_code(refused.value) == "InvalidResourceGroupLocation"


async def test_a_put_keeps_the_first_spelling(client_of: ClientOf) -> None:
    client = client_of(ResourceManagementClient)
    await client.resource_groups.create_or_update("Group", {"location": "eastus"})
    again = await client.resource_groups.create_or_update("GROUP", {"location": "EastUS"})
    assert again.name == "Group"


async def test_nothing_is_written_into_a_vanishing_group(cloud: Cloud, client_of: ClientOf) -> None:
    client = client_of(ResourceManagementClient)
    await client.resource_groups.create_or_update("g", {"location": "eastus"})
    poller = await client.resource_groups.begin_delete("g", polling=False)
    with pytest.raises(HttpResponseError) as refused:
        await client.resource_groups.create_or_update("g", {"location": "eastus"})
    assert error_code(refused.value) == "ResourceGroupBeingDeleted"
    await cloud.clock.sleep(1)
    await client.resource_groups.create_or_update("g", {"location": "eastus"})
    assert poller is not None


async def test_a_group_takes_its_resources_along_in_any_order(
    cloud: Cloud, client_of: ClientOf
) -> None:
    client = client_of(ResourceManagementClient)
    network = cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "g", "v")
    providers = f"{GROUP}/providers/Microsoft.Network"
    configuration = {"name": "i", "properties": {"subnet": {"id": network.master_subnet}}}
    cloud.make(
        f"{providers}/networkInterfaces/n",
        {"location": "eastus", "properties": {"ipConfigurations": [configuration]}},
    )
    await (await client.resource_groups.begin_delete("g")).result()
    assert cloud.store.in_group(DEFAULT_SUBSCRIPTION, "g") == []


async def test_a_lock_keeps_a_group_and_what_is_in_it(client_of: ClientOf) -> None:
    locked = memory_cloud(CloudConfig(locks=[Lock(f"{GROUP}/providers/Microsoft.X/y/z")]))
    client = client_of(ResourceManagementClient, other=locked)
    await client.resource_groups.create_or_update("g", {"location": "eastus"})
    with pytest.raises(HttpResponseError) as refused:
        await client.resource_groups.begin_delete("g")
    assert (refused.value.status_code, error_code(refused.value)) == (409, "ScopeLocked")


async def test_resources_are_listed_by_group_and_filtered(
    cloud: Cloud, client_of: ClientOf
) -> None:
    client = client_of(ResourceManagementClient)
    cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "g", "v")
    cloud.make(
        f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/n",
        {"location": "eastus", "tags": {"who": "me"}},
    )
    resources = client.resources
    kinds = [one.type async for one in resources.list_by_resource_group("g")]
    wanted = "resourceType eq 'Microsoft.Network/virtualNetworks'"
    found = [one.name async for one in resources.list_by_resource_group("g", filter=wanted)]
    tagged = "tagName eq 'who' and tagValue eq 'me'"
    mine = [one.name async for one in resources.list(filter=tagged)]
    assert kinds == ["Microsoft.Network/virtualNetworks", "Microsoft.Network/networkSecurityGroups"]
    assert found == ["v"]
    assert mine == ["n"]


async def test_a_resource_is_deleted_by_id(cloud: Cloud, client_of: ClientOf) -> None:
    client = client_of(ResourceManagementClient)
    network = cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "g", "v")
    resources = client.resources
    assert await resources.check_existence_by_id(network.network, api_version="2024-01-01")
    poller = await resources.begin_delete_by_id(network.network, api_version="2024-01-01")
    await poller.result()
    assert not await resources.check_existence_by_id(network.network, api_version="2024-01-01")
    assert cloud.store.in_group(DEFAULT_SUBSCRIPTION, "g") == []


@pytest.mark.parametrize(
    ("kind", "member", "code"),
    [
        ("networkSecurityGroups", "networkSecurityGroup", "InUseNetworkSecurityGroup"),
        ("routeTables", "routeTable", "InUseRouteTable"),
        ("natGateways", "natGateway", "InUseNatGateway"),
    ],
)
async def test_a_group_keeps_what_a_subnet_of_another_group_uses_until_it_is_detached(
    cloud: Cloud, client_of: ClientOf, kind: str, member: str, code: str
) -> None:
    groups = client_of(ResourceManagementClient).resource_groups
    for name in ("g", "customer"):
        await groups.create_or_update(name, {"location": "eastus"})
    attached = f"{GROUP}/providers/Microsoft.Network/{kind}/attached"
    cloud.make(attached, {"location": "eastus"})
    cloud.make(f"{GROUP}/providers/Microsoft.Network/{kind}/free", {"location": "eastus"})
    network = f"{GROUP[:-1]}customer/providers/Microsoft.Network/virtualNetworks/v"
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    cloud.make(network, {"location": "eastus", "properties": space})
    subnet = {"addressPrefix": "10.0.0.0/24"}
    used = {"properties": {**subnet, member: {"id": attached}}}
    cloud.make(f"{network}/subnets/s", used)
    with pytest.raises(HttpResponseError) as refused:
        await (await groups.begin_delete("g")).result()
    assert error_code(refused.value) == "ResourceGroupDeletionBlocked"
    (detail,) = refused.value.error.details
    assert detail.target == attached
    assert f'"code":"{code}CannotBeDeleted"' in detail.message
    assert (await groups.get("g")).properties.provisioning_state == "Succeeded"
    assert cloud.resource(attached) is not None
    assert cloud.resource(attached.replace("attached", "free")) is None
    cloud.make(f"{network}/subnets/s", {"properties": subnet})
    await (await groups.begin_delete("g")).result()
    assert not await groups.check_existence("g")
