"""The cluster's two storage accounts and their containers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aro_rp.cluster.naming import BOOTSTRAP_CONTAINER, GRAPH_CONTAINER, REGISTRY_CONTAINER
from aro_rp.cluster.templates.ids import GroupIds
from aro_rp.cluster.templates.resource import Resource, resource

_ACCOUNT = "Microsoft.Storage/storageAccounts"


@dataclass(frozen=True, slots=True)
class StorageInputs:
    """``subnets`` may reach the accounts; ``is_open`` lets everybody (development)."""

    ids: GroupIds
    location: str
    cluster_account: str
    registry_account: str
    subnets: tuple[str, ...]
    is_open: bool
    uses_workload_identity: bool
    is_new: bool = True


def storage_resources(given: StorageInputs) -> Iterator[Resource]:
    yield storage_account(given, given.cluster_account, _sas_policy(given))
    for container in (BOOTSTRAP_CONTAINER, GRAPH_CONTAINER):
        yield _container(given, given.cluster_account, container)
    yield storage_account(given, given.registry_account, {})
    yield _container(given, given.registry_account, REGISTRY_CONTAINER)


def storage_account(given: StorageInputs, name: str, more: dict[str, Any]) -> Resource:
    """Encryption is set on new accounts only: it cannot be added to old ones."""
    properties: dict[str, Any] = {
        "allowBlobPublicAccess": False,
        "allowCrossTenantReplication": False,
        "supportsHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
        "networkAcls": {
            "bypass": "AzureServices",
            "virtualNetworkRules": [
                {"id": subnet, "action": "Allow", "state": "Succeeded"} for subnet in given.subnets
            ],
            "defaultAction": "Allow" if given.is_open else "Deny",
        },
        **({"encryption": _ENCRYPTION} if given.is_new else {}),
        **({"allowSharedKeyAccess": False} if given.uses_workload_identity else {}),
        **more,
    }
    return resource(
        _ACCOUNT,
        name,
        properties,
        location=given.location,
        kind="StorageV2",
        sku={"name": "Standard_LRS"},
    )


_ENCRYPTION = {
    "requireInfrastructureEncryption": True,
    "keySource": "Microsoft.Storage",
    "services": {
        service: {"keyType": "Account", "enabled": True}
        for service in ("blob", "file", "table", "queue")
    },
}


def _sas_policy(given: StorageInputs) -> dict[str, Any]:
    if not given.uses_workload_identity:
        return {}
    return {"sasPolicy": {"sasExpirationPeriod": "0.01:00:00", "expirationAction": "Log"}}


def _container(given: StorageInputs, account: str, name: str) -> Resource:
    return resource(
        f"{_ACCOUNT}/blobServices/containers",
        f"{account}/default/{name}",
        {},
        depends_on=[given.ids.storage_account(account)],
    )
