"""The clusters that the bench creates and reads."""

from __future__ import annotations

import json
import uuid
from typing import Any

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
NEWEST = "2025-07-25"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/bench"
PROVIDER = "providers/Microsoft.RedHatOpenShift"
CLUSTER = f"{GROUP}/{PROVIDER}/openShiftClusters/bench{{}}-x"
LIST = f"/subscriptions/{SUBSCRIPTION}/{PROVIDER}/openShiftClusters?api-version={NEWEST}"
NETWORK = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/"
PULL_SECRET = json.dumps({"auths": {"registry.test": {"auth": "c29tZTpib2R5"}}})


def cluster_path(index: int) -> str:
    return f"{CLUSTER.format(index)}?api-version={NEWEST}"


def node(subnet: str) -> dict[str, Any]:
    return {"subnetId": NETWORK + subnet, "encryptionAtHost": "Disabled"}


def body(index: int, network: str = NETWORK, group: str = "") -> dict[str, Any]:
    """What a customer sends to create cluster number ``index``; about 1.3 KB of JSON."""
    managed = group or f"bench{index}-managed"
    return {
        "location": "eastus",
        "tags": {"team": "bench", "cost-centre": "4711", "environment": "performance"},
        "properties": {
            "clusterProfile": {
                "domain": f"bench{index}",
                "pullSecret": PULL_SECRET,
                "resourceGroupId": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{managed}",
                "fipsValidatedModules": "Disabled",
            },
            "servicePrincipalProfile": {
                "clientId": str(uuid.uuid5(uuid.NAMESPACE_OID, str(index))),
                "clientSecret": "not-a-secret-really",
            },
            "networkProfile": {
                "podCidr": "10.128.0.0/14",
                "serviceCidr": "172.30.0.0/16",
                "outboundType": "Loadbalancer",
            },
            "masterProfile": {
                "vmSize": "Standard_D8s_v3",
                "subnetId": network + "master",
                "encryptionAtHost": "Disabled",
            },
            "workerProfiles": [
                {
                    "name": "worker",
                    "vmSize": "Standard_D4s_v3",
                    "diskSizeGB": 128,
                    "subnetId": network + "worker",
                    "count": 3,
                    "encryptionAtHost": "Disabled",
                }
            ],
            "apiserverProfile": {"visibility": "Public"},
            "ingressProfiles": [{"name": "default", "visibility": "Public"}],
        },
    }
