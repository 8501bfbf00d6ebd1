"""What the resource provider orders, read once into a value."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.resource_id import group_id, last_name, scope_of


@dataclass(frozen=True, slots=True)
class Pool:
    """Machines of one kind."""

    size: str
    subnet: str
    count: int
    disk_gib: int


@dataclass(frozen=True, slots=True)
class Order:
    """One cluster to install. ``group`` is the id of the managed resource group."""

    name: str
    location: str
    infra: str
    group: str
    domain: str
    version: str
    account: str
    zones: tuple[str, ...]
    masters: Pool
    workers: tuple[Pool, ...]
    network_type: str
    pod_cidr: str
    service_cidr: str
    graph_key: bytes

    @property
    def resources(self) -> str:
        """What the ids of resources in the managed group begin with."""
        return f"{self.group}/providers"


def read_order(body: Json, default_domain: str) -> Order:
    """Reads the body of a PUT; the refusal names the member that is missing or wrong."""
    document = _object(body, "cluster")
    cluster = document.get("openShiftCluster") or document
    properties = _object(cluster, "properties", "cluster.")
    profile = _object(properties, "clusterProfile", "cluster.properties.")
    network = properties.get("networkProfile") or {}
    suffix = str(properties.get("storageSuffix") or "")
    storage = body.get("storage") or {}
    managed = str(profile.get("resourceGroupId") or "")
    subscription, group = scope_of(managed)
    infra = str(properties.get("infraId") or "")
    account = str(storage.get("account") or f"cluster{suffix}")
    if not group:
        raise _missing("cluster.properties.clusterProfile.resourceGroupId")
    if not infra:
        raise _missing("cluster.properties.infraId")
    name = str(cluster.get("name") or last_name(str(cluster.get("id", ""))))
    domain = str(profile.get("domain") or name)
    return Order(
        name=name,
        location=str(cluster.get("location", "")).replace(" ", "").lower(),
        infra=infra,
        group=group_id(subscription, group),
        domain=domain if "." in domain else f"{domain}.{body.get('domain') or default_domain}",
        version=str(profile.get("version") or ""),
        account=account,
        zones=tuple(properties.get("zones") or ()),
        masters=_pool(properties.get("masterProfile") or {}, 3),
        workers=tuple(_pool(one, 3) for one in properties.get("workerProfiles") or ()),
        network_type=str(network.get("softwareDefinedNetwork") or "OVNKubernetes"),
        pod_cidr=str(network.get("podCidr") or "10.128.0.0/14"),
        service_cidr=str(network.get("serviceCidr") or "172.30.0.0/16"),
        graph_key=_graph_key(body),
    )


def _pool(profile: Json, count: int) -> Pool:
    return Pool(
        size=str(profile.get("vmSize") or ""),
        subnet=str(profile.get("subnetId") or ""),
        count=int(profile.get("count") or count),
        disk_gib=int(profile.get("diskSizeGB") or 128),
    )


def _graph_key(body: Json) -> bytes:
    try:
        key = base64.b64decode(str(body.get("graphKey", "")), validate=True)
    except ValueError as problem:
        raise _invalid("graphKey", "is not base64") from problem
    if len(key) != 64:
        raise _invalid("graphKey", f"has {len(key)} bytes instead of 64")
    return key


def _object(holder: Json, name: str, prefix: str = "") -> Json:
    value = holder.get(name)
    if not isinstance(value, dict):
        raise _missing(prefix + name)
    return value


def _missing(target: str) -> CloudError:
    return _invalid(target, "is missing")


def _invalid(target: str, what: str) -> CloudError:
    return CloudError(400, "InvalidInstallOrder", f"The order's '{target}' {what}.", target=target)
