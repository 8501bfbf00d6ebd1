"""Interfaces, disks and machines of a cluster, made in the managed group in the installer's own
name.
"""

from __future__ import annotations

from aro_devcloud.catalog import World
from aro_devcloud.http import Json
from aro_devcloud.installer.order import Order, Pool
from aro_devcloud.providers.network.references import elements

_LETTERS = "bcdfghjklmnpqrstvwxz2456789"


def make_bootstrap(world: World, order: Order) -> None:
    """The machine that starts the control plane and is removed afterwards."""
    name = f"{order.infra}-bootstrap"
    pools = _pools(world, order, [f"{order.infra}-internal", order.infra], [order.infra])
    _make(world, order, name, f"{name}-nic", order.masters, pools, zone="")


def make_masters(world: World, order: Order) -> None:
    """Three control plane machines, one in each zone where there are zones."""
    for number in range(order.masters.count):
        pools = _pools(
            world,
            order,
            [f"{order.infra}-internal", order.infra],
            [order.infra, f"ssh-{number}"],
        )
        zone = order.zones[number % len(order.zones)] if order.zones else ""
        name = f"{order.infra}-master-{number}"
        _make(world, order, name, f"{order.infra}-master{number}-nic", order.masters, pools, zone)


def name_workers(world: World, order: Order) -> list[str]:
    """Names for the workers; they have a part made by chance, so the caller keeps them."""
    return [
        f"{order.infra}-worker-{order.location}{number % 3 + 1}-{world.ids.token(5, _LETTERS)}"
        for pool in order.workers
        for number in range(pool.count)
    ]


def make_workers(world: World, order: Order, names: list[str]) -> None:
    """The workers under the names they were given."""
    remaining = iter(names)
    for pool in order.workers:
        for number in range(pool.count):
            name = next(remaining)
            zone = order.zones[number % len(order.zones)] if order.zones else ""
            pools = _pools(world, order, [order.infra], [order.infra])
            _make(world, order, name, f"{name}-nic", pool, pools, zone)


def _make(
    world: World,
    order: Order,
    name: str,
    interface_name: str,
    pool: Pool,
    pools: list[Json],
    zone: str,
) -> None:
    machine = f"{order.resources}/Microsoft.Compute/virtualMachines/{name}"
    if world.store.find(machine) is not None:
        return
    configuration: Json = {"subnet": {"id": pool.subnet}}
    if pools:
        configuration["loadBalancerBackendAddressPools"] = pools
    interface = world.make(
        f"{order.resources}/Microsoft.Network/networkInterfaces/{interface_name}",
        {
            "location": order.location,
            "properties": {
                "ipConfigurations": [{"name": "pipConfig", "properties": configuration}],
                "enableAcceleratedNetworking": True,
            },
        },
    )
    body: Json = {
        "location": order.location,
        "tags": {f"kubernetes.io_cluster.{order.infra}": "owned"},
        "properties": {
            "hardwareProfile": {"vmSize": pool.size},
            "storageProfile": {
                "osDisk": {
                    "name": f"{name}_OSDisk",
                    "createOption": "FromImage",
                    "diskSizeGB": pool.disk_gib,
                    "osType": "Linux",
                    "managedDisk": {"storageAccountType": "Premium_LRS"},
                },
                "dataDisks": [],
            },
            "osProfile": {"computerName": name, "adminUsername": "core"},
            "networkProfile": {"networkInterfaces": [{"id": interface.id}]},
        },
    }
    if zone:
        body["zones"] = [zone]
    world.make(machine, body)


def _pools(world: World, order: Order, balancers: list[str], wanted: list[str]) -> list[Json]:
    """The back-end pools of the given names, in those of the load balancers that exist."""
    found = []
    for balancer in balancers:
        resource = world.store.find(f"{order.resources}/Microsoft.Network/loadBalancers/{balancer}")
        for pool in elements(resource.properties, "backendAddressPools") if resource else []:
            if resource is not None and pool.get("name") in wanted:
                found.append({"id": f"{resource.id}/backendAddressPools/{pool['name']}"})
    return found
