"""Role definitions, custom and built in, and the scopes of extension resources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from aro_devcloud.catalog import View, World
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.resource_id import same
from aro_devcloud.store import Resource

ASSIGNMENT = "Microsoft.Authorization/roleAssignments"
DEFINITION = "Microsoft.Authorization/roleDefinitions"
DENIAL = "Microsoft.Authorization/denyAssignments"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"


def scope_of_extension(resource: Resource) -> str:
    """The scope of an extension resource: its id up to its own provider part."""
    return resource.id[: resource.id.lower().rfind("/providers/microsoft.authorization/")]


def find_definition(world: World, name: str) -> Json:
    """A role definition by its guid, custom or built in; ids of any scope mean the same role."""
    for definition in world.store.of_type(DEFINITION):
        if same(definition.name, name):
            return world.show(definition, View())
    found = built_in_roles().get(name.lower())
    if found is None:
        raise CloudError(
            404,
            "RoleDefinitionDoesNotExist",
            f"The specified role definition with ID '{name}' does not exist.",
        )
    return found


@cache
def built_in_roles() -> Mapping[str, Json]:
    """The built-in roles this cloud knows, by guid."""
    text = resources.files(__package__).joinpath("roles.json").read_text()
    return {
        name: {
            "id": f"/providers/{DEFINITION}/{name}",
            "name": name,
            "type": DEFINITION,
            "properties": {
                "roleName": role["roleName"],
                "type": "BuiltInRole",
                "description": f"{role['roleName']} (local copy).",
                "assignableScopes": ["/"],
                "permissions": [
                    {
                        "actions": role.get("actions", []),
                        "notActions": role.get("notActions", []),
                        "dataActions": role.get("dataActions", []),
                        "notDataActions": [],
                    }
                ],
            },
        }
        for name, role in json.loads(text).items()
    }
