from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.authorization.aio import AuthorizationManagementClient

from aro_devcloud import Cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.testing import error_code

ClientOf = Callable[..., Any]
ROOT = f"/subscriptions/{DEFAULT_SUBSCRIPTION}"
GROUP = f"{ROOT}/resourceGroups/g"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


def guid(number: int) -> str:
    return f"11111111-1111-1111-1111-{number:012d}"


def grant(principal: str, role: str = CONTRIBUTOR) -> dict[str, Any]:
    definition = f"{ROOT}/providers/Microsoft.Authorization/roleDefinitions/{role}"
    return {"properties": {"principalId": principal, "roleDefinitionId": definition}}


@pytest.fixture
def client(cloud: Cloud, client_of: ClientOf) -> Any:
    cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "g", "v")
    return client_of(AuthorizationManagementClient)


async def test_assignments_are_seen_from_above_and_below(client: Any) -> None:
    network = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"
    for number, scope in enumerate((ROOT, GROUP, network)):
        await client.role_assignments.create(scope, guid(number), grant(f"p{number}"))

    async def seen(scope: str, text: str | None = None) -> list[str]:
        listing = client.role_assignments.list_for_scope(scope, filter=text)
        return sorted([one.principal_id async for one in listing])

    assert await seen(GROUP) == ["p0", "p1", "p2"]
    assert await seen(GROUP, "atScope()") == ["p0", "p1"]
    assert await seen(network, "atScope()") == ["p0", "p1", "p2"]
    assert await seen(GROUP, "principalId eq 'p2'") == ["p2"]


async def test_the_same_right_is_given_once(client: Any) -> None:
    await client.role_assignments.create(GROUP, guid(1), grant("p"))
    await client.role_assignments.create(GROUP, guid(1), grant("p"))
    with pytest.raises(HttpResponseError) as refused:
        await client.role_assignments.create(GROUP, guid(2), grant("p"))
    assert (refused.value.status_code, error_code(refused.value)) == (409, "RoleAssignmentExists")


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        (guid(1), grant("q"), "RoleAssignmentUpdateNotPermitted"),
        ("no-guid", grant("q"), "InvalidRoleAssignmentId"),
        (guid(2), grant(""), "InvalidCreateRoleAssignmentRequest"),
        (guid(2), grant("q", guid(9)), "RoleDefinitionDoesNotExist"),
    ],
)
async def test_a_grant_that_cannot_be_is_refused(
    client: Any, name: str, body: dict[str, Any], code: str
) -> None:
    await client.role_assignments.create(GROUP, guid(1), grant("p"))
    with pytest.raises(HttpResponseError) as refused:
        await client.role_assignments.create(GROUP, name, body)
    assert error_code(refused.value) == code


async def test_assignments_are_deleted_and_go_with_their_scope(cloud: Cloud, client: Any) -> None:
    network = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"
    made = await client.role_assignments.create(GROUP, guid(1), grant("p"))
    below = await client.role_assignments.create(network, guid(2), grant("p"))
    await client.role_assignments.delete_by_id(made.id)
    await client.role_assignments.delete_by_id(made.id)
    cloud.engine.remove(network)
    assert cloud.resource(made.id) is None
    assert cloud.resource(below.id) is None


async def test_built_in_roles_are_found_at_every_scope(client: Any) -> None:
    definitions = client.role_definitions
    by_id = await definitions.get_by_id(f"{GROUP}/providers/Microsoft.Authorization/"
                                        f"roleDefinitions/{READER}")  # fmt: skip
    by_name = [one async for one in definitions.list(ROOT, filter="roleName eq 'Reader'")]
    everywhere = await definitions.get_by_id(
        f"/providers/microsoft.authorization/roledefinitions/{READER}"
    )
    assert everywhere.name == READER
    assert by_id.permissions[0].actions == ["*/read"]
    assert [one.name for one in by_name] == [READER]


async def test_a_custom_role_stays_while_it_is_assigned(client: Any) -> None:
    role = {"properties": {"roleName": "Azure Red Hat OpenShift cluster x", "permissions": []}}
    definitions = client.role_definitions
    await definitions.create_or_update(GROUP, guid(5), role)
    await client.role_assignments.create(GROUP, guid(1), grant("p", guid(5)))
    custom = [one.name async for one in definitions.list(GROUP, filter="type eq 'CustomRole'")]
    with pytest.raises(HttpResponseError) as refused:
        await definitions.delete(GROUP, guid(5))
    assert custom == [guid(5)]
    assert error_code(refused.value) == "RoleDefinitionHasAssignments"
    await client.role_assignments.delete(GROUP, guid(1))
    await definitions.delete(GROUP, guid(5))


async def test_deny_assignments_and_permissions_are_listed(cloud: Cloud, client: Any) -> None:
    path = f"{GROUP}/providers/Microsoft.Authorization/denyAssignments/{guid(7)}"
    cloud.make(path, {"properties": {"denyAssignmentName": "d", "isSystemProtected": True}})
    denials = [one.name async for one in client.deny_assignments.list_for_scope(GROUP)]
    allowed = [one.actions async for one in client.permissions.list_for_resource_group("g")]
    assert denials == [guid(7)]
    assert allowed == [["*"]]


async def test_a_built_in_role_is_read_without_a_subscription(client: Any) -> None:
    path = f"/providers/Microsoft.Authorization/roleDefinitions/{READER}"
    assert (await client.role_definitions.get_by_id(path)).role_name == "Reader"


async def test_a_deletion_answers_with_what_is_gone(client: Any) -> None:
    await client.role_assignments.create(GROUP, guid(1), grant("p"))
    gone = await client.role_assignments.delete(GROUP, guid(1))
    assert gone.principal_id == "p"
    assert await client.role_assignments.delete(GROUP, guid(1)) is None
