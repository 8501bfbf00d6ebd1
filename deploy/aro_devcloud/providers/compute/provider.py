"""Virtual machines with their power states and disks, and the lists around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from aro_devcloud.catalog import Provider, ResourceType, View, World
from aro_devcloud.clock import stable_uuid, timestamp
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json, Request
from aro_devcloud.providers.compute.sizes import sizes, skus, spelling
from aro_devcloud.resource_id import group_id, same, scope_of
from aro_devcloud.store import Resource

MACHINE = "Microsoft.Compute/virtualMachines"
DISK = "Microsoft.Compute/disks"
_CORE_LIMIT = 10_000


def prepare_machine(world: World, machine: Resource, previous: Resource | None) -> None:
    properties = machine.properties
    properties.pop("instanceView", None)
    wanted = str((properties.get("hardwareProfile") or {}).get("vmSize", ""))
    size = spelling(wanted)
    if not size:
        raise CloudError(
            400,
            "InvalidParameter",
            f"The value {wanted} provided for the VM size is not valid. The valid sizes in the "
            f"current region are: {', '.join(list(sizes())[:5])}, ...",
            target="vmSize",
        )
    if previous is None:
        _check_quota(world, machine, size)
    for entry in (properties.get("networkProfile") or {}).get("networkInterfaces") or []:
        _check_interface(world, machine, str(entry.get("id", "")))
    earlier = previous.properties if previous else {}
    properties["vmId"] = earlier.get("vmId") or stable_uuid("vm", machine.id, world.ids.uuid())
    properties["timeCreated"] = earlier.get("timeCreated") or timestamp(world.clock.now())
    (properties.get("osProfile") or {}).pop("adminPassword", None)
    (properties.get("osProfile") or {}).pop("customData", None)
    machine.state.setdefault("power", "running")


def follow_machine(world: World, machine: Resource) -> None:
    """Creates the disks that a machine brings with it."""
    storage = machine.properties.get("storageProfile") or {}
    disks = [one for one in (storage.get("osDisk"), *(storage.get("dataDisks") or [])) if one]
    for number, disk in enumerate(disks):
        if (disk.get("managedDisk") or {}).get("id"):
            continue
        name = disk.get("name") or f"{machine.name}_disk{number + 1}"
        scope = group_id(machine.subscription, machine.group)
        identifier = f"{scope}/providers/{DISK}/{name}"
        kind = (disk.get("managedDisk") or {}).get("storageAccountType", "Premium_LRS")
        body: Json = {
            "location": machine.location,
            "sku": {"name": kind},
            "properties": {
                "creationData": {"createOption": disk.get("createOption", "FromImage")},
                "diskSizeGB": disk.get("diskSizeGB", 128),
            },
        }
        if "zones" in machine.body:
            body["zones"] = machine.body["zones"]
        world.make(identifier, body)
        disk["name"] = name
        disk["managedDisk"] = {**(disk.get("managedDisk") or {}), "id": identifier}
    world.store.put(machine)


def render_machine(world: World, machine: Resource, body: Json, view: View) -> None:
    if "instanceview" in view.expand:
        body["properties"]["instanceView"] = instance_view(world, machine, {}, view)


def instance_view(world: World, machine: Resource, request: Json, view: View) -> Json:
    """The statuses a portal shows: provisioning and power."""
    power = str(machine.state.get("power", "running"))
    changed = machine.state.get("power_since", machine.created)
    statuses = [
        {
            "code": f"ProvisioningState/{machine.phase.lower()}",
            "level": "Info",
            "displayStatus": f"Provisioning {machine.phase.lower()}",
            "time": machine.changed,
        },
        {
            "code": f"PowerState/{power}",
            "level": "Info",
            "displayStatus": f"VM {power}",
            "time": changed,
        },
    ]
    return {"computerName": machine.name, "osName": "rhcos", "statuses": statuses}


def release_machine(world: World, machine: Resource) -> None:
    """Deletes the disks and interfaces that were to go with the machine."""
    storage = machine.properties.get("storageProfile") or {}
    owned = [one for one in (storage.get("osDisk"), *(storage.get("dataDisks") or [])) if one]
    doomed = [
        str((one.get("managedDisk") or {}).get("id", ""))
        for one in owned
        if one.get("deleteOption") == "Delete"
    ]
    network = machine.properties.get("networkProfile") or {}
    doomed += [
        str(one.get("id", ""))
        for one in network.get("networkInterfaces") or []
        if (one.get("properties") or {}).get("deleteOption") == "Delete"
    ]
    for identifier in filter(None, doomed):
        world.remove(identifier)


def _power(state: str) -> Callable[[World, Resource, Json, View], Json | None]:
    def change(world: World, machine: Resource, request: Json, view: View) -> Json | None:
        machine.state["power"] = state
        machine.state["power_since"] = timestamp(world.clock.now())
        world.store.put(machine)
        return None

    return change


def prepare_disk(world: World, disk: Resource, previous: Resource | None) -> None:
    properties = disk.properties
    properties.setdefault("creationData", {"createOption": "Empty"})
    properties["uniqueId"] = stable_uuid("disk", disk.id)
    properties["timeCreated"] = previous.created if previous else disk.created


def render_disk(world: World, disk: Resource, body: Json, view: View) -> None:
    users = world.store.referrers(disk.id, MACHINE)
    body["properties"]["diskState"] = "Attached" if users else "Unattached"
    if users:
        body["managedBy"] = users[0].id


def guard_disk(world: World, disk: Resource) -> None:
    for user in world.store.referrers(disk.id, MACHINE):
        raise CloudError(
            409,
            "OperationNotAllowed",
            f"Disk {disk.name} is attached to VM {user.id}.",
        )


def usages(world: World, request: Request, match: Mapping[str, str]) -> Json:
    """Cores in use by family, in one location of a subscription."""
    subscription, _ = scope_of(request.path)
    used = _cores(world, subscription, match["location"])
    limit = world.config.quotas
    value = [_usage("cores", used.total(), limit.get("cores", _CORE_LIMIT))]
    count = len(world.store.in_scope(f"/subscriptions/{subscription}", MACHINE))
    value.append(_usage("virtualMachines", count, limit.get("virtualMachines", 25_000)))
    disks = len(world.store.in_scope(f"/subscriptions/{subscription}", DISK))
    value.append(_usage("PremiumDiskCount", disks, limit.get("PremiumDiskCount", 50_000)))
    for family in dict.fromkeys(family for family, _ in sizes().values()):
        value.append(_usage(family, used[family], limit.get(family, _CORE_LIMIT)))
    return {"value": value}


def _usage(name: str, current: int, limit: int) -> Json:
    label = {"value": name, "localizedValue": name}
    return {"unit": "Count", "currentValue": current, "limit": limit, "name": label}


def _cores(world: World, subscription: str, location: str) -> Counter[str]:
    used: Counter[str] = Counter()
    for machine in world.store.in_scope(f"/subscriptions/{subscription}", MACHINE):
        if machine.location == location:
            size = spelling(machine.properties["hardwareProfile"]["vmSize"])
            family, cores = sizes()[size]
            used[family] += cores
    return used


def _check_quota(world: World, machine: Resource, size: str) -> None:
    if not world.config.quotas:
        return
    family, cores = sizes()[size]
    limit = world.config.quotas.get(family, _CORE_LIMIT)
    used = _cores(world, machine.subscription, machine.location)[family]
    if used + cores > limit:
        raise CloudError(
            409,
            "OperationNotAllowed",
            f"Operation could not be completed as it results in exceeding approved {family} Cores "
            f"quota. Additional details - Location: {machine.location}, Current Limit: {limit}, "
            f"Current Usage: {used}, Additional Required: {cores}, (Minimum) New Limit Required: "
            f"{used + cores}.",
        )


def _check_interface(world: World, machine: Resource, target: str) -> None:
    interface = world.store.find(target)
    if interface is None:
        raise CloudError(
            404,
            "NotFound",
            f"Resource {target} referenced by resource {machine.id} was not found.",
        )
    for user in world.store.referrers(interface.id, MACHINE):
        if not same(user.id, machine.id):
            raise CloudError(
                400,
                "NetworkInterfaceInUse",
                f"Network interface {interface.id} is already attached to {user.id}.",
            )


PROVIDER = Provider(
    "Microsoft.Compute",
    (
        ResourceType(
            "virtualMachines",
            put_s=0.5,
            delete_s=0.4,
            prepare=prepare_machine,
            follow=follow_machine,
            release=release_machine,
            render=render_machine,
            actions={
                "start": _power("running"),
                "restart": _power("running"),
                "redeploy": _power("running"),
                "powerOff": _power("stopped"),
                "deallocate": _power("deallocated"),
            },
            slow_actions={
                "start": 0.3,
                "restart": 0.3,
                "redeploy": 0.5,
                "powerOff": 0.2,
                "deallocate": 0.2,
            },
            views={"instanceView": instance_view},
        ),
        ResourceType(
            "disks",
            created_status=200,
            delete_s=0.1,
            prepare=prepare_disk,
            guard=guard_disk,
            render=render_disk,
        ),
        ResourceType("snapshots", created_status=200, delete_s=0.1),
        ResourceType("diskEncryptionSets", created_status=200, delete_s=0.1),
        ResourceType("images", delete_s=0.1),
        ResourceType("availabilitySets", created_status=200),
        ResourceType("galleries", delete_s=0.1),
        ResourceType("galleries/images", delete_s=0.1),
        ResourceType("galleries/images/versions", delete_s=0.1),
    ),
    reads={
        r"skus": skus,
        r"locations/(?P<location>[^/]+)/usages": usages,
    },
)
