"""Disk encryption sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.dynamic.access import Access, Need, lacks, needs_of, unmet
from aro_rp.validate.dynamic.facts import Absence, Facts, Subject

READ = "Microsoft.Compute/diskEncryptionSets/read"
_WHAT = "disk encryption set"
_INVALID = Code.INVALID_LINKED_DISK_ENCRYPTION_SET


def disk_needs(facts: Facts, subjects: Sequence[Subject]) -> Iterator[Need]:
    for one in facts.wanted.disk_sets:
        yield from needs_of(subjects, one.id, [READ], _WHAT, _INVALID, one.path)


def disk_problems(facts: Facts, subjects: Sequence[Subject], access: Access) -> Iterator[Problem]:
    yield from unmet(disk_needs(facts, subjects), access)
    for one in facts.wanted.disk_sets:
        found = facts.disk_sets[one.key]
        if found is Absence.MISSING:
            message = f"The disk encryption set '{one.id}' could not be found."
            yield Problem(_INVALID, message, one.path)
        elif found is Absence.FORBIDDEN:
            yield lacks(facts.provider, _WHAT, one.id, [READ], one.path)
        elif found.lower() != facts.wanted.location.lower():
            message = (
                f"The disk encryption set '{one.id}' is in '{found}': it must be in the cluster's "
                f"location, '{facts.wanted.location}'."
            )
            yield Problem(_INVALID, message)
