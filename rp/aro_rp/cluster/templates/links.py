"""The network security group, the private link service and the private endpoint."""

from __future__ import annotations

from typing import Any

from aro_rp.cluster.naming import Names
from aro_rp.cluster.templates.ids import GroupIds
from aro_rp.cluster.templates.load_balancers import API_PORT, INTERNAL_FRONTEND, Balancer
from aro_rp.cluster.templates.resource import Resource, reference, resource

GATEWAY_CONNECTION = "gateway-plsconnection"
GATEWAY_SERVICE = "gateway-pls-001"


def security_group(names: Names, location: str, *, api_is_public: bool) -> Resource:
    """Lets the API in when it is public; everything else is Azure's defaults."""
    rules: list[dict[str, Any]] = []
    if api_is_public:
        rules.append(
            {
                "name": "apiserver_in",
                "properties": {
                    "protocol": "Tcp",
                    "sourcePortRange": "*",
                    "destinationPortRange": str(API_PORT),
                    "sourceAddressPrefix": "*",
                    "destinationAddressPrefix": "*",
                    "access": "Allow",
                    "priority": 120,
                    "direction": "Inbound",
                },
            }
        )
    return resource(
        "Microsoft.Network/networkSecurityGroups",
        names.nsg,
        {"securityRules": rules},
        location=location,
    )


def private_link_service(
    ids: GroupIds, names: Names, location: str, subnet: str, rp_subscription: str
) -> Resource:
    """Offers the internal load balancer to the RP's subscription, without asking."""
    balancer = Balancer(ids, names.internal_lb)
    properties = {
        "loadBalancerFrontendIpConfigurations": [balancer.frontend(INTERNAL_FRONTEND)],
        "ipConfigurations": [
            {"name": names.private_link_nic, "properties": {"subnet": reference(subnet)}}
        ],
        "visibility": {"subscriptions": [rp_subscription]},
        "autoApproval": {"subscriptions": [rp_subscription]},
    }
    return resource(
        "Microsoft.Network/privateLinkServices",
        names.private_link_service,
        properties,
        location=location,
        depends_on=[ids.network("loadBalancers", names.internal_lb)],
    )


def private_endpoint(
    ids: GroupIds, names: Names, location: str, subnet: str, gateway_service: str
) -> Resource:
    """The cluster's way out by the gateway; ``gateway_service`` "" means the cluster's own."""
    own = ids.network("privateLinkServices", names.private_link_service)
    properties = {
        "subnet": reference(subnet),
        "manualPrivateLinkServiceConnections": [
            {
                "name": GATEWAY_CONNECTION,
                "properties": {"privateLinkServiceId": gateway_service or own},
            }
        ],
    }
    return resource(
        "Microsoft.Network/privateEndpoints",
        names.private_endpoint,
        properties,
        location=location,
        depends_on=[] if gateway_service else [own],
    )
