"""What a rule may look at, fetched beforehand, and the words rules are written in."""

from __future__ import annotations

from dataclasses import dataclass, field

from aro_api.shapes import ResourceShape
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import JsonObject, Problem
from aro_rp.arm.resource_id import ResourceId

NULL_IS_NO_ITEM = "2025-07-25"
"""Before this version, null in a list or a map of objects is an empty object."""


@dataclass(slots=True)
class Proposal:
    """A cluster as asked for, in the wire form of one api-version.

    ``current`` is the stored cluster in the same form, None on create; ``path`` is the
    lower-cased request path and ``resource`` its parts; ``domain`` is the RP's own. Parts that
    several rules look at are picked once; an absent one is empty, or None where that matters.
    ``worker`` and ``ingress`` are there when exactly one was given.
    """

    version: str
    shape: ResourceShape
    path: str
    resource: ResourceId
    resource_type: str
    location: str
    domain: str
    candidate: JsonObject
    current: JsonObject | None = None
    architecture_version: int = 1
    require_d2s_workers: bool = False
    creates: bool = field(init=False)
    properties: JsonObject = field(init=False)
    cluster: JsonObject = field(init=False)
    master: JsonObject = field(init=False)
    network: JsonObject = field(init=False)
    balancer: JsonObject | None = field(init=False)
    principal: JsonObject | None = field(init=False)
    workload: JsonObject | None = field(init=False)
    identities: JsonObject = field(init=False)
    worker: JsonObject | None = field(init=False)

    def __post_init__(self) -> None:
        self.creates = self.current is None
        properties = self.properties = part(self.candidate, "properties")
        self.cluster = part(properties, "clusterProfile")
        self.master = part(properties, "masterProfile")
        network = self.network = part(properties, "networkProfile")
        self.balancer = optional(network, "loadBalancerProfile")
        self.principal = optional(properties, "servicePrincipalProfile")
        workload = self.workload = optional(properties, "platformWorkloadIdentityProfile")
        self.identities = part(workload, "platformWorkloadIdentities") if workload else {}
        self.worker = self._only("workerProfiles")

    @property
    def ingress(self) -> JsonObject | None:
        return self._only("ingressProfiles")

    def named(self, path: str) -> str:
        """A member's path as clients see it, with the name of the one worker or ingress."""
        before, item, after = path.partition("[]")
        if not item:
            return path
        found = self.worker if before.endswith(".workerProfiles") else self.ingress
        return f"{before}['{text(found or {}, 'name')}']{after}"

    def at(self, path: str) -> object:
        """The value of a member, None for what is absent; ``[]`` is the one worker or ingress."""
        before, item, after = path.partition("[]")
        found: object = self.candidate
        if item:
            found = self.worker if before.endswith(".workerProfiles") else self.ingress
        for name in (after if item else before).removeprefix(".").split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def first(self, name: str) -> JsonObject | None:
        """The first object of a list."""
        given = items(self.properties, name)
        return self._item(given[0]) if given else None

    def _only(self, name: str) -> JsonObject | None:
        given = items(self.properties, name)
        return self._item(given[0]) if len(given) == 1 else None

    def _item(self, found: object) -> JsonObject | None:
        if isinstance(found, dict):
            return found
        return {} if self.version < NULL_IS_NO_ITEM else None


def part(value: JsonObject, name: str) -> JsonObject:
    """An object member; an absent one is empty."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def optional(value: JsonObject, name: str) -> JsonObject | None:
    """An object member that need not be there."""
    found = value.get(name)
    return found if isinstance(found, dict) else None


def text(value: JsonObject, name: str) -> str:
    """A text member; an absent one is empty."""
    found = value.get(name)
    return found if isinstance(found, str) else ""


def number(value: JsonObject, name: str) -> int:
    """A whole number; an absent one is 0."""
    found = value.get(name)
    return found if isinstance(found, int) else 0


def items(value: JsonObject, name: str) -> list[object]:
    """A list member; an absent one is empty."""
    found = value.get(name)
    return found if isinstance(found, list) else []


def invalid(target: str, message: str) -> Problem:
    return Problem(Code.INVALID_PARAMETER, message, target)
