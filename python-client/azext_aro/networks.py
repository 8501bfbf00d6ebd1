"""What is attached to the networks of a cluster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from azext_aro.faults import Refused
from azext_aro.payload import Json
from azext_aro.session import Rest, api


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet as it is, with ids of what is attached to it."""

    id: str
    prefixes: tuple[str, ...] = ()
    route_table: str = ""
    nat_gateway: str = ""
    security_group: str = ""


def read_subnet(found: Json) -> Subnet:
    properties: dict[str, Any] = found.get("properties") or {}
    prefixes = properties.get("addressPrefixes") or [properties.get("addressPrefix")]

    def attached(name: str) -> str:
        return str((properties.get(name) or {}).get("id") or "")

    return Subnet(
        id=found["id"],
        prefixes=tuple(prefix for prefix in prefixes if prefix),
        route_table=attached("routeTable"),
        nat_gateway=attached("natGateway"),
        security_group=attached("networkSecurityGroup"),
    )


def find_subnet(arm: Rest, subnet: str) -> Subnet | None:
    found = arm.find(subnet, **api("network"))
    return None if found is None else read_subnet(found)


@dataclass(frozen=True, slots=True)
class Attached:
    """Everything below which the cluster and the service need a role."""

    network: tuple[str, ...] = ()
    disk_sets: tuple[str, ...] = ()
    subnets: tuple[Subnet, ...] = field(default=(), compare=False)


def attached(
    arm: Rest, vnet: str, subnets: Iterable[str], disk_set: str | None, *, with_nsg: bool
) -> Attached:
    """Collects by id, sorted; subnets that are gone are left out.

    Raises ``Refused`` when security groups of the customer's own are on some subnets only.
    """
    found = [one for each in subnets if (one := find_subnet(arm, each)) is not None]
    ids = {vnet, *(one.route_table for one in found), *(one.nat_gateway for one in found)}
    if with_nsg:
        check_security_groups(found)
        ids |= {one.security_group for one in found}
    return Attached(tuple(sorted(filter(None, ids))), (disk_set,) if disk_set else (), tuple(found))


def check_security_groups(subnets: Iterable[Subnet]) -> None:
    """With groups of the customer's own, each subnet has one or none has."""
    without = [one.id for one in subnets if not one.security_group]
    if without and any(one.security_group for one in subnets):
        raise Refused(
            "Some subnets have a network security group, these have none: " + ", ".join(without),
            "With --enable-preconfigured-nsg give every subnet of the cluster one, or none.",
        )
