"""Names that the user gave instead of resource ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from azext_aro import ids
from azext_aro.faults import Fault, InvalidValue, MissingArgument

SUBNET = "Microsoft.Network/virtualNetworks/subnets"
VNET = "Microsoft.Network/virtualNetworks"
IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
DISK_SET = "Microsoft.Compute/diskEncryptionSets"
LIKE_SUBNET = (
    "Give a name together with --vnet, or an ID such as /subscriptions/SUBSCRIPTION/resourceGroups/"
    "GROUP/providers/Microsoft.Network/virtualNetworks/VNET/subnets/SUBNET."
)


class WithIdentities(Protocol):
    """What the commands that take identities are given of them."""

    @property
    def platform_workload_identities(self) -> list[tuple[str, str]] | None: ...
    @property
    def mi_user_assigned(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Networks:
    """The networks of a cluster by id."""

    vnet: str
    master: str
    worker: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where names are looked for: the current subscription and the cluster's group."""

    subscription: str
    group: str

    def vnet(self, given: str | None, group: str | None) -> str | None:
        if not given or given.startswith("/"):
            return given or None
        return ids.make(self.subscription, group or self.group, VNET, given)

    def identity(self, given: str) -> str:
        if given.startswith("/"):
            return given
        return ids.make(self.subscription, self.group, IDENTITY, given)


def subnet(place: Place, flag: str, given: str, vnet: str | None) -> str | Fault:
    """The id of a subnet, or what is wrong with what was given for it."""
    if not given.startswith("/"):
        if vnet is None:
            return MissingArgument(f"{flag} '{given}' is a name and needs --vnet.", LIKE_SUBNET)
        named = f"{vnet.rstrip('/')}/subnets/{given}"
        if ids.parse(named) is None:
            sentence = f"{flag} '{given}' is neither the name nor the ID of a subnet."
            return InvalidValue(sentence, LIKE_SUBNET)
        return named
    found = ids.parse(given)
    if found is None or not found.is_a(SUBNET):
        return InvalidValue(f"{flag} '{given}' is not the ID of a subnet.", LIKE_SUBNET)
    if not ids.same(found.subscription, place.subscription):
        return InvalidValue(
            f"{flag} '{given}' is in another subscription than '{place.subscription}'.",
            "`az account set --subscription` changes the current subscription.",
        )
    return given


def pair(master: str, worker: str) -> Iterator[Fault]:
    """What is wrong with two subnets of one cluster: same network, different subnets."""
    one, other = ids.parse(master), ids.parse(worker)
    if one is None or other is None:
        return
    if not ids.same(str(one.parent()), str(other.parent())):
        yield InvalidValue(
            f"--master-subnet '{master}' and --worker-subnet '{worker}' are in different "
            "virtual networks.",
            "Give two subnets of one virtual network.",
        )
    elif ids.same(one.name, other.name):
        yield InvalidValue(
            f"--master-subnet and --worker-subnet are both '{one.name}'.",
            "Masters and workers need subnets of their own.",
        )


def networks(
    place: Place, master: str, worker: str, vnet: str | None, group: str | None
) -> tuple[Networks | None, list[Fault]]:
    """The networks by id, or all that is wrong with them."""
    network = place.vnet(vnet, group)
    given = ids.parse(network) if network is not None else None
    if network is not None and (given is None or not given.is_a(VNET)):
        advice = "Give the name of a virtual network, or its ID."
        return None, [InvalidValue(f"--vnet '{vnet}' is not a virtual network.", advice)]
    masters = subnet(place, "--master-subnet", master, network)
    workers = subnet(place, "--worker-subnet", worker, network)
    if isinstance(masters, Fault) or isinstance(workers, Fault):
        return None, [each for each in (masters, workers) if isinstance(each, Fault)]
    faults = list(pair(masters, workers))
    found = ids.parse(masters)
    assert found is not None
    above = str(found.parent())
    if network is not None and not ids.same(above, network):
        faults.append(
            InvalidValue(
                f"--master-subnet '{masters}' is not in --vnet '{network}'.",
                "Leave --vnet out when the subnets are given by ID.",
            )
        )
    return (None if faults else Networks(above, masters, workers)), faults


def typed(flag: str, given: str, type_: str) -> Iterator[Fault]:
    found = ids.parse(given)
    if found is None or not found.is_a(type_):
        yield InvalidValue(
            f"{flag} '{given}' is not the ID of a {type_}.",
            "Give an ID such as /subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/"
            f"{type_}/NAME.",
        )


def identities(given: WithIdentities) -> Iterator[Fault]:
    """What is wrong with the identities that were given by ID; a name has no slash."""
    named = [
        ("--assign-platform-workload-identity", one)
        for _, one in given.platform_workload_identities or ()
    ]
    for flag, value in (*named, ("--assign-cluster-identity", given.mi_user_assigned or "")):
        if "/" in value:
            yield from typed(flag, value, IDENTITY)
