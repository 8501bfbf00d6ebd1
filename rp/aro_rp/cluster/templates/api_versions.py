"""The api-version that we speak for each resource type (backend.md 15)."""

from __future__ import annotations

_VERSIONS = {
    "microsoft.authorization": "2018-09-01-preview",
    "microsoft.authorization/denyassignments": "2018-07-01-preview",
    "microsoft.authorization/roledefinitions": "2018-01-01-preview",
    "microsoft.compute": "2024-03-01",
    "microsoft.compute/disks": "2019-03-01",
    "microsoft.compute/snapshots": "2020-05-01",
    "microsoft.compute/diskencryptionsets": "2021-04-01",
    "microsoft.compute/galleries": "2022-03-03",
    "microsoft.network": "2020-08-01",
    "microsoft.network/dnszones": "2018-05-01",
    "microsoft.network/privatednszones": "2018-09-01",
    "microsoft.storage": "2021-09-01",
    "microsoft.managedidentity": "2018-11-30",
    "microsoft.containerregistry": "2020-11-01-preview",
    "microsoft.resources/deployments": "2021-04-01",
    "microsoft.keyvault": "2019-09-01",
    "microsoft.insights": "2018-03-01",
}


def api_version(resource_type: str) -> str:
    """The version of the longest known prefix of the type; "" when no part of it is known."""
    known = resource_type.lower()
    while known and known not in _VERSIONS:
        known = known.rpartition("/")[0]
    return _VERSIONS.get(known, "")
