"""The clusters that the bench creates and reads."""

from __future__ import annotations

import copy
import json
import uuid
from pathlib import Path
from typing import Any

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
NEWEST = "2025-07-25"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/bench"
PROVIDER = "providers/Microsoft.RedHatOpenShift"
CLUSTER = f"{GROUP}/{PROVIDER}/openShiftClusters/bench{{}}-x"
LIST = f"/subscriptions/{SUBSCRIPTION}/{PROVIDER}/openShiftClusters?api-version={NEWEST}"
API = Path(__file__).parents[2] / "api-specs" / "redhatopenshift" / "stable" / NEWEST
IDENTITY_HEADERS = {
    "x-ms-identity-url": "https://identity.test/credentials",
    "x-ms-home-tenant-id": SUBSCRIPTION,
    "x-ms-identity-principal-id": SUBSCRIPTION,
}
"""What ARM adds to a create with a cluster identity."""


def _published(name: str) -> dict[str, Any]:
    content = json.loads((API / "examples" / f"{name}.json").read_text())
    parameters: dict[str, Any] = content["parameters"]["parameters"]
    return parameters


PRINCIPAL = _published("OpenShiftClusters_CreateOrUpdate_ServicePrincipal")
IDENTITIES = _published("OpenShiftClusters_CreateOrUpdate")


def cluster_path(index: int) -> str:
    return f"{CLUSTER.format(index)}?api-version={NEWEST}"


def example(index: int, published: dict[str, Any] = PRINCIPAL) -> dict[str, Any]:
    """A published example of a create, with the names that must differ made to differ."""
    content = copy.deepcopy(published)
    properties = content["properties"]
    properties["clusterProfile"]["domain"] = f"bench{index}"
    properties["clusterProfile"]["resourceGroupId"] += str(index)
    if "identity" in content:
        identity = content["identity"]
        (own,) = identity["userAssignedIdentities"]
        identity["userAssignedIdentities"] = {f"{own}{index}": {}}
        operators = properties["platformWorkloadIdentityProfile"]["platformWorkloadIdentities"]
        for operator in operators.values():
            operator["resourceId"] += str(index)
    else:
        properties["servicePrincipalProfile"]["clientId"] = client_id(index)
    return content


def client_id(index: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, str(index)))


def body(index: int, network: str) -> dict[str, Any]:
    """A create that the local cloud can carry out, with a network of its own."""
    managed = f"bench{index}-managed"
    return {
        "location": "eastus",
        "properties": {
            "clusterProfile": {
                "domain": f"bench{index}",
                "resourceGroupId": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{managed}",
                "fipsValidatedModules": "Disabled",
            },
            "servicePrincipalProfile": {
                "clientId": client_id(index),
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
