"""Storage accounts with their keys, and blob containers as ARM sees them."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import Any

from aro_devcloud.catalog import Provider, ResourceType, View, World
from aro_devcloud.clock import timestamp
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.sas import AccountSas
from aro_devcloud.store import Resource

ACCOUNT = "Microsoft.Storage/storageAccounts"
CONTAINER = "Microsoft.Storage/storageAccounts/blobServices/containers"
_NAME = re.compile(r"^[a-z0-9]{3,24}$")
_CONTAINER_NAME = re.compile(r"^(\$web|\$root|\$logs|[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9])$")


def prepare_account(world: World, account: Resource, previous: Resource | None) -> None:
    _check_account_name(world, account)
    properties = account.properties
    for computed in ("primaryEndpoints", "primaryLocation", "statusOfPrimary", "creationTime"):
        properties.pop(computed, None)
    account.body.setdefault("kind", "StorageV2")
    if not (account.body.get("sku") or {}).get("name"):
        raise CloudError(
            400,
            "InvalidValuesForRequestParameters",
            f"The storage account '{account.name}' has no 'sku.name'.",
            target="sku",
        )
    account.body["sku"]["tier"] = account.body["sku"]["name"].partition("_")[0]
    properties.setdefault("allowSharedKeyAccess", True)
    properties.setdefault("supportsHttpsTrafficOnly", True)
    account.state.setdefault("keys", [_new_key(world), _new_key(world)])


def follow_account(world: World, account: Resource) -> None:
    service = f"{account.id}/blobServices/default"
    if world.store.find(service) is None:
        world.make(service, {"properties": {"cors": {"corsRules": []}}})


def render_account(world: World, account: Resource, body: Json, view: View) -> None:
    root = f"{view.base}/blob/{account.name}/"
    body["properties"] |= {
        "primaryEndpoints": {"blob": root, "web": f"{root}$web/"},
        "primaryLocation": account.location,
        "statusOfPrimary": "available",
        "creationTime": account.created,
    }


def list_keys(world: World, account: Resource, request: Json, view: View) -> Json:
    return {
        "keys": [
            {
                "keyName": f"key{number}",
                "value": value,
                "permissions": "FULL",
                "creationTime": account.created,
            }
            for number, value in enumerate(account.state["keys"], 1)
        ]
    }


def list_account_sas(world: World, account: Resource, request: Json, view: View) -> Json:
    """An account SAS signed with the asked key."""
    for name in ("signedServices", "signedResourceTypes", "signedPermission", "signedExpiry"):
        if not request.get(name):
            raise CloudError(
                400,
                "InvalidValuesForRequestParameters",
                f"Values for request parameters are invalid: {name}.",
                target=name,
            )
    number = 1 if str(request.get("keyToSign", "key1")).lower() == "key2" else 0
    sas = AccountSas(
        version="2022-11-02",
        services=str(request["signedServices"]),
        resource_types=str(request["signedResourceTypes"]),
        permissions=str(request["signedPermission"]),
        start=_seconds(request.get("signedStart")),
        expiry=_seconds(request["signedExpiry"]),
        ip=str(request.get("signedIp", "")),
        protocol=str(request.get("signedProtocol", "https")),
    )
    return {"accountSasToken": sas.token(account.name, account.state["keys"][number])}


def prepare_container(world: World, container: Resource, previous: Resource | None) -> None:
    if not _CONTAINER_NAME.match(container.name):
        raise CloudError(
            400,
            "ContainerOperationFailure",
            f"The container name '{container.name}' is not valid: use 3-63 lower-case letters, "
            "digits and single dashes.",
        )
    container.properties.setdefault("publicAccess", "None")
    container.properties["lastModifiedTime"] = container.changed


def release_container(world: World, container: Resource) -> None:
    """Takes the blobs away with their container."""
    world.blobs.drop(container.id.split("/")[8], container.name)


def find_account(world: World, name: str) -> Resource | None:
    """The account of that name: names are unique in the whole cloud."""
    return world.store.named(ACCOUNT, name)


def _check_account_name(world: World, account: Resource) -> None:
    if not _NAME.match(account.name):
        raise CloudError(
            400,
            "AccountNameInvalid",
            f"{account.name} is not a valid storage account name. Storage account name must be "
            "between 3 and 24 characters in length and use numbers and lower-case letters only.",
        )
    other = find_account(world, account.name)
    if other is not None and other.key != account.key:
        raise CloudError(
            409,
            "StorageAccountAlreadyTaken",
            f"The storage account named {account.name} is already taken.",
        )


def _new_key(world: World) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return base64.b64encode(world.ids.token(64, letters).encode()).decode()


def _seconds(moment: Any) -> str:
    """A time as SAS tokens write it, without fractions."""
    if not moment:
        return ""
    parsed = datetime.fromisoformat(str(moment).replace("Z", "+00:00"))
    return timestamp(parsed).partition(".")[0] + "Z"


PROVIDER = Provider(
    "Microsoft.Storage",
    (
        ResourceType(
            "storageAccounts",
            created_status=200,
            prepare=prepare_account,
            follow=follow_account,
            render=render_account,
            actions={"listKeys": list_keys, "ListAccountSas": list_account_sas},
        ),
        ResourceType("storageAccounts/blobServices", tracked=False, shows_state=False),
        ResourceType(
            "storageAccounts/blobServices/containers",
            tracked=False,
            shows_state=False,
            shows_etag=True,
            prepare=prepare_container,
            release=release_container,
        ),
    ),
)
