"""Applications and service principals of the tenant, in Microsoft Graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from azext_aro.faults import Absent, AzureRefused
from azext_aro.roles import RP_APPLICATION
from azext_aro.session import Session

TRIES = 4
PAUSE_S = 10.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Application:
    """An application with the secret that was just made for it."""

    client_id: str
    secret: str


def find_principal(session: Session, client_id: str) -> str | None:
    """The object id of an application's service principal."""
    query = {"$filter": f"appId eq '{client_id}'"}
    found = session.graph.every("/v1.0/servicePrincipals", **query)
    return str(found[0]["id"]) if found else None


def rp_principal(session: Session) -> str:
    """The service's own principal; ``Absent`` when the tenant has none."""
    found = find_principal(session, RP_APPLICATION)
    if found is None:
        raise Absent(
            f"The tenant has no service principal of Azure Red Hat OpenShift ({RP_APPLICATION}).",
            "`az provider register --namespace Microsoft.RedHatOpenShift --wait` makes it.",
        )
    return found


def ensure_principal(session: Session, client_id: str) -> str:
    """The application's service principal, made when it has none.

    A new application takes a while to be known everywhere; hence several tries.
    """

    def once() -> str:
        found = find_principal(session, client_id)
        if found is not None:
            return found
        body = {"appId": client_id, "accountEnabled": True}
        return str(session.graph.post("/v1.0/servicePrincipals", body)["id"])

    return tried(session, once)


def tried(session: Session, work: Callable[[], T]) -> T:
    for _ in range(TRIES - 1):
        try:
            return work()
        except AzureRefused as refused:
            session.terminal.note(f"Microsoft Graph refused ({refused}); trying again.")
            session.pause(PAUSE_S)
    return work()


def create_application(session: Session, name: str) -> Application:
    """A new application with a password."""
    made = session.graph.post("/v1.0/applications", {"displayName": name})
    return Application(str(made["appId"]), add_password(session, str(made["id"])))


def add_password(session: Session, object_id: str) -> str:
    body = {"passwordCredential": {"displayName": "az aro"}}
    path = f"/v1.0/applications/{object_id}/addPassword"
    return str(tried(session, lambda: session.graph.post(path, body))["secretText"])


def renew_secret(session: Session, client_id: str, name: str) -> Application:
    """A new secret of the application, or a new application when it is gone."""
    query = {"$filter": f"appId eq '{client_id}'"}
    found = session.graph.every("/v1.0/applications", **query)
    if not found:
        return create_application(session, name)
    return Application(client_id, add_password(session, str(found[0]["id"])))
