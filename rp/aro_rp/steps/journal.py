"""What a plan has done so far, as it is kept in the cluster document.

Records are values: a change makes a new record, so a saved journal never changes afterwards.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypeVar

from aro_api.internal.models import Journal, StepOutcome, StepRecord

from .declaration import AuthorizationRetryingAction, Condition, Plan, Step
from .progress import percent_complete

C = TypeVar("C")

DROPPED = "Dropped"


class Ledger(Protocol):
    """Keeps the journal of one operation; writing without the lease raises ``LeaseLost``.

    ``load`` answers an empty journal for an operation that has none, with ``operation`` set.
    ``check`` raises ``Stopped`` when what was last read or written says that this is the end.
    """

    async def load(self) -> Journal: ...

    async def save(self, journal: Journal) -> None: ...

    def check(self) -> None: ...


class MemoryLedger:
    """A ledger that lives as long as the object."""

    def __init__(self, journal: Journal | None = None) -> None:
        self.journal = journal or Journal()
        self.saves = 0

    async def load(self) -> Journal:
        return self.journal

    async def save(self, journal: Journal) -> None:
        self.journal = journal
        self.saves += 1

    def check(self) -> None:
        """Nobody stops it."""


def open_journal(stored: Journal, plan: Plan[C]) -> Journal:
    """The journal that this plan goes on with.

    A journal of another plan is the earlier part of the same operation: only how far it came is
    taken over. Records of steps that this release no longer has stay in the journal and are not
    waited for; a worker of the release that has them finds them as it left them, save that one
    still open is marked so that nobody takes it for running. Steps are idempotent, so going on
    is safe either way, while refusing would leave a cluster stuck half way.
    """
    if stored.plan != plan.name:
        return Journal(
            plan=plan.name,
            operation=stored.operation,
            total=len(plan.steps),
            percent_before=percent_complete(stored),
            percent_after=plan.ends_at,
            steps={},
        )
    records = dict(stored.steps or {})
    gone = records.keys() - {step.name for step in plan.steps}
    for name in gone:
        if not records[name].outcome:
            records[name] = records[name].model_copy(update={"outcome": DROPPED})
    finished = sum(records[name].outcome == StepOutcome.DONE for name in gone)
    total = len(plan.steps) + finished
    return stored.model_copy(update={"steps": records, "total": total})


def begun(record: StepRecord | None, step: Step[C], now: datetime) -> StepRecord:
    """The record of a step that is about to run; start and deadline are set once for ever."""
    deadline = record.deadline if record else None
    if deadline is None and isinstance(step, Condition | AuthorizationRetryingAction):
        deadline = now + step.timeout
    if record is None:
        return StepRecord(started=now, attempts=1, deadline=deadline)
    again = {"attempts": record.attempts + 1, "deadline": deadline}
    return record.model_copy(update={**again, "outcome": "", "seconds": None, "error": ""})


def ended(record: StepRecord, now: datetime, error: str = "") -> StepRecord:
    """The record of a step that has just ended; ``error`` is a code, empty on success."""
    return record.model_copy(
        update={
            "outcome": StepOutcome.FAILED if error else StepOutcome.DONE,
            "seconds": (now - record.started).total_seconds(),
            "error": error,
        }
    )


def with_record(journal: Journal, name: str, record: StepRecord) -> Journal:
    return journal.model_copy(update={"steps": {**(journal.steps or {}), name: record}})


def is_done(journal: Journal, name: str) -> bool:
    record = (journal.steps or {}).get(name)
    return record is not None and record.outcome == StepOutcome.DONE
