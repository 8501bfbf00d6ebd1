"""Who is known to the directory: applications with their secrets, and managed identities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aro_devcloud.clock import stable_uuid
from aro_devcloud.config import CloudConfig
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

    def __init__(self, config: CloudConfig, store: ResourceStore) -> None:
        self._config = config
        self._store = store
        self._secrets = {key.lower(): value for key, value in config.applications.items()}

    def knows(self, application: str) -> bool:
        """True when the directory has a service principal for the application."""
        return self._config.open_directory or application.lower() in self._secrets

    def object_id(self, tenant: str, application: str) -> str:
        """The object id of the application's service principal in a tenant."""
        for identity in self._store.of_type(IDENTITIES):
            if identity.properties.get("clientId", "").lower() == application.lower():
                return str(identity.properties["principalId"])
        return stable_uuid("service principal", tenant, application)

    def managed_identity(self, wanted: str) -> ManagedIdentity | None:
        """A user-assigned identity by client, object or resource id; "" is the machine's own."""
        tenant = self._config.tenant
        if not wanted:
            return ManagedIdentity(tenant, stable_uuid("machine", tenant), "")
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
        if not self.knows(application):
            sentence = (
                f"Application with identifier '{application}' was not found in the directory "
                f"'{tenant}'."
            )
            return 400, "unauthorized_client", 700016, sentence
        return self._bad_secret(application, form)

    def _bad_secret(self, application: str, form: Mapping[str, str]) -> Refusal | None:
        secret = form.get("client_secret", "")
        if not secret and not form.get("client_assertion"):
            sentence = "'client_assertion', 'client_secret' or 'request' is required."
            return 401, "invalid_client", 7000216, sentence
        expected = self._secrets.get(application.lower())
        if secret and expected is not None and secret != expected:
            sentence = f"Invalid client secret provided for app '{application}'."
            return 401, "invalid_client", 7000215, sentence
        return None
