"""Role assignments: looked for, and made where they are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from azext_aro import ids
from azext_aro.faults import AzureRefused
from azext_aro.networks import Attached
from azext_aro.session import Rest, Session, api

NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
FEDERATED_CREDENTIAL = "ef318e2a-8334-4a05-9e4a-295a196c6a6e"
SERVICE = "42f3c60f-e7b1-46d7-ba56-6de681664342"
RP_APPLICATION = "f1dd0a37-89c6-4e07-bcd1-ffd3d43d8875"
ROLE_NAMES = {NETWORK_CONTRIBUTOR: "Network Contributor", READER: "Reader"}
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a principal has, or needs, at a scope."""

    principal: str
    role: str
    scope: str


def wanted(subscription: str, principals: Iterable[str], attached: Attached) -> Iterator[Grant]:
    """The grants that a service principal needs, in a fixed order."""
    for principal in principals:
        for role, scopes in (
            (NETWORK_CONTRIBUTOR, attached.network),
            (READER, attached.disk_sets),
        ):
            for scope in scopes:
                yield Grant(principal, ids.role_id(subscription, role), scope)


def exists(arm: Rest, grant: Grant) -> bool:
    """Whether the principal has the role at the scope or above it."""
    path = f"{grant.scope}/providers/Microsoft.Authorization/roleAssignments"
    query = {**api("authorization"), "$filter": f"principalId eq '{grant.principal}'"}
    for found in arm.every(path, **query):
        has = found.get("properties") or {}
        if (
            ids.same(role_guid(str(has.get("roleDefinitionId", ""))), role_guid(grant.role))
            and ids.same(str(has.get("principalId", "")), grant.principal)
            and ids.at_or_above(str(has.get("scope", "")), grant.scope)
        ):
            return True
    return False


def role_guid(role: str) -> str:
    return role.rpartition("/")[2]


def assign(session: Session, grant: Grant) -> None:
    """Makes an assignment; one that is already there is only told."""
    name = session.chance.uuid()
    path = f"{grant.scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
    body = {
        "properties": {
            "roleDefinitionId": grant.role,
            "principalId": grant.principal,
            "principalType": "ServicePrincipal",
        }
    }
    try:
        session.arm.put(path, body, **api("authorization"))
    except AzureRefused as refused:
        if refused.status != CONFLICT:
            raise
        session.terminal.note(f"The role assignment on '{grant.scope}' exists already.")


def ensure(session: Session, grants: Iterable[Grant], *, must: bool) -> None:
    """Makes what is missing; unless it ``must`` be, a refusal is only told."""
    for grant in grants:
        try:
            if not exists(session.arm, grant):
                assign(session, grant)
        except AzureRefused as refused:
            if must:
                raise
            session.terminal.note(f"Roles on '{grant.scope}' were not looked after: {refused}")
