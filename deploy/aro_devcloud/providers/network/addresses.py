"""Addresses: which ones of a subnet are taken, and the next free one."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, ip_address, ip_network

from aro_devcloud.catalog import World
from aro_devcloud.clock import stable_uuid
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.providers.network.references import (
    LOAD_BALANCER,
    NIC,
    PUBLIC_ADDRESS,
    elements,
    inner,
    referred,
    require,
)
from aro_devcloud.store import Resource

RESERVED_AT_START = 4
_COLLECTIONS = {NIC.lower(): "ipConfigurations", LOAD_BALANCER.lower(): "frontendIPConfigurations"}


def prefixes(subnet: Resource) -> list[IPv4Network]:
    """The IPv4 ranges of a subnet."""
    properties = subnet.properties
    texts = [properties.get("addressPrefix"), *elements(properties, "addressPrefixes")]
    found = [ip_network(str(text), strict=False) for text in texts if text]
    return [one for one in dict.fromkeys(found) if isinstance(one, IPv4Network)]


def ip_configurations(world: World, subnet: Resource) -> Iterator[tuple[str, Json]]:
    """Every IP configuration in a subnet, with its id."""
    for user in world.store.referrers(subnet.id):
        collection = _COLLECTIONS.get(user.type.lower())
        if collection is None:
            continue
        for element in elements(user.properties, collection):
            if referred(inner(element), "subnet").lower() == subnet.key:
                yield f"{user.id}/{collection}/{element.get('name', '')}", element


def taken(world: World, subnet: Resource, but_for: str = "") -> set[str]:
    """Addresses in use in a subnet, except those of one resource."""
    prefix = but_for.lower() + "/"
    return {
        str(inner(element)["privateIPAddress"])
        for identifier, element in ip_configurations(world, subnet)
        if inner(element).get("privateIPAddress")
        and not (but_for and identifier.lower().startswith(prefix))
    }


def assign(world: World, owner: Resource, configuration: Json, previous: Json | None) -> None:
    """Gives an IP configuration its private address: the asked one, the one it had, or a free
    one.
    """
    subnet = require(world, owner, referred(configuration, "subnet"))
    used = taken(world, subnet, but_for=owner.id) | _own(owner, configuration)
    wanted = str(configuration.get("privateIPAddress") or "")
    if configuration.get("privateIPAllocationMethod") == "Static" and wanted:
        _check_free(owner, subnet, wanted, used)
        return
    configuration["privateIPAllocationMethod"] = "Dynamic"
    configuration.setdefault("privateIPAddressVersion", "IPv4")
    earlier = previous or {}
    if referred(earlier, "subnet").lower() == subnet.key and earlier.get("privateIPAddress"):
        configuration["privateIPAddress"] = earlier["privateIPAddress"]
    else:
        configuration["privateIPAddress"] = next_free(subnet, used)


def next_free(subnet: Resource, used: set[str]) -> str:
    """The lowest free address: four at the start and the last one are the platform's."""
    for prefix in prefixes(subnet):
        first = int(prefix.network_address)
        for number in range(first + RESERVED_AT_START, first + prefix.num_addresses - 1):
            address = str(IPv4Address(number))
            if address not in used:
                return address
    raise CloudError(
        400,
        "SubnetIsFull",
        f"Subnet {subnet.id} does not have enough capacity for 1 IP address.",
    )


def public_address(world: World, resource_id: str) -> str:
    """An address of 20.0.0.0/8 that no other public IP has; the same id starts at the same one."""
    used = {one.properties.get("ipAddress") for one in world.store.of_type(PUBLIC_ADDRESS)}
    offset = int(stable_uuid("public address", resource_id).replace("-", "")[-6:], 16)
    while True:
        address = str(IPv4Address((20 << 24) + max(offset % (1 << 24), 256)))
        if address not in used:
            return address
        offset += 1


def _own(owner: Resource, configuration: Json) -> set[str]:
    found = set()
    for collection in _COLLECTIONS.values():
        for element in elements(owner.properties, collection):
            if inner(element) is not configuration and inner(element).get("privateIPAddress"):
                found.add(str(inner(element)["privateIPAddress"]))
    return found


def _check_free(owner: Resource, subnet: Resource, wanted: str, used: set[str]) -> None:
    if not any(ip_address(wanted) in prefix for prefix in prefixes(subnet)):
        raise CloudError(
            400,
            "PrivateIPAddressNotInSubnet",
            f"Private static IP address {wanted} does not belong to the range of subnet "
            f"{subnet.id}.",
        )
    if wanted in used:
        raise CloudError(
            400,
            "PrivateIPAddressIsAllocated",
            f"IP configuration of {owner.id} is using the private IP address {wanted} which is "
            "already allocated to another resource.",
        )
