"""The customers of a soak by their number: where their things are, and what cluster they want."""

from __future__ import annotations

import json
from typing import Any

from aro_api.data import read_table
from aro_devcloud.config import DEFAULT_SUBSCRIPTION as SUBSCRIPTION
from aro_rp.local import demo

CLUSTER = "cluster"


def group_of(number: int) -> str:
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/customer{number}"


def managed_group_of(number: int) -> str:
    return f"{group_of(number)}-managed"


def network_of(number: int) -> str:
    return f"{group_of(number)}/providers/Microsoft.Network/virtualNetworks/vnet"


def cluster_of(number: int) -> str:
    return f"{group_of(number)}/providers/Microsoft.RedHatOpenShift/openShiftClusters/soak"


def identities_of(number: int) -> dict[str, str]:
    """The ids of the cluster's own identity, called ``CLUSTER``, and of one for each operator."""
    place = f"{group_of(number)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
    operators = [role["operatorName"] for role in read_table("role_sets")["roles"]]
    return {name: f"{place}/{name}" for name in (CLUSTER, *operators)}


def wanted_of(number: int) -> dict[str, Any]:
    """The body of a PUT: with a service principal for even numbers, else with identities."""
    text = json.dumps(demo.cluster(SUBSCRIPTION))
    text = text.replace(demo.network_id(SUBSCRIPTION), network_of(number))
    body: dict[str, Any] = json.loads(text)
    properties = body["properties"]
    properties["clusterProfile"] |= {
        "domain": f"soak{number}",
        "resourceGroupId": managed_group_of(number),
        "version": "4.17.27",
    }
    if number % 2 == 0:
        client_id = f"22222222-2222-2222-2222-{number:012d}"
        properties["servicePrincipalProfile"]["clientId"] = client_id
        return body
    del properties["servicePrincipalProfile"]
    identities = identities_of(number)
    own = identities.pop(CLUSTER)
    body["identity"] = {"type": "UserAssigned", "userAssignedIdentities": {own: {}}}
    platform = {name: {"resourceId": identity} for name, identity in identities.items()}
    properties["platformWorkloadIdentityProfile"] = {"platformWorkloadIdentities": platform}
    return body
