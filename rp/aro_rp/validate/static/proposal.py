"""What a rule may look at, fetched beforehand, and the words rules are written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

from aro_api.shapes import ResourceShape
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import JsonObject, Problem
from aro_rp.arm.resource_id import ResourceId


@dataclass(slots=True)
class Proposal:
    """A cluster as asked for, in the wire form of one api-version.

    ``current`` is the stored cluster in the same form, None on create; ``path`` is the
    lower-cased request path and ``resource`` its parts; ``domain`` is the RP's own. Parts that
    several rules look at are picked once; an absent one is empty.
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
    creates: bool = field(init=False)
    properties: JsonObject = field(init=False)
    master: JsonObject = field(init=False)
    network: JsonObject = field(init=False)
    apiserver: JsonObject = field(init=False)
    principal: JsonObject | None = field(init=False)
    identities: JsonObject = field(init=False)

    def __post_init__(self) -> None:
        self.creates = self.current is None
        properties = self.properties = part(self.candidate, "properties")
        self.master = part(properties, "masterProfile")
        self.network = part(properties, "networkProfile")
        self.apiserver = part(properties, "apiserverProfile")
        principal = properties.get("servicePrincipalProfile")
        self.principal = principal if isinstance(principal, dict) else None
        workload = part(properties, "platformWorkloadIdentityProfile")
        self.identities = part(workload, "platformWorkloadIdentities")

    def knows(self, path: str) -> bool:
        """Does this api-version have the member?"""
        return path in self.shape.places


Finding = Problem | None
Rule = Callable[[Proposal], Iterable[Finding]]
"""Yields a finding per thing it looked at: a problem, or None where all is well."""


def part(value: JsonObject, name: str) -> JsonObject:
    """An object member; an absent one is empty."""
    found = value.get(name)
    return cast(JsonObject, found) if isinstance(found, dict) else {}


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


def one_of(target: str, value: str, allowed: Iterable[str], what: str) -> Finding:
    """A closed choice; the empty text is no choice."""
    if value in allowed:
        return None
    choices = "', '".join(allowed)
    return invalid(target, f"The provided {what} '{value}' is invalid: use '{choices}'.")
