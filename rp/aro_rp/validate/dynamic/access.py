"""Rights: which actions on which resource somebody needs, and what it is called when they lack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.dynamic.facts import Kind, Subject

LACKS = {
    Kind.SERVICE_PRINCIPAL: Code.INVALID_SERVICE_PRINCIPAL_PERMISSIONS,
    Kind.RESOURCE_PROVIDER: Code.INVALID_RESOURCE_PROVIDER_PERMISSIONS,
    Kind.WORKLOAD_IDENTITY: Code.INVALID_WORKLOAD_IDENTITY_PERMISSIONS,
    Kind.CLUSTER_IDENTITY: Code.INVALID_CLUSTER_MSI_PERMISSIONS,
}
RIGHTS = frozenset(LACKS.values())
"""Codes of problems that time may cure: assignments take minutes to reach all of Azure."""


@dataclass(frozen=True, slots=True)
class Need:
    """``absent`` is the code for a resource that the access check does not know."""

    subject: Subject
    resource: str
    actions: tuple[str, ...]
    what: str
    absent: Code
    target: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What of a need is missing: the resource itself, or actions on it."""

    actions: frozenset[str] = frozenset()
    resource: bool = False


Access = Mapping[Need, Verdict]
"""A need that was not asked about is met."""


def needs_of(
    subjects: Iterable[Subject],
    resource: str,
    actions: Sequence[str],
    what: str,
    absent: Code,
    target: str = "",
) -> Iterator[Need]:
    """One per subject, of the actions that it may be asked for."""
    for subject in subjects:
        asked = tuple(one for one in actions if _is_asked(subject, one))
        if asked:
            yield Need(subject, resource, asked, what, absent, target)


def unmet(needs: Iterable[Need], access: Access) -> Iterator[Problem]:
    for need in needs:
        verdict = access.get(need, Verdict())
        if verdict.resource:
            message = f"The {need.what} '{need.resource}' could not be found."
            yield Problem(need.absent, message, need.target)
        elif verdict.actions:
            yield lacks(need.subject, need.what, need.resource, verdict.actions, need.target)


def lacks(
    subject: Subject, what: str, resource: str, actions: Iterable[str], target: str = ""
) -> Problem:
    message = (
        f"The {subject.kind} '{subject.name}' does not have the permissions it needs on {what} "
        f"'{resource}': {', '.join(sorted(actions))}."
    )
    return Problem(LACKS[subject.kind], message, target)


def _is_asked(subject: Subject, action: str) -> bool:
    return subject.limits is None or any(_matches(one, action) for one in subject.limits)


def _matches(pattern: str, action: str) -> bool:
    return _compiled(pattern.lower()).fullmatch(action.lower()) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")))
