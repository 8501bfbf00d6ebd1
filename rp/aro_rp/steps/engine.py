"""Runs a plan so that the process may die after any line.

Before a step begins, its record is saved; when it ends, its outcome is saved together with the
next step's beginning, so a step costs one write. What was done stays done, deadlines are
absolute, and the error that ends a plan is the one the caller gets. Before each step, and each
time a step would ask or try again, the ledger may stop the plan.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

import structlog

from aro_api.internal.models import Journal, StepRecord
from aro_rp.clock import Clock

from .declaration import Action, AuthorizationRetryingAction, Condition, Plan, Step, kind
from .errors import Stopped, error_code, timed_out
from .journal import Ledger, begun, ended, is_done, open_journal, with_record

C = TypeVar("C")

log = structlog.get_logger(__name__)

LONGEST = timedelta(hours=2)
"""How long the work of one step may take besides what the step declares to wait."""

_TOO_LONG = (
    "The step '{}' did not come to an end. Please retry, or if the issue persists open a support"
    " ticket."
)


async def run(plan: Plan[C], ctx: C, ledger: Ledger, clock: Clock) -> Journal:
    """Brings the plan to its end and answers its journal; raises what ended it early."""
    return await _Run(plan, ctx, ledger, clock, open_journal(await ledger.load(), plan)).to_end()


class _Run(Generic[C]):
    def __init__(
        self, plan: Plan[C], ctx: C, ledger: Ledger, clock: Clock, journal: Journal
    ) -> None:
        self._plan = plan
        self._ctx = ctx
        self._ledger = ledger
        self._clock = clock
        self._journal = journal

    async def to_end(self) -> Journal:
        for step in self._plan.steps:
            try:
                await self._one(step)
            except Stopped:
                raise
            except Exception as error:
                explained = self._explained(error)
                if explained is error:
                    raise
                raise explained from error
        await self._ledger.save(self._journal)
        return self._journal

    async def _one(self, step: Step[C]) -> None:
        again = is_done(self._journal, step.name)
        if again and not (isinstance(step, Action) and step.in_memory):
            return
        record = begun((self._journal.steps or {}).get(step.name), step, self._clock.now())
        self._journal = with_record(self._journal, step.name, record)
        if not again:
            await self._ledger.save(self._journal)
        self._ledger.check()
        try:
            await _within_reason(
                step, perform(step, self._ctx, Waiting(record, self._clock, self._ledger))
            )
        except Stopped:
            raise
        except Exception as error:
            self._end(step, record, error)
            if is_fatal(step):
                await self._save_failure()
                raise
        else:
            self._end(step, record, None)

    def _end(self, step: Step[C], record: StepRecord, error: Exception | None) -> None:
        code = error_code(error) if error else ""
        if error and not is_fatal(step):
            record = ended(record, self._clock.now()).model_copy(update={"error": code})
        else:
            record = ended(record, self._clock.now(), code)
        self._journal = with_record(self._journal, step.name, record)
        write = log.warning if error else log.info
        write(
            "step",
            plan=self._plan.name,
            step=step.name,
            kind=kind(step),
            attempt=record.attempts,
            seconds=record.seconds,
            outcome=str(record.outcome),
            error=code,
        )

    async def _save_failure(self) -> None:
        """Keeps the record if it can; the step's own error matters more than a failed save."""
        try:
            await self._ledger.save(self._journal)
        except Exception as error:  # noqa: BLE001 - whoever ends the lease meets the trouble again
            log.warning("journal not saved", error=error_code(error))

    def _explained(self, error: Exception) -> Exception:
        explain = self._plan.explain
        return error if explain is None else explain(self._ctx, error)


def is_fatal(step: Step[C]) -> bool:
    return True if isinstance(step, AuthorizationRetryingAction) else step.fatal


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a step that waits goes by: its stored deadline, and whether it may go on at all."""

    record: StepRecord
    clock: Clock
    ledger: Ledger

    async def pause(self, every: timedelta) -> bool:
        """Waits for the next try; False, without waiting, once the deadline has come."""
        assert self.record.deadline is not None
        left = (self.record.deadline - self.clock.now()).total_seconds()
        if left <= 0:
            return False
        self.ledger.check()
        await self.clock.sleep(min(every.total_seconds(), left))
        self.ledger.check()
        return True


async def perform(step: Step[C], ctx: C, waiting: Waiting) -> None:
    """Does one step's work, waiting at most until its deadline."""
    match step:
        case Action():
            await step.run(ctx)
        case Condition():
            await _until_holds(step, ctx, waiting)
        case AuthorizationRetryingAction():
            await _until_authorized(step, ctx, waiting)


async def _within_reason(step: Step[C], work: Coroutine[Any, Any, None]) -> None:
    """Ends work that waits for something that never comes: nobody may touch the cluster till then.

    Azure's own operations have no end by themselves that is worth waiting for.
    """
    longest = LONGEST if isinstance(step, Action) else LONGEST + step.timeout
    try:
        async with asyncio.timeout(longest.total_seconds()) as limit:
            await work
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise timed_out(step.name, _TOO_LONG.format(step.name)) from error


async def _until_holds(step: Condition[C], ctx: C, waiting: Waiting) -> None:
    while not await step.holds(ctx):
        if not await waiting.pause(step.every):
            raise timed_out(step.name, step.sentence)


async def _until_authorized(step: AuthorizationRetryingAction[C], ctx: C, waiting: Waiting) -> None:
    while True:
        try:
            return await step.run(ctx)
        except Exception as error:
            if not step.is_auth_error(error) or not await waiting.pause(step.every):
                explained = step.explain(error)
                if explained is error:
                    raise
                raise explained from error
        await step.refresh(ctx)
