"""The internal and the public load balancer and their public addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aro_rp.cluster.naming import Names
from aro_rp.cluster.templates.ids import GroupIds
from aro_rp.cluster.templates.resource import Resource, reference, resource

INTERNAL_FRONTEND = "internal-lb-ip-v4"
PUBLIC_FRONTEND = "public-lb-ip-v4"
OUTBOUND_RULE = "outbound-rule-v4"
API_RULE = "api-internal-v4"
API_PROBE = "api-internal-probe"
SINT_RULE = "sint-v4"
SINT_PROBE = "sint-probe"
SSH_PROBE = "ssh"
API_PORT = 6443
MACHINE_CONFIG_PORT = 22623
SSH_PORTS = range(2200, 2203)

_STANDARD = {"name": "Standard"}
_IDLE_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Balancer:
    """Where a load balancer is and what its parts are called."""

    ids: GroupIds
    name: str

    def frontend(self, name: str) -> dict[str, str]:
        return self._part("frontendIPConfigurations", name)

    def pool(self, name: str) -> dict[str, str]:
        return self._part("backendAddressPools", name)

    def probe(self, name: str) -> dict[str, str]:
        return self._part("probes", name)

    def _part(self, kind: str, name: str) -> dict[str, str]:
        return reference(self.ids.load_balancer_part(self.name, kind, name))


def internal_load_balancer(
    ids: GroupIds, names: Names, location: str, subnet: str, zones: Sequence[str]
) -> Resource:
    """API and machine config for the nodes, SSH per control plane node for the RP."""
    balancer = Balancer(ids, names.internal_lb)
    frontend = {
        "name": INTERNAL_FRONTEND,
        "properties": {
            "privateIPAllocationMethod": "Dynamic",
            "subnet": reference(subnet),
        },
        **_zones(zones),
    }
    pools = [names.pool, *(f"ssh-{i}" for i in range(len(SSH_PORTS)))]
    properties = {
        "frontendIPConfigurations": [frontend],
        "backendAddressPools": [{"name": pool} for pool in pools],
        "loadBalancingRules": [
            api_rule(balancer, INTERNAL_FRONTEND, names.pool),
            rule(
                balancer,
                SINT_RULE,
                INTERNAL_FRONTEND,
                names.pool,
                SINT_PROBE,
                (MACHINE_CONFIG_PORT, MACHINE_CONFIG_PORT),
                snat=True,
            ),
            *ssh_rules(balancer),
        ],
        "probes": [
            probe(API_PROBE, API_PORT, "/readyz"),
            probe(SINT_PROBE, MACHINE_CONFIG_PORT, "/healthz"),
            probe(SSH_PROBE, 22),
        ],
    }
    return _balancer(names.internal_lb, location, properties)


def ssh_rules(balancer: Balancer) -> list[dict[str, Any]]:
    return [
        rule(balancer, f"ssh-{i}", INTERNAL_FRONTEND, f"ssh-{i}", SSH_PROBE, (port, 22), snat=False)
        for i, port in enumerate(SSH_PORTS)
    ]


def public_load_balancer(
    ids: GroupIds, names: Names, location: str, outbound: Sequence[str], *, api_is_public: bool
) -> Resource:
    """``outbound`` names the public addresses that traffic leaves by, in order."""
    balancer = Balancer(ids, names.public_lb)
    frontends = outbound_frontends(ids, names, outbound, api_is_public=api_is_public)
    properties: dict[str, Any] = {
        "frontendIPConfigurations": frontends,
        "backendAddressPools": [{"name": names.pool}],
        "loadBalancingRules": [],
        "probes": [],
        "outboundRules": [outbound_rule(ids, names, outbound)],
    }
    if api_is_public:
        properties["loadBalancingRules"] = [api_rule(balancer, PUBLIC_FRONTEND, names.pool)]
        properties["probes"] = [probe(API_PROBE, API_PORT, "/readyz")]
    addresses = {names.api_ip, *outbound} if api_is_public else set(outbound)
    return _balancer(
        names.public_lb,
        location,
        properties,
        [ids.network("publicIPAddresses", address) for address in sorted(addresses)],
    )


def outbound_frontends(
    ids: GroupIds, names: Names, outbound: Sequence[str], *, api_is_public: bool
) -> list[dict[str, Any]]:
    """One per address: the API's has a name of its own, the others are named like theirs."""
    addresses = [names.api_ip] if api_is_public else []
    addresses += [name for name in outbound if name not in addresses]
    return [
        {
            "name": frontend_name(names, address),
            "properties": {
                "publicIPAddress": reference(ids.network("publicIPAddresses", address)),
            },
        }
        for address in addresses
    ]


def frontend_name(names: Names, address: str) -> str:
    return PUBLIC_FRONTEND if address == names.api_ip else address


def outbound_rule(ids: GroupIds, names: Names, outbound: Sequence[str]) -> dict[str, Any]:
    balancer = Balancer(ids, names.public_lb)
    return {
        "name": OUTBOUND_RULE,
        "properties": {
            "frontendIPConfigurations": [
                balancer.frontend(frontend_name(names, address)) for address in outbound
            ],
            "backendAddressPool": balancer.pool(names.pool),
            "protocol": "All",
            "idleTimeoutInMinutes": _IDLE_MINUTES,
        },
    }


def public_address(name: str, location: str, zones: Sequence[str]) -> Resource:
    return resource(
        "Microsoft.Network/publicIPAddresses",
        name,
        {"publicIPAllocationMethod": "Static"},
        location=location,
        sku=_STANDARD,
        **_zones(zones),
    )


def api_rule(balancer: Balancer, frontend: str, pool: str) -> dict[str, Any]:
    ports = (API_PORT, API_PORT)
    return rule(balancer, API_RULE, frontend, pool, API_PROBE, ports, snat=False)


def rule(
    balancer: Balancer,
    name: str,
    frontend: str,
    pool: str,
    probe_name: str,
    ports: tuple[int, int],
    *,
    snat: bool,
) -> dict[str, Any]:
    """A TCP rule; ``ports`` are front and back."""
    return {
        "name": name,
        "properties": {
            "frontendIPConfiguration": balancer.frontend(frontend),
            "backendAddressPool": balancer.pool(pool),
            "probe": balancer.probe(probe_name),
            "protocol": "Tcp",
            "loadDistribution": "Default",
            "frontendPort": ports[0],
            "backendPort": ports[1],
            "idleTimeoutInMinutes": _IDLE_MINUTES,
            **({} if snat else {"disableOutboundSnat": True}),
        },
    }


def probe(name: str, port: int, path: str = "") -> dict[str, Any]:
    """HTTPS when there is a path, else TCP; every 5 s, twice."""
    way = {"protocol": "Https", "requestPath": path} if path else {"protocol": "Tcp"}
    return {
        "name": name,
        "properties": {**way, "port": port, "intervalInSeconds": 5, "numberOfProbes": 2},
    }


def _balancer(
    name: str, location: str, properties: dict[str, Any], depends_on: Iterable[str] = ()
) -> Resource:
    return resource(
        "Microsoft.Network/loadBalancers",
        name,
        properties,
        depends_on=depends_on,
        location=location,
        sku=_STANDARD,
    )


def _zones(zones: Sequence[str]) -> dict[str, Any]:
    return {"zones": list(zones)} if zones else {}
