"""Subnets: their ids, and which of their addresses are free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.arm.resource_id import ResourceId

_RESERVED_LOW = 4
_RESERVED_HIGH = 1


@dataclass(frozen=True, slots=True)
class SubnetId:
    """Where a subnet is."""

    subscription: str
    resource_group: str
    vnet: str
    name: str

    @classmethod
    def parse(cls, text: str) -> SubnetId:
        """Raises ``ArmError`` 400 ``InvalidResourceID`` with the id as target."""
        try:
            resource = ResourceId.parse(text)
        except ValueError:
            raise _invalid(text) from None
        rest = resource.rest.strip("/").split("/")
        if resource.type.lower() != "virtualnetworks" or rest[0].lower() != "subnets":
            raise _invalid(text)
        return cls(resource.subscription, resource.resource_group, resource.name, rest[1])

    def __str__(self) -> str:
        return (
            f"/subscriptions/{self.subscription}/resourceGroups/{self.resource_group}"
            f"/providers/Microsoft.Network/virtualNetworks/{self.vnet}/subnets/{self.name}"
        )


def _invalid(text: str) -> ArmError:
    message = f"The resource ID '{text}' is not the ID of a subnet."
    return ArmError.of(400, Code.INVALID_RESOURCE_ID, message, text)


def highest_free_address(prefix: str, used: Iterable[str]) -> str | None:
    """The highest address that nobody has; Azure keeps the first four and the last."""
    network = IPv4Network(prefix)
    taken = {IPv4Address(address) for address in used}
    first = int(network.network_address) + _RESERVED_LOW
    last = int(network.broadcast_address) - _RESERVED_HIGH
    for value in range(last, first - 1, -1):
        if (address := IPv4Address(value)) not in taken:
            return str(address)
    return None
