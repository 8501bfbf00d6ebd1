"""Who may do what: from role assignments, role definitions, deny assignments and what the
configuration withholds.

With open rights, which is how a local cloud starts, everybody owns everything besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from aro_devcloud.catalog import World
from aro_devcloud.clock import stable_uuid
from aro_devcloud.http import Json
from aro_devcloud.providers.authorization_roles import (
    ASSIGNMENT,
    DENIAL,
    OWNER,
    find_definition,
)
from aro_devcloud.resource_id import enclosing, last_name, same

EVERYBODY = "00000000-0000-0000-0000-000000000000"
_EVERYTHING: Json = {"actions": ["*"], "notActions": [], "dataActions": ["*"]}


@dataclass(frozen=True, slots=True)
class Decision:
    """``assignment`` and ``denial`` are ids of what decided, "" where it is no resource."""

    allowed: bool
    assignment: str = ""
    denial: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody has at some scope."""

    assignment: str
    role: str
    permission: Json


def decide(
    world: World, principal: str, action: str, scope: str, *, data: bool = False
) -> Decision:
    """Whether the object may do the action on the resource or scope of that id."""
    for denial in denials_of(world, principal, scope):
        if any(covers(one, action, data=data) for one in denial.permissions):
            return Decision(False, denial=denial.id)
    for grant in grants_of(world, principal, scope):
        if covers(grant.permission, action, data=data):
            return Decision(True, assignment=grant.assignment)
    return Decision(False)


def permissions_of(world: World, principal: str, scope: str) -> list[Json]:
    """What the object may do there, one entry per role, less what it is denied."""
    denied = [
        action
        for denial in denials_of(world, principal, scope)
        for one in denial.permissions
        for action in one.get("actions") or []
    ]
    return [
        {
            "actions": list(grant.permission.get("actions") or []),
            "notActions": [*(grant.permission.get("notActions") or []), *denied],
            "dataActions": list(grant.permission.get("dataActions") or []),
            "notDataActions": list(grant.permission.get("notDataActions") or []),
        }
        for grant in grants_of(world, principal, scope)
    ]


def grants_of(world: World, principal: str, scope: str) -> Iterator[Grant]:
    """Roles assigned to the object at the scope or above it."""
    if world.config.open_rights:
        yield Grant("", OWNER, _EVERYTHING)
    for place in (scope, *enclosing(scope)):
        for one in world.store.at(place, ASSIGNMENT):
            if not same(str(one.properties.get("principalId", "")), principal):
                continue
            role = last_name(str(one.properties["roleDefinitionId"]))
            for permission in find_definition(world, role)["properties"]["permissions"]:
                yield Grant(one.id, role, permission)


@dataclass(frozen=True, slots=True)
class Denial:
    """What somebody must not do at some scope; ``id`` is "" for what the configuration says."""

    id: str
    permissions: Sequence[Json]


def denials_of(world: World, principal: str, scope: str) -> Iterator[Denial]:
    """Deny assignments that bind the object at the scope, and what is withheld from it there."""
    for withheld in world.config.withheld:
        if _is_meant(world, withheld.principal, principal) and is_within(scope, withheld.scope):
            yield Denial("", [{"actions": [withheld.action], "dataActions": [withheld.action]}])
    for place in (scope, *enclosing(scope)):
        for one in world.store.at(place, DENIAL):
            if _binds(one.properties, principal, is_below=not same(place, scope)):
                yield Denial(one.id, one.properties.get("permissions") or [])


def _binds(denial: Json, principal: str, *, is_below: bool) -> bool:
    bound = {str(who.get("id", "")).lower() for who in denial.get("principals") or []}
    free = {str(who.get("id", "")).lower() for who in denial.get("excludePrincipals") or []}
    if not bound & {EVERYBODY, principal.lower()} or principal.lower() in free:
        return False
    return not (is_below and denial.get("doNotApplyToChildScopes"))


def _is_meant(world: World, who: str, principal: str) -> bool:
    """Everybody, an object, an application, or an identity's resource id."""
    if who in ("", principal):
        return True
    identity = world.store.find(who)
    if identity is not None:
        return same(str(identity.properties.get("principalId", "")), principal)
    return same(stable_uuid("service principal", world.config.tenant, who), principal)


def is_within(scope: str, place: str) -> bool:
    """Whether the scope is the place or lies below it; "" and "/" are above everything."""
    return f"{scope.lower().rstrip('/')}/".startswith(f"{place.lower().rstrip('/')}/")


def covers(permission: Json, action: str, *, data: bool = False) -> bool:
    """Whether one entry of a role's permissions has the action."""
    kind, without = ("dataActions", "notDataActions") if data else ("actions", "notActions")
    return any(_matches(one, action) for one in permission.get(kind) or []) and not any(
        _matches(one, action) for one in permission.get(without) or []
    )


def _matches(pattern: str, action: str) -> bool:
    return _compiled(pattern.lower()).fullmatch(action.lower()) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Patterns come from role definitions; ``*`` stands for any text, slashes too."""
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")))
