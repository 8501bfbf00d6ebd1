"""The one exception that becomes a reply on purpose.

ArmError
  carries an HTTP status and a Problem; a Problem may carry more Problems.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

JsonObject = dict[str, object]

MOST_PROBLEMS = 100
"""Nobody mends more at a time, and a body of a megabyte can have hundreds of thousands."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: an ARM code, a sentence, and the JSON path it is about."""

    code: str
    message: str
    target: str = ""
    details: tuple[Problem, ...] = ()

    def to_json(self) -> JsonObject:
        """ARM's error object; empty members are left out (RPC contract P3)."""
        body: JsonObject = {"code": self.code, "message": self.message}
        if self.target:
            body["target"] = self.target
        if self.details:
            body["details"] = [detail.to_json() for detail in self.details]
        return body


class ArmError(Exception):
    """A reply with an error body; ``status`` is the HTTP status."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(f"{status}: {problem.code}: {problem.target}: {problem.message}")
        self.status = status
        self.problem = problem

    @classmethod
    def of(cls, status: int, code: str, message: str, target: str = "") -> ArmError:
        return cls(status, Problem(code, message, target))


def all_in_one(problems: Sequence[Problem]) -> Problem:
    """The first of several problems, with all of them as details."""
    first = problems[0]
    details = tuple(problems) if len(problems) > 1 else first.details
    return Problem(first.code, first.message, first.target, details)


def raise_any(problems: Sequence[Problem], status: int = 400) -> None:
    """Raises the first problem with all of them as details, so one round trip shows everything.

    No more than ``MOST_PROBLEMS`` are told.
    """
    if problems:
        raise ArmError(status, all_in_one(problems[:MOST_PROBLEMS]))
