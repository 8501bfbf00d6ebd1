"""Role assignments, role definitions, deny assignments and permissions, at any scope."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping

from aro_devcloud.catalog import Provider, ResourceType, View, World
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json, Request
from aro_devcloud.providers.authorization_rights import permissions_of
from aro_devcloud.providers.authorization_roles import (
    ASSIGNMENT,
    DEFINITION,
    DENIAL,
    built_in_roles,
    find_definition,
    scope_of_extension,
)
from aro_devcloud.resource_id import enclosing, last_name, same
from aro_devcloud.store import Resource

_CLAUSE = re.compile(r"(\w+)\s+eq\s+'([^']*)'", re.IGNORECASE)
_CALL = re.compile(r"(\w+)\(\s*(?:'([^']*)')?\s*\)", re.IGNORECASE)


def prepare_assignment(world: World, assignment: Resource, previous: Resource | None) -> None:
    _check_guid(assignment, "InvalidRoleAssignmentId", "role assignment")
    properties = assignment.properties
    for name in ("principalId", "roleDefinitionId"):
        if not properties.get(name):
            raise CloudError(
                400,
                "InvalidCreateRoleAssignmentRequest",
                f"The role assignment '{assignment.name}' has no 'properties.{name}'.",
                target=f"properties.{name}",
            )
    find_definition(world, last_name(str(properties["roleDefinitionId"])))
    scope = scope_of_extension(assignment)
    for other in world.store.at(scope, ASSIGNMENT):
        if other.key != assignment.key and _same_grant(other, properties):
            raise CloudError(
                409,
                "RoleAssignmentExists",
                "The role assignment already exists. The ID of the existing role assignment is "
                f"{other.name.replace('-', '')}.",
            )
    if previous is not None and not _same_grant(previous, properties):
        raise CloudError(
            400,
            "RoleAssignmentUpdateNotPermitted",
            "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
        )
    properties["scope"] = scope
    properties.setdefault("principalType", "ServicePrincipal")
    properties["createdOn"] = previous.created if previous else assignment.created
    properties["updatedOn"] = assignment.changed


def prepare_definition(world: World, definition: Resource, previous: Resource | None) -> None:
    _check_guid(definition, "InvalidRoleDefinitionId", "role definition")
    properties = definition.properties
    name = str(properties.get("roleName", ""))
    for other in world.store.of_type(DEFINITION):
        if other.name != definition.name and other.properties.get("roleName") == name:
            raise CloudError(
                409,
                "RoleDefinitionWithSameNameExists",
                f"A custom role with the same name '{name}' already exists in this directory.",
            )
    properties["type"] = "CustomRole"
    properties.setdefault("assignableScopes", [scope_of_extension(definition)])
    properties.setdefault("permissions", [])


def guard_definition(world: World, definition: Resource) -> None:
    for assignment in world.store.of_type(ASSIGNMENT):
        if same(last_name(assignment.properties["roleDefinitionId"]), definition.name):
            raise CloudError(
                400,
                "RoleDefinitionHasAssignments",
                "There are existing role assignments referencing role (code: "
                f"{definition.name}): {assignment.id}.",
            )


def prepare_denial(world: World, denial: Resource, previous: Resource | None) -> None:
    _check_guid(denial, "InvalidDenyAssignmentId", "deny assignment")
    denial.properties["scope"] = scope_of_extension(denial)


def list_assignments(world: World, request: Request, match: Mapping[str, str]) -> Json:
    """Assignments at, above and below a scope; ``atScope()`` leaves those below out."""
    return _listed(world, request, ASSIGNMENT)


def list_denials(world: World, request: Request, match: Mapping[str, str]) -> Json:
    return _listed(world, request, DENIAL)


def list_definitions(world: World, request: Request, match: Mapping[str, str]) -> Json:
    """Built-in and custom roles that may be assigned at the scope, filtered by type and name."""
    scope = _requested_scope(request).lower() + "/"
    clauses = {k.lower(): v for k, v in _CLAUSE.findall(request.query.get("$filter", ""))}
    custom = [
        world.show(one, View())
        for one in world.store.of_type(DEFINITION)
        if any(
            scope.startswith(f"{place.lower().rstrip('/')}/")
            or f"{place.lower()}/".startswith(scope)
            for place in one.properties["assignableScopes"]
        )
    ]
    wanted_type, wanted_name = clauses.get("type", "").lower(), clauses.get("rolename", "").lower()
    found = [
        one
        for one in [*built_in_roles().values(), *custom]
        if wanted_type in ("", one["properties"]["type"].lower())
        and wanted_name in ("", str(one["properties"]["roleName"]).lower())
    ]
    return {"value": found}


def get_definition(world: World, request: Request, match: Mapping[str, str]) -> Json:
    return find_definition(world, match["name"])


def permissions(world: World, request: Request, match: Mapping[str, str]) -> Json:
    """What the caller may do at the scope."""
    return {"value": permissions_of(world, request.caller, _requested_scope(request))}


def _listed(world: World, request: Request, kind: str) -> Json:
    scope = _requested_scope(request)
    text = request.query.get("$filter", "")
    calls = {name.lower(): value for name, value in _CALL.findall(text)}
    clauses = {name.lower(): value.lower() for name, value in _CLAUSE.findall(text)}
    principal = clauses.get("principalid") or calls.get("assignedto", "").lower()
    found = [*_above(world, scope, kind), *world.store.at(scope, kind)]
    if "atscope" not in calls:
        at = {one.key for one in found}
        found += [one for one in world.store.in_scope(scope, kind) if one.key not in at]
    kept = [
        world.show(one, View(request.base))
        for one in found
        if not principal or str(one.properties.get("principalId", "")).lower() == principal
    ]
    return {"value": kept}


def _requested_scope(request: Request) -> str:
    path = "/" + request.path.strip("/")
    return path[: path.lower().rfind("/providers/microsoft.authorization/")]


def _above(world: World, scope: str, kind: str) -> list[Resource]:
    return [one for place in enclosing(scope) for one in world.store.at(place, kind)]


def _same_grant(other: Resource, properties: Json) -> bool:
    return same(str(other.properties["principalId"]), str(properties["principalId"])) and same(
        last_name(str(other.properties["roleDefinitionId"])),
        last_name(str(properties["roleDefinitionId"])),
    )


def _check_guid(resource: Resource, code: str, noun: str) -> None:
    try:
        uuid.UUID(resource.name)
    except ValueError as problem:
        raise CloudError(
            400, code, f"The {noun} ID '{resource.name}' is not valid. It must be a GUID."
        ) from problem


PROVIDER = Provider(
    "Microsoft.Authorization",
    (
        ResourceType(
            "roleAssignments",
            tracked=False,
            shows_state=False,
            shown_when_deleted=True,
            prepare=prepare_assignment,
        ),
        ResourceType(
            "roleDefinitions",
            tracked=False,
            shows_state=False,
            shown_when_deleted=True,
            prepare=prepare_definition,
            guard=guard_definition,
        ),
        ResourceType("denyAssignments", tracked=False, shows_state=False, prepare=prepare_denial),
        ResourceType("locks", tracked=False, shows_state=False),
    ),
    reads={
        r"roleassignments": list_assignments,
        r"denyassignments": list_denials,
        r"roledefinitions": list_definitions,
        r"roledefinitions/(?P<name>[^/]+)": get_definition,
        r"permissions": permissions,
    },
)
