"""Who may do what: the access check and the listing of one's own permissions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from azure.mgmt.authorization.aio import AuthorizationManagementClient

from aro_devcloud import Cloud, CloudConfig, Withheld
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.testing import memory_cloud

ROOT = f"/subscriptions/{DEFAULT_SUBSCRIPTION}"
GROUP = f"{ROOT}/resourceGroups/g"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"
READ, WRITE = "Microsoft.Network/virtualNetworks/read", "Microsoft.Network/virtualNetworks/write"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
ASSIGNMENTS = "providers/Microsoft.Authorization/roleAssignments"
DENIALS = "providers/Microsoft.Authorization/denyAssignments"
EVERYBODY = "00000000-0000-0000-0000-000000000000"
Http = Callable[..., httpx.AsyncClient]


@pytest.fixture
def check(http: Http) -> Callable[..., Any]:
    async def ask(cloud: Cloud, principal: str, scope: str = VNET, *actions: str) -> dict[str, str]:
        asked = {
            "Subject": {"Attributes": {"ObjectId": principal}},
            "Actions": [{"Id": action, "IsDataAction": False} for action in actions],
            "Resource": {"Id": scope},
        }
        async with http(other=cloud) as client:
            path = "/checkaccess/providers/Microsoft.Authorization/checkAccess"
            reply = await client.post(f"{path}?api-version=2021-06-01-preview", json=asked)
        assert reply.status_code == 200, reply.text
        return {one["actionId"]: one["accessDecision"] for one in reply.json()["value"]}

    return ask


def strict(**more: Any) -> Cloud:
    cloud = memory_cloud(CloudConfig(open_rights=False, installer_in_background=False, **more))
    cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "g", "v")
    return cloud


def guid(number: int) -> str:
    return f"11111111-1111-1111-1111-{number:012d}"


def grant(cloud: Cloud, scope: str, principal: str, role: str = READER) -> None:
    definition = f"{ROOT}/providers/Microsoft.Authorization/roleDefinitions/{role}"
    body = {"properties": {"principalId": principal, "roleDefinitionId": definition}}
    cloud.make(f"{scope}/{ASSIGNMENTS}/{guid(1)}", body)


async def test_everybody_may_do_everything_in_a_cloud_that_was_told_nothing(cloud, check) -> None:
    assert await check(cloud, "p", VNET, READ, WRITE) == {READ: "Allowed", WRITE: "Allowed"}


async def test_roles_decide_when_rights_are_not_open(check) -> None:
    cloud = strict()
    assert await check(cloud, "p", VNET, READ) == {READ: "NotAllowed"}
    grant(cloud, GROUP, "p")
    assert await check(cloud, "p", VNET, READ, WRITE) == {READ: "Allowed", WRITE: "NotAllowed"}
    assert await check(cloud, "p", ROOT, READ) == {READ: "NotAllowed"}
    assert await check(cloud, "q", VNET, READ) == {READ: "NotAllowed"}


async def test_a_right_is_withheld_from_an_object_an_application_or_an_identity(check) -> None:
    identity = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
    withheld = [Withheld(WRITE, who, GROUP) for who in ("p", "application", identity)]
    cloud = memory_cloud(CloudConfig(withheld=withheld, installer_in_background=False))
    cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "g", "v")
    cloud.make(identity, {"location": "eastus"})
    made = cloud.resource(identity)
    assert made is not None
    of_application = cloud.principals.object_id(cloud.config.tenant, "application")
    for object_id in ("p", of_application, made.properties["principalId"]):
        assert await check(cloud, object_id, VNET, READ, WRITE) == {
            READ: "Allowed",
            WRITE: "NotAllowed",
        }
    assert await check(cloud, "q", VNET, WRITE) == {WRITE: "Allowed"}
    assert await check(cloud, "p", ROOT, WRITE) == {WRITE: "Allowed"}


async def test_a_deny_assignment_binds_all_but_those_it_excludes(cloud, check) -> None:
    cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "g", "v")
    denial = {
        "permissions": [{"actions": ["*/write"], "notActions": []}],
        "principals": [{"id": EVERYBODY, "type": "SystemDefined"}],
        "excludePrincipals": [{"id": "p"}],
    }
    cloud.make(f"{GROUP}/{DENIALS}/{guid(7)}", {"properties": denial})
    assert await check(cloud, "q", VNET, READ, WRITE) == {READ: "Allowed", WRITE: "Denied"}
    assert await check(cloud, "p", VNET, WRITE) == {WRITE: "Allowed"}


async def test_an_access_check_without_a_subject_is_refused(cloud, http) -> None:
    async with http() as client:
        path = "/checkaccess/providers/Microsoft.Authorization/checkAccess"
        reply = await client.post(path, json={"Resource": {"Id": VNET}})
    assert reply.status_code == 400
    assert "Subject.Attributes.ObjectId" in reply.text


async def test_callers_list_their_own_permissions(client_of) -> None:
    cloud = strict()
    grant(cloud, GROUP, cloud.principals.object_id(cloud.config.tenant, "test"))
    client = client_of(AuthorizationManagementClient, other=cloud)
    listing = client.permissions.list_for_resource_group("g")
    assert [one.actions async for one in listing] == [["*/read"]]
