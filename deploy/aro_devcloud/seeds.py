"""What every cloud starts with: the service's own resources; and a customer's network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aro_devcloud.http import Json
from aro_devcloud.resource_id import group_id

if TYPE_CHECKING:
    from aro_devcloud.cloud import Cloud

_SERVICE_NETWORKS = (
    ("rp-vnet", "10.0.0.0/16", "rp-subnet", "10.0.0.0/24"),
    ("rp-pe-vnet-001", "10.1.0.0/16", "rp-pe-subnet", "10.1.0.0/16"),
)


@dataclass(frozen=True, slots=True)
class CustomerNetwork:
    """Ids a cluster request needs."""

    group: str
    network: str
    master_subnet: str
    worker_subnet: str


def seed(cloud: Cloud) -> None:
    """Subscriptions, and the service's group with its DNS zone, OIDC account and networks."""
    config = cloud.config
    for subscription in (*config.subscriptions, config.rp_subscription):
        cloud.subscriptions.ensure(subscription, config.register_provider)
    cloud.groups.ensure(config.rp_subscription, config.rp_resource_group, config.location)
    providers = group_id(config.rp_subscription, config.rp_resource_group) + "/providers"
    _ensure(
        cloud, f"{providers}/Microsoft.Network/dnsZones/{config.domain}", {"location": "global"}
    )
    account = f"{providers}/Microsoft.Storage/storageAccounts/{config.oidc_storage_account}"
    _ensure(cloud, account, {"sku": {"name": "Standard_LRS"}, "location": config.location})
    _ensure(cloud, f"{account}/blobServices/default/containers/$web", {})
    for name, space, subnet, prefix in _SERVICE_NETWORKS:
        network = f"{providers}/Microsoft.Network/virtualNetworks/{name}"
        _ensure(cloud, network, _network(config.location, space, {subnet: prefix}))


def seed_customer_network(
    cloud: Cloud, subscription: str, group: str, network: str, location: str
) -> CustomerNetwork:
    """10.0.0.0/22 with ``master`` and ``worker`` subnets of /24 each."""
    place = location or cloud.config.location
    cloud.groups.ensure(subscription, group, place)
    scope = group_id(subscription, group)
    identifier = f"{scope}/providers/Microsoft.Network/virtualNetworks/{network}"
    subnets = {"master": "10.0.0.0/24", "worker": "10.0.1.0/24"}
    _ensure(cloud, identifier, _network(place, "10.0.0.0/22", subnets))
    return CustomerNetwork(
        scope, identifier, f"{identifier}/subnets/master", f"{identifier}/subnets/worker"
    )


def _ensure(cloud: Cloud, resource_id: str, body: Json) -> None:
    if cloud.store.find(resource_id) is None:
        cloud.engine.make(resource_id, body)


def _network(location: str, space: str, subnets: dict[str, str]) -> Json:
    return {
        "location": location,
        "properties": {
            "addressSpace": {"addressPrefixes": [space]},
            "subnets": [
                {"name": name, "properties": {"addressPrefix": prefix}}
                for name, prefix in subnets.items()
            ],
        },
    }
