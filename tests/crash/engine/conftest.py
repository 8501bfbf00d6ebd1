"""One operation's life on the real backend and store, which can be killed at any point.

Knows nothing of what the plans do: their context and what they touch outside are arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import pytest

from aro_rp.backend import Backend, BackendSettings
from aro_rp.backend.rehearsal import Stage
from aro_rp.steps.crashpoints import CrashingClock, CrashPoints
from aro_rp.steps.virtual_time import run_virtual


@dataclass(frozen=True)
class Life:
    """An operation that is accepted, worked on by a process that dies, and by another.

    ``begin`` makes a fresh outside world. ``open_context(lease, outside, points)`` gives a
    process's plan its context; whatever that touches outside, it tells ``points`` before and
    after. Saves, and the sleeps of the engine, are points already.
    """

    state: str
    plan_for: Callable[[Any], Any]
    begin: Callable[[], Any]
    open_context: Callable[[Any, Any, CrashPoints], AbstractAsyncContextManager[Any]]
    prepare: Callable[[Any], None] = lambda doc: None

    def process(self, stage: Stage, outside: Any, points: CrashPoints) -> Backend[Any]:
        return Backend(
            stage.seen_by(points),
            self.plan_for,
            lambda lease, subscription: self.open_context(lease, outside, points),
            CrashingClock(stage.clock, points),
            stage.ids,
            BackendSettings(),
        )

    async def live(self, limit: int) -> Remains:
        """Killed at point ``limit``, then brought to its end by a process that lives."""
        outside, stage, points = self.begin(), Stage(), CrashPoints(limit)
        await stage.subscribe()
        doc = await stage.accept(self.state, prepare=self.prepare)
        await stage.live(self.process(stage, outside, points), points)
        await stage.live(self.process(stage, outside, CrashPoints()))
        operation = await stage.operation(doc.async_operation_id)
        return Remains(points, outside, await stage.find(doc), operation)


@dataclass(frozen=True)
class Remains:
    """What is left after a life: the cluster (None: gone), its operation, the outside."""

    points: CrashPoints
    outside: Any
    doc: Any
    operation: Any

    @property
    def where(self) -> str:
        return f"killed at {self.points.limit}: {self.points.died_at}"


def killed_everywhere(life: Life) -> Iterator[Remains]:
    """One life for every point there is; the last one is undisturbed."""
    limit = 0
    while True:
        limit += 1
        remains = run_virtual(life.live(limit))
        yield remains
        if not remains.points.dead:
            return


@pytest.fixture(scope="session", name="killed_everywhere")
def _killed_everywhere():
    return killed_everywhere


@pytest.fixture(scope="session", name="life")
def _life():
    return Life
