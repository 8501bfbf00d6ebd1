from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from aro_rp.backend import Backend, BackendSettings
from aro_rp.backend.rehearsal import Stage
from aro_rp.steps import Action, Plan
from aro_rp.steps.virtual_time import START, run_virtual

Script = Callable[["Context"], Awaitable[None]]


@dataclass
class Context:
    """What a scripted step sees."""

    lease: Any
    subscription: Any
    theatre: Theatre


@dataclass
class Gauges:
    """Remembers every gauge."""

    values: list[tuple[str, float, dict[str, str]]] = field(default_factory=list)

    def gauge(self, name, value, dimensions):
        self.values.append((name, value, dict(dimensions)))

    def named(self, name):
        return [(value, dimensions) for n, value, dimensions in self.values if n == name]


@dataclass
class Theatre:
    """A stage, a backend on it, and steps that do what a test says."""

    stage: Stage = field(default_factory=Stage)
    gauges: Gauges = field(default_factory=Gauges)
    script: Script | None = None
    steps: tuple[str, ...] = ("only",)
    topic: str = ""
    opening: list[BaseException] = field(default_factory=list)
    closing: list[BaseException] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    ran: list[str] = field(default_factory=list)
    plan_for: Callable[[Any], Plan[Context]] | None = None

    def plan(self, doc: Any) -> Plan[Context]:
        if self.plan_for is not None:
            return self.plan_for(doc)
        state = doc.open_shift_cluster.properties.provisioning_state
        install = doc.open_shift_cluster.properties.install
        phase = install.phase if install else ""
        return Plan(f"{state}{phase}", tuple(map(self.step, self.steps)), topic=self.topic)

    def step(self, name: str) -> Action[Context]:
        async def work(ctx: Context) -> None:
            self.ran.append(name)
            if self.script is not None:
                await self.script(ctx)

        return Action(name, work)

    @asynccontextmanager
    async def open_context(self, lease: Any, subscription: Any) -> AsyncIterator[Context]:
        self.opened += 1
        if self.opening:
            raise self.opening.pop(0)
        try:
            yield Context(lease, subscription, self)
        finally:
            self.closed += 1
        if self.closing:
            raise self.closing.pop(0)

    def backend(self, databases: Any = None, **settings: Any) -> Backend[Context]:
        stage = self.stage
        return Backend(
            databases or stage.databases,
            self.plan,
            self.open_context,
            stage.clock,
            stage.ids,
            BackendSettings(**settings),
            self.gauges,
        )

    async def until_rest(self, **settings: Any) -> None:
        """A backend lives until nothing is left to do."""
        await self.stage.live(self.backend(**settings))

    @property
    def elapsed(self) -> timedelta:
        return self.stage.clock.now() - START


@pytest.fixture
def play():
    """Runs a test's scene, a function of a theatre, on virtual time."""

    def run(scene: Callable[[Theatre], Coroutine[Any, Any, Any]]) -> Any:
        async def main() -> Any:
            theatre = Theatre()
            await theatre.stage.subscribe()
            return await scene(theatre)

        return run_virtual(main())

    return run
