"""The applications of the directory, with their secrets and service principals.

An open directory also has every application that nobody registered, with any secret: it is
adopted when somebody asks for it. One that was registered here is held to what was said of it.
"""

from __future__ import annotations

import hashlib
import string
from datetime import datetime, timedelta

from aro_devcloud.clock import Clock, Ids, stable_uuid
from aro_devcloud.config import CloudConfig
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.records import Records

KNOWN_NAMES = {"f1dd0a37-89c6-4e07-bcd1-ffd3d43d8875": "Azure Red Hat OpenShift RP"}
_PLAIN = string.ascii_letters + string.digits
_SECRET_LETTERS = f"{_PLAIN}~._-"
_SECRET_LIFE = timedelta(days=730)
_CHANGEABLE = ("displayName", "identifierUris", "signInAudience", "tags", "web", "publicClient")


class Applications:
    """Records by application id. ``principal`` says that there is a service principal for it."""

    def __init__(self, config: CloudConfig, records: Records, clock: Clock, ids: Ids) -> None:
        self._config = config
        self._table = records.table("applications")
        self._clock = clock
        self._ids = ids
        self._configured = {key.lower(): value for key, value in config.applications.items()}
        for application in (*config.applications, *KNOWN_NAMES):
            self.find(application)

    def find(self, application: str) -> Json | None:
        """The application of that id; an open directory adopts one it has not seen."""
        key = application.lower()
        record = self._table.get(key)
        anybody = self._config.open_directory or key in self._configured
        if record is not None and (anybody or not record["adopted"]):
            return None if record["deleted"] else record
        if not application or not anybody:
            return None
        name = KNOWN_NAMES.get(key, f"app-{application[:8]}")
        return self._add(application, {"displayName": name}, adopted=True)

    def everything(self) -> list[Json]:
        return [record for _, record in self._table.items() if not record["deleted"]]

    def register(self, body: Json) -> Json:
        """A new application without a secret and without a service principal."""
        if not body.get("displayName"):
            raise CloudError(
                400,
                "Request_BadRequest",
                "A value is required for property 'displayName' of resource 'Application'.",
            )
        return self._add(self._ids.uuid(), body, adopted=False)

    def change(self, record: Json, body: Json) -> None:
        record.update({name: body[name] for name in _CHANGEABLE if name in body})
        self._put(record)

    def make_principal(self, body: Json) -> Json:
        """Gives a registered application its service principal."""
        application = str(body.get("appId", ""))
        record = self.find(application)
        if record is None:
            raise CloudError(
                400,
                "Request_BadRequest",
                f"The appId '{application}' of the service principal does not reference a valid "
                "application object.",
            )
        if record["principal"]:
            raise CloudError(
                409,
                "Request_MultipleObjectsWithSameKeyValue",
                "The service principal cannot be created, updated, or restored because the service "
                f"principal name {application} is already in use.",
            )
        record["principal"] = True
        self._put(record)
        return record

    def drop_principal(self, record: Json) -> None:
        record["principal"] = False
        self._put(record)

    def delete(self, record: Json) -> None:
        """Takes an application away with its service principal; its id never comes back."""
        record["deleted"], record["principal"] = True, False
        self._put(record)

    def add_password(self, record: Json, body: Json) -> Json:
        """A new secret, told this once."""
        wanted = body.get("passwordCredential") or {}
        now = self._clock.now()
        # begins as Azure's do: what begins with - passes for another option on a command line
        secret = self._ids.token(3, _PLAIN) + self._ids.token(37, _SECRET_LETTERS)
        credential = {
            "keyId": self._ids.uuid(),
            "displayName": wanted.get("displayName"),
            "hint": secret[:3],
            "startDateTime": wanted.get("startDateTime") or now.isoformat(),
            "endDateTime": wanted.get("endDateTime") or (now + _SECRET_LIFE).isoformat(),
        }
        record["passwords"].append({**credential, "digest": _digest(secret)})
        self._put(record)
        return {**credential, "secretText": secret}

    def remove_password(self, record: Json, body: Json) -> None:
        wanted = body.get("keyId")
        kept = [one for one in record["passwords"] if one["keyId"] != wanted]
        if len(kept) == len(record["passwords"]):
            message = f"No password credential found with keyId '{wanted}'."
            raise CloudError(400, "Request_BadRequest", message)
        record["passwords"] = kept
        self._put(record)

    def takes(self, record: Json, secret: str) -> bool:
        """Whether the application signs in with the secret."""
        configured = self._configured.get(str(record["appId"]).lower())
        if configured is not None and secret == configured:
            return True
        if record["adopted"] and configured is None:
            return True
        now = self._clock.now()
        return any(
            one["digest"] == _digest(secret) and now < _moment(one["endDateTime"])
            for one in record["passwords"]
        )

    def object_id(self, application: str) -> str:
        """The id of the application object, which is not that of its service principal."""
        return stable_uuid("application", self._config.tenant, application)

    def _add(self, application: str, body: Json, *, adopted: bool) -> Json:
        record = {
            "id": self.object_id(application),
            "appId": application,
            "createdDateTime": self._clock.now().isoformat(),
            "passwords": [],
            "principal": adopted,
            "adopted": adopted,
            "deleted": False,
        }
        record.update({name: body[name] for name in _CHANGEABLE if name in body})
        self._put(record)
        return record

    def _put(self, record: Json) -> None:
        self._table.put(str(record["appId"]).lower(), record)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
