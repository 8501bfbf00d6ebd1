"""Who is known to the directory: applications with their secrets, and managed identities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aro_devcloud.applications import Applications
from aro_devcloud.clock import stable_uuid
from aro_devcloud.config import CloudConfig
from aro_devcloud.http import Json
from aro_devcloud.resource_id import same
from aro_devcloud.store import ResourceStore

Refusal = tuple[int, str, int, str]
IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities"


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """An identity that a program on a machine may run as."""

    tenant: str
    client_id: str
    resource_id: str


class Principals:
    """Answers for every application id; the object id of one never changes."""

    def __init__(
        self, config: CloudConfig, store: ResourceStore, applications: Applications
    ) -> None:
        self._store = store
        self._applications = applications
        self.tenant = config.tenant
        self._claims = {key.lower(): value for key, value in config.token_claims.items()}

    def object_id(self, tenant: str, application: str) -> str:
        """The object id of the application's service principal in a tenant."""
        for identity in self._store.of_type(IDENTITIES):
            if identity.properties.get("clientId", "").lower() == application.lower():
                return str(identity.properties["principalId"])
        return stable_uuid("service principal", tenant, application)

    def own_object_id(self, application: str) -> str:
        """The same in the directory's own tenant."""
        return self.object_id(self.tenant, application)

    def is_object(self, identifier: str) -> bool:
        """Whether an id is that of an object, which no application has for its own."""
        if any(same(str(shown["id"]), identifier) for shown in self.identities()):
            return True
        return any(
            same(self.own_object_id(str(one["appId"])), identifier)
            for one in self._applications.everything()
        )

    def identities(self) -> Iterator[Json]:
        """The service principals of managed identities, as Graph shows them."""
        for identity in self._store.of_type(IDENTITIES):
            found = identity.properties
            yield {
                "id": found["principalId"],
                "appId": found["clientId"],
                "appDisplayName": None,
                "displayName": identity.name,
                "appOwnerOrganizationId": found["tenantId"],
                "servicePrincipalType": "ManagedIdentity",
                "accountEnabled": True,
                "servicePrincipalNames": [found["clientId"]],
                "alternativeNames": ["isExplicit=True", identity.id],
                "tags": [],
                "passwordCredentials": [],
                "keyCredentials": [],
            }

    def claims(self, application: str) -> Mapping[str, Any]:
        """What the configuration puts into its tokens."""
        return self._claims.get(application.lower(), {})

    def managed_identity(self, wanted: str) -> ManagedIdentity | None:
        """A user-assigned identity by client, object or resource id; "" is the machine's own."""
        if not wanted:
            return ManagedIdentity(self.tenant, stable_uuid("machine", self.tenant), "")
        for identity in self._store.of_type(IDENTITIES):
            found = identity.properties
            names = (found["clientId"], found["principalId"], identity.id)
            if wanted.lower() in (name.lower() for name in names):
                return ManagedIdentity(str(found["tenantId"]), str(found["clientId"]), identity.id)
        return None

    def refusal(self, tenant: str, form: Mapping[str, str]) -> Refusal | None:
        """Why these client credentials get no token: (status, error, AADSTS number, sentence)."""
        application = form.get("client_id", "")
        if form.get("grant_type", "") != "client_credentials":
            sentence = f"The grant type '{form.get('grant_type', '')}' is not supported here."
            return 400, "unsupported_grant_type", 70003, sentence
        if not (form.get("scope") or form.get("resource")):
            return 400, "invalid_request", 900144, "The request body must contain 'scope'."
        if not application:
            return 400, "invalid_request", 900144, "The request body must contain 'client_id'."
        record = self._applications.find(application)
        if record is None:
            sentence = (
                f"Application with identifier '{application}' was not found in the directory "
                f"'{tenant}'."
            )
            return 400, "unauthorized_client", 700016, sentence
        return self._bad_secret(record, form)

    def _bad_secret(self, record: Json, form: Mapping[str, str]) -> Refusal | None:
        secret = form.get("client_secret", "")
        if not secret and not form.get("client_assertion"):
            sentence = "'client_assertion', 'client_secret' or 'request' is required."
            return 401, "invalid_client", 7000216, sentence
        if secret and not self._applications.takes(record, secret):
            sentence = f"Invalid client secret provided for app '{record['appId']}'."
            return 401, "invalid_client", 7000215, sentence
        return None
