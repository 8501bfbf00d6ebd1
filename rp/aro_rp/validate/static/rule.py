"""What a rule is: one check, written once, with the api-versions it holds in as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.static.proposal import Proposal

Said = str | Sequence[Problem] | None
Check = Callable[[Proposal], Said]
"""Says in a sentence what is wrong, or gives whole problems where targets depend on the request."""


class Moment(Enum):
    ALWAYS = "always"
    CREATE = "create"
    UPDATE = "update"

    def covers(self, *, creates: bool) -> bool:
        return self is Moment.ALWAYS or (self is Moment.CREATE) == creates


@dataclass(frozen=True, slots=True)
class Versions:
    """Api-versions by name, which is also their order of release; both ends are included."""

    since: str = ""
    until: str = "9999"
    also: tuple[str, ...] = ()

    def __contains__(self, version: str) -> bool:
        return self.since <= version <= self.until or version in self.also


EVERY = Versions()


def only(version: str) -> Versions:
    return Versions(version, version)


@dataclass(frozen=True, slots=True)
class Rule:
    """``id`` is the rule's name in api-versions 6.3 to 6.5, ``member`` the path that it is about.

    ``target`` is where its problem is shown when that is not the member itself.
    """

    id: str
    member: str
    check: Check
    versions: Versions = EVERY
    moment: Moment = Moment.ALWAYS
    code: str = Code.INVALID_PARAMETER
    target: str = ""

    def problem(self, proposal: Proposal, message: str) -> Problem:
        return Problem(self.code, message, proposal.named(self.target or self.member))


def rule(
    id: str,
    member: str,
    *,
    versions: Versions = EVERY,
    moment: Moment = Moment.ALWAYS,
    code: str = Code.INVALID_PARAMETER,
    target: str = "",
) -> Callable[[Check], Rule]:
    """Makes a rule of a check."""
    return lambda check: Rule(id, member, check, versions, moment, code, target)


@dataclass(frozen=True, slots=True)
class Section:
    """Rules that come together in a version's order; ``applies`` is asked once for all of them."""

    rules: tuple[Rule, ...]
    applies: Callable[[Proposal], bool] | None = None
    versions: Versions = EVERY
    moment: Moment = Moment.ALWAYS


def one_of(value: str, allowed: Sequence[str], what: str) -> str | None:
    """A closed choice; the empty text is no choice."""
    if value in allowed:
        return None
    choices = "', '".join(allowed)
    return f"The provided {what} '{value}' is invalid: use '{choices}'."
