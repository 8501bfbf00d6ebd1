"""A cluster as commands see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azext_aro.payload import Json


@dataclass(frozen=True, slots=True)
class Cluster:
    """What the service told of a cluster; ``workload`` maps operators to identity ids."""

    id: str
    location: str
    managed: bool
    client_id: str
    own_resource_group: str
    identities: tuple[str, ...]
    workload: Mapping[str, str]
    master_subnet: str
    worker_subnets: tuple[str, ...]
    disk_set: str
    preconfigured_nsg: bool

    @property
    def vnet(self) -> str:
        return self.master_subnet.rpartition("/subnets/")[0]

    @property
    def subnets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.master_subnet, *self.worker_subnets)))

    @property
    def all_identities(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.identities, *self.workload.values())))


def read(found: Json) -> Cluster:
    """A cluster from the service's JSON; members may be absent or null."""
    properties = member(found, "properties")
    master, network = member(properties, "masterProfile"), member(properties, "networkProfile")
    workload = member(properties, "platformWorkloadIdentityProfile")
    given = member(workload, "platformWorkloadIdentities")
    workers = [
        *(properties.get("workerProfiles") or ()),
        *(properties.get("workerProfilesStatus") or ()),
    ]
    own_group = str(member(properties, "clusterProfile").get("resourceGroupId") or "")
    return Cluster(
        id=str(found.get("id") or ""),
        location=str(found.get("location") or ""),
        managed=bool(workload),
        client_id=str(member(properties, "servicePrincipalProfile").get("clientId") or ""),
        own_resource_group=own_group.rpartition("/")[2],
        identities=tuple(member(member(found, "identity"), "userAssignedIdentities")),
        workload={name: str(one.get("resourceId") or "") for name, one in given.items()},
        master_subnet=str(master.get("subnetId") or ""),
        worker_subnets=tuple(one["subnetId"] for one in workers if one.get("subnetId")),
        disk_set=str(master.get("diskEncryptionSetId") or ""),
        preconfigured_nsg=network.get("preconfiguredNSG") == "Enabled",
    )


def member(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = found.get(name)
    return value if isinstance(value, Mapping) else {}
