"""A subscription of dictionaries: what commands would find, and a record of what they asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from azext_aro.faults import AzureRefused

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/group"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet"
MASTER, WORKER = f"{VNET}/subnets/master", f"{VNET}/subnets/worker"
RP_APPLICATION = "f1dd0a37-89c6-4e07-bcd1-ffd3d43d8875"
CLIENT = "11111111-1111-1111-1111-111111111111"
Json = dict[str, Any]


@dataclass
class FakeRest:
    """Answers from ``found``, by path in lower case (``post`` before that of a POST).

    A status there is a refusal, a list the answers of one call after the other.
    """

    found: dict[str, Any]
    sent: list[tuple[str, str, Json | None]] = field(default_factory=list)

    def _answer(self, verb: str, path: str, body: Json | None = None) -> Any:
        self.sent.append((verb, path, body))
        key = f"post {path}" if verb == "POST" else path
        answer = self.found.get(key.lower(), 404)
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, int):
            raise AzureRefused(answer, "Refused", f"{verb} {path} is refused.")
        return answer

    def get(self, path: str, **query: str) -> Json:
        answer: Json = self._answer("GET", path)
        return answer

    def find(self, path: str, **query: str) -> Json | None:
        try:
            return self.get(path)
        except AzureRefused as refused:
            if refused.status != 404:
                raise
            return None

    def every(self, path: str, **query: str) -> list[Json]:
        asked = path + (f"?{query['$filter']}" if "$filter" in query else "")
        self.sent.append(("GET", asked, None))
        answer = self.found.get(asked.lower(), self.found.get(path.lower(), []))
        if isinstance(answer, int):
            raise AzureRefused(answer, "Refused", f"GET {path} is refused.")
        return list(answer)

    def put(self, path: str, body: Json, **query: str) -> Json:
        if path.lower() not in self.found:
            self.sent.append(("PUT", path, body))
            return {"id": path, **body, "properties": made_of(path, body)}
        answer: Json = self._answer("PUT", path, body)
        return answer

    def post(self, path: str, body: Json, **query: str) -> Json:
        answer: Json = self._answer("POST", path, body)
        return answer

    def delete(self, path: str, **query: str) -> None:
        self.sent.append(("DELETE", path, None))

    def of(self, verb: str) -> list[tuple[str, Json | None]]:
        return [(path, body) for one, path, body in self.sent if one == verb]


def made_of(path: str, body: Json) -> Json:
    return {**body.get("properties", {}), "principalId": f"principal of {path.rpartition('/')[2]}"}


@dataclass
class FakeClusters:
    """The service's API; a cluster is its JSON."""

    found: dict[str, Json] = field(default_factory=dict)
    sets: list[Json] = field(default_factory=list)
    offered: tuple[str, ...] = ("4.17.27", "4.18.22")
    calls: list[tuple[str, str, Json | None, bool]] = field(default_factory=list)
    kubeconfig_text: str = "a3ViZQ=="

    def get(self, group: str, name: str) -> Json:
        if name not in self.found:
            raise AzureRefused(404, "ResourceNotFound", f"'{name}' was not found.")
        return self.found[name]

    def all(self) -> Iterator[Json]:
        return iter(self.found.values())

    def of_group(self, group: str) -> Iterator[Json]:
        return iter(one for one in self.found.values() if f"/{group}/" in one["id"])

    def create(self, group: str, name: str, body: Json, *, wait: bool) -> str:
        return self._called("create", name, body, wait)

    def update(self, group: str, name: str, body: Json, *, wait: bool) -> str:
        return self._called("update", name, body, wait)

    def delete(self, group: str, name: str, *, wait: bool) -> str:
        return self._called("delete", name, None, wait)

    def _called(self, what: str, name: str, body: Json | None, wait: bool) -> str:
        self.calls.append((what, name, body, wait))
        return f"poller of {what}"

    def finish(self, poller: Any) -> None:
        self.calls.append(("finish", str(poller), None, True))

    def credentials(self, group: str, name: str) -> Json:
        return {"kubeadminUsername": "kubeadmin"}

    def kubeconfig(self, group: str, name: str) -> str:
        return self.kubeconfig_text

    def versions(self, location: str) -> list[str]:
        return list(self.offered)

    def role_sets(self, location: str) -> list[Json]:
        return self.sets

    def wire(self, model: Any) -> Json:
        body: Json = model
        return body


@dataclass
class FakeTerminal:
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    width: int = 400

    @contextmanager
    def progress(self, message: str) -> Iterator[None]:
        self.notes.append(message)
        yield

    def note(self, message: str) -> None:
        self.notes.append(message)

    def warn(self, message: str) -> None:
        self.warnings.append(message)


@dataclass
class FakeChance:
    """Names that count."""

    count: int = 0

    def letters(self) -> str:
        return "abcdefgh"

    def uuid(self) -> str:
        self.count += 1
        return f"00000000-0000-0000-0000-{self.count:012}"


@dataclass
class FakeSession:
    arm: FakeRest
    graph: FakeRest
    clusters: FakeClusters = field(default_factory=FakeClusters)
    terminal: FakeTerminal = field(default_factory=FakeTerminal)
    chance: FakeChance = field(default_factory=FakeChance)
    subscription: str = SUBSCRIPTION
    pauses: list[float] = field(default_factory=list)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def grants(self) -> list[tuple[str, str, str]]:
        """Role assignments made: principal, role's guid, scope."""
        found = []
        for path, body in self.arm.of("PUT"):
            scope = path.rpartition("/providers/Microsoft.Authorization/roleAssignments/")[0]
            if scope and body:
                role = body["properties"]["roleDefinitionId"].rpartition("/")[2]
                found.append((body["properties"]["principalId"], role, scope))
        return found


def lower(found: Mapping[str, Any]) -> dict[str, Any]:
    return {path.lower(): answer for path, answer in found.items()}


def azure() -> dict[str, Any]:
    """A registered subscription with a network that the caller may use."""
    everything = [{"actions": ["*"], "notActions": []}]
    permissions = "providers/Microsoft.Authorization/permissions"
    return lower(
        {
            f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.RedHatOpenShift": {
                "registrationState": "Registered"
            },
            GROUP: {"id": GROUP, "location": "eastus"},
            VNET: {"id": VNET},
            MASTER: {"id": MASTER, "properties": {"addressPrefix": "10.0.0.0/23"}},
            WORKER: {"id": WORKER, "properties": {"addressPrefix": "10.0.2.0/23"}},
            f"{VNET}/{permissions}": everything,
        }
    )


def directory() -> dict[str, Any]:
    """A tenant with the service's principal and one of a customer's."""
    return lower(
        {
            f"/v1.0/servicePrincipals?appId eq '{RP_APPLICATION}'": [{"id": "rp"}],
            f"/v1.0/servicePrincipals?appId eq '{CLIENT}'": [{"id": "client"}],
        }
    )


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(FakeRest(azure()), FakeRest(directory()))
