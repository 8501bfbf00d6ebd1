"""A toy cluster life on the real backend and store, which can be killed at any point.

Nothing here knows the toy: tests of real plans use ``Life`` with plans and a context of theirs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from aro_rp.backend import Backend, BackendSettings
from aro_rp.backend.rehearsal import Stage
from aro_rp.steps.crashpoints import CrashPoints
from aro_rp.steps.virtual_time import run_virtual


@dataclass
class Outside:
    """What a cluster has outside of the store, and what was done to it."""

    things: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)


@dataclass
class Toy:
    """A process's view of the outside; each touch is a place to die at."""

    lease: Any
    outside: Outside
    points: CrashPoints

    async def create(self, name: str) -> None:
        self.points.reach(f"before create {name}")
        self.outside.log.append(f"create {name}")
        self.outside.things.add(name)
        self.points.reach(f"after create {name}")

    async def delete(self, name: str) -> None:
        self.points.reach(f"before delete {name}")
        self.outside.log.append(f"delete {name}")
        self.outside.things.discard(name)
        self.points.reach(f"after delete {name}")


@dataclass
class Life:
    """One operation on one store, from its acceptance over any number of processes to its end."""

    plan_for: Callable[[Any], Any]
    state: str
    prepare: Callable[[Any], None] = lambda doc: None
    things: frozenset[str] = frozenset()
    outside: Outside = field(default_factory=Outside)
    stage: Any = None
    terminal: list[str] = field(default_factory=list)

    def process(self, points: CrashPoints) -> Backend[Toy]:
        @asynccontextmanager
        async def open_context(lease: Any, subscription: Any) -> AsyncIterator[Toy]:
            yield Toy(lease, self.outside, points)

        stage = self.stage
        databases = stage.seen_by(points)
        settings = BackendSettings()
        return Backend(databases, self.plan_for, open_context, stage.clock, stage.ids, settings)

    async def live(self, limit: int) -> tuple[CrashPoints, Any, Any]:
        """Killed at point ``limit``, then resumed; the points, the document and its operation."""
        self.outside = Outside(set(self.things))
        self.stage = Stage()
        await self.stage.subscribe()
        doc = await self.stage.accept(self.state, prepare=self.prepare)
        points = CrashPoints(limit)
        await self.stage.live(self.process(points), points)
        await self.stage.live(self.process(CrashPoints()))
        operation = await self.stage.operation(doc.async_operation_id)
        return points, await self.stage.find(doc), operation


@pytest.fixture
def killed_everywhere():
    """Lives a life once for every point there is; yields points, outside, document, operation."""

    def lives(life: Life):
        limit, undisturbed = 1, False
        while not undisturbed:
            points, doc, operation = run_virtual(life.live(limit))
            undisturbed = not points.dead
            yield points, life.outside, doc, operation
            limit += 1

    return lives


@pytest.fixture
def life():
    return Life
