"""What a rule may look at, fetched beforehand, and the words rules are written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from aro_api.shapes import ResourceShape
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import JsonObject, Problem
from aro_rp.arm.resource_id import ResourceId


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cluster as asked for, in the wire form of one api-version.

    ``current`` is the stored cluster in the same form, None on create; ``path`` is the
    lower-cased request path and ``resource`` its parts; ``domain`` is the RP's own.
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
    properties: JsonObject = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "properties", part(self.candidate, "properties"))

    @property
    def creates(self) -> bool:
        return self.current is None

    def knows(self, path: str) -> bool:
        """Does this api-version have the member?"""
        return path in self.shape.places


Rule = Callable[[Proposal], Iterable[Problem]]


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


def one_of(target: str, value: str, allowed: Iterable[str], what: str) -> Iterator[Problem]:
    """Problems of a closed choice; the empty text is no choice."""
    if value not in allowed:
        choices = "', '".join(allowed)
        yield invalid(target, f"The provided {what} '{value}' is invalid: use '{choices}'.")


def first(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The first problem only, for checks that make no sense after one another."""
    for problem in problems:
        yield problem
        return
