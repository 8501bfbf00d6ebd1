"""What a rule is: one check or demand, written once, with the api-versions it holds in as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.static.constraint import Constraint
from aro_rp.validate.static.proposal import Proposal
from aro_rp.validate.static.screen import Demand

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

    ``target`` is where its problem is shown when that is not the member itself. The check has
    nothing to say of a resource that meets ``demand``.
    """

    id: str
    member: str
    check: Check
    versions: Versions = EVERY
    moment: Moment = Moment.ALWAYS
    code: str = Code.INVALID_PARAMETER
    target: str = ""
    demand: Demand | None = None

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
    demand: Demand | None = None,
) -> Callable[[Check], Rule]:
    """Makes a rule of a check, for what takes more than one value or the request to tell."""
    return lambda check: Rule(id, member, check, versions, moment, code, target, demand)


def value_rule(
    id: str,
    member: str,
    must: Constraint,
    sentence: str,
    *,
    at: str = "",
    within: str = "",
    versions: Versions = EVERY,
    moment: Moment = Moment.ALWAYS,
    code: str = Code.INVALID_PARAMETER,
    target: str = "",
) -> Rule:
    """Makes a rule of what one value must be and what is said of any other, ``{value}``.

    ``at`` is where the value is when that is not the member; without an object at ``within``
    the rule has nothing to say.
    """
    demand = Demand(at or member, must, within)

    def check(proposal: Proposal) -> Said:
        if within and not isinstance(proposal.at(within), dict):
            return None
        value = must.read(proposal.at(demand.path))
        return None if must.holds(value) else must.said(sentence, value)

    return Rule(id, member, check, versions, moment, code, target, demand)


@dataclass(frozen=True, slots=True)
class Section:
    """Rules that come together in a version's order; ``applies`` is asked once for all of them."""

    rules: tuple[Rule, ...]
    applies: Callable[[Proposal], bool] | None = None
    versions: Versions = EVERY
    moment: Moment = Moment.ALWAYS
