"""Microsoft.Network put together."""

from __future__ import annotations

from collections.abc import Mapping

from aro_devcloud.catalog import Provider, World
from aro_devcloud.http import Json, Request
from aro_devcloud.providers import dns, privatedns
from aro_devcloud.providers.network import interfaces, private_links, virtual_networks
from aro_devcloud.providers.network.references import LOAD_BALANCER, NSG, PUBLIC_ADDRESS, VNET
from aro_devcloud.resource_id import scope_of

_LIMITS = (
    ("VirtualNetworks", "Virtual Networks", VNET, 1000),
    ("PublicIPAddresses", "Public IP Addresses", PUBLIC_ADDRESS, 1000),
    ("NetworkSecurityGroups", "Network Security Groups", NSG, 5000),
    ("LoadBalancers", "Load Balancers", LOAD_BALANCER, 1000),
)


def usages(world: World, request: Request, match: Mapping[str, str]) -> Json:
    """How much of each network quota a subscription uses in a region."""
    subscription, _ = scope_of(request.path)
    value = []
    for code, label, kind, limit in _LIMITS:
        found = world.store.in_scope(f"/subscriptions/{subscription}", kind)
        count = sum(1 for one in found if one.location == match["location"])
        value.append(
            {
                "id": f"{request.path}/{code}",
                "unit": "Count",
                "currentValue": count,
                "limit": world.config.quotas.get(code, limit),
                "name": {"value": code, "localizedValue": label},
            }
        )
    return {"value": value}


PROVIDER = Provider(
    "Microsoft.Network",
    (
        *virtual_networks.TYPES,
        *interfaces.TYPES,
        *private_links.TYPES,
        *dns.TYPES,
        *privatedns.TYPES,
    ),
    reads={r"locations/(?P<location>[^/]+)/usages": usages},
)
