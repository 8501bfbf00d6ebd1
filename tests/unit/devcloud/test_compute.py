from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.compute.aio import ComputeManagementClient

from aro_devcloud import Cloud, CloudConfig, SizeLimit
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.testing import error_code, memory_cloud

ClientOf = Callable[..., Any]
GROUP = f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/g"
NIC = f"{GROUP}/providers/Microsoft.Network/networkInterfaces/n"


async def done(operation: Awaitable[Any]) -> Any:
    return await (await operation).result()


def machine(size: str = "Standard_D8s_v5", **disk: Any) -> dict[str, Any]:
    os_disk = {"name": "vm_OSDisk", "createOption": "FromImage", **disk}
    return {
        "location": "eastus",
        "zones": ["1"],
        "properties": {
            "hardwareProfile": {"vmSize": size},
            "storageProfile": {"osDisk": os_disk},
            "networkProfile": {"networkInterfaces": [{"id": NIC}]},
            "osProfile": {"computerName": "vm", "adminPassword": "secret"},
        },
    }


def furnish(cloud: Cloud) -> Cloud:
    network = cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "g", "v")
    configuration = {"name": "i", "properties": {"subnet": {"id": network.master_subnet}}}
    body = {"location": "eastus", "properties": {"ipConfigurations": [configuration]}}
    cloud.make(NIC, body)
    return cloud


@pytest.fixture
def client(cloud: Cloud, client_of: ClientOf) -> Any:
    furnish(cloud)
    return client_of(ComputeManagementClient)


async def test_a_machine_comes_with_its_disk_and_runs(client: Any) -> None:
    made = await done(client.virtual_machines.begin_create_or_update("g", "vm", machine()))
    disk = await client.disks.get("g", "vm_OSDisk")
    assert made.os_profile.admin_password is None
    assert made.storage_profile.os_disk.managed_disk.id == disk.id
    assert (disk.disk_state, disk.managed_by) == ("Attached", made.id)
    found = await client.virtual_machines.get("g", "vm", expand="instanceView")
    codes = [one.code for one in found.instance_view.statuses]
    assert codes == ["ProvisioningState/succeeded", "PowerState/running"]


async def test_power_follows_the_actions(client: Any) -> None:
    machines = client.virtual_machines
    await done(machines.begin_create_or_update("g", "vm", machine()))
    seen = []
    for action in (machines.begin_deallocate, machines.begin_start, machines.begin_power_off):
        await done(action("g", "vm"))
        view = await machines.instance_view("g", "vm")
        seen.append(view.statuses[1].code)
    assert seen == ["PowerState/deallocated", "PowerState/running", "PowerState/stopped"]


async def test_what_a_machine_holds_stays_until_it_is_gone(cloud: Cloud, client: Any) -> None:
    machines = client.virtual_machines
    await done(machines.begin_create_or_update("g", "vm", machine()))
    with pytest.raises(HttpResponseError) as refused:
        await client.disks.begin_delete("g", "vm_OSDisk")
    assert error_code(refused.value) == "OperationNotAllowed"
    await done(machines.begin_delete("g", "vm"))
    await done(client.disks.begin_delete("g", "vm_OSDisk"))
    assert cloud.resource(NIC) is not None


async def test_a_disk_that_goes_with_its_machine_goes(client: Any) -> None:
    body = machine(deleteOption="Delete")
    await done(client.virtual_machines.begin_create_or_update("g", "vm", body))
    await done(client.virtual_machines.begin_delete("g", "vm"))
    with pytest.raises(ResourceNotFoundError):
        await client.disks.get("g", "vm_OSDisk")


async def test_an_interface_serves_one_machine(client: Any) -> None:
    await done(client.virtual_machines.begin_create_or_update("g", "vm", machine()))
    with pytest.raises(HttpResponseError) as refused:
        await client.virtual_machines.begin_create_or_update("g", "other", machine())
    assert error_code(refused.value) == "NetworkInterfaceInUse"


async def test_an_unknown_size_is_refused_by_name(client: Any) -> None:
    with pytest.raises(HttpResponseError, match="Standard_Huge") as refused:
        await client.virtual_machines.begin_create_or_update("g", "vm", machine("Standard_Huge"))
    assert error_code(refused.value) == "InvalidParameter"


async def test_sizes_are_listed_with_zones_and_cores(client: Any) -> None:
    found = {
        one.name: one async for one in client.resource_skus.list(filter="location eq 'eastus'")
    }
    size = found["Standard_D8s_v5"]
    capabilities = {one.name: one.value for one in size.capabilities}
    assert size.location_info[0].zones == ["1", "2", "3"]
    assert capabilities["vCPUs"] == "8"
    assert capabilities["EncryptionAtHostSupported"] == "True"
    nowhere = [one async for one in client.resource_skus.list(filter="location eq 'mars'")]
    assert nowhere == []


async def test_cores_are_counted_and_limited(client_of: ClientOf) -> None:
    family = "standardDSv5Family"
    cloud = furnish(memory_cloud(CloudConfig(quotas={family: 8})))
    client = client_of(ComputeManagementClient, other=cloud)
    await done(client.virtual_machines.begin_create_or_update("g", "vm", machine()))
    usage = {one.name.value: one async for one in client.usage.list("eastus")}
    assert (usage[family].current_value, usage[family].limit) == (8, 8)
    with pytest.raises(HttpResponseError, match="Current Limit: 8") as refused:
        await client.virtual_machines.begin_create_or_update("g", "vm2", machine())
    assert (refused.value.status_code, error_code(refused.value)) == (409, "OperationNotAllowed")


async def test_sizes_are_limited_as_the_configuration_says(client_of: ClientOf) -> None:
    limits = [
        SizeLimit("Standard_D8s_v5", restricted="Zone", zones=("3",)),
        SizeLimit("standard_d4s_v5", lacks=("EncryptionAtHostSupported",)),
        SizeLimit("Standard_D16s_v5", absent=True),
    ]
    client = client_of(ComputeManagementClient, other=memory_cloud(CloudConfig(sizes=limits)))
    listing = client.resource_skus.list(filter="location eq 'eastus'")
    found = {one.name: one async for one in listing}
    restriction = found["Standard_D8s_v5"].restrictions[0]
    capabilities = {one.name for one in found["Standard_D4s_v5"].capabilities}
    assert (restriction.type, restriction.restriction_info.zones) == ("Zone", ["3"])
    assert "EncryptionAtHostSupported" not in capabilities
    assert "Standard_D16s_v5" not in found
