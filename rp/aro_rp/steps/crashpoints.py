"""Power cuts on demand: every save, side effect and wait is a place to die at.

Tests wrap what a plan uses, run it with a limit of 1, 2, 3, ... points until a run ends
undisturbed, and compare what each killed and resumed run left behind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from aro_api.internal.models import Journal
from aro_rp.clock import Clock

from .journal import Ledger


class Crash(BaseException):
    """The process is gone. Not an ``Exception``, so no handler can go on as if nothing was."""


@dataclass(slots=True)
class CrashPoints:
    """Counts places and dies at number ``limit`` (from 1); 0 counts without dying.

    Once dead, every further place dies as well: a dead process does nothing more. ``on_death``
    is called at that moment, to stop what does not pass any place.
    """

    limit: int = 0
    passed: list[str] = field(default_factory=list)
    died_at: str = ""
    on_death: Callable[[], object] = lambda: None

    @property
    def dead(self) -> bool:
        return bool(self.died_at)

    def reach(self, label: str) -> None:
        """Called right before and right after what ``label`` names."""
        if not self.dead:
            self.passed.append(label)
            if len(self.passed) == self.limit:
                self.died_at = label
                self.on_death()
        if self.dead:
            raise Crash(f"{label} (point {self.limit})")


@dataclass(frozen=True, slots=True)
class CrashingLedger:
    """A ledger that may die before a save and after it."""

    inner: Ledger
    points: CrashPoints

    async def load(self) -> Journal:
        return await self.inner.load()

    async def save(self, journal: Journal) -> None:
        self.points.reach("before save")
        await self.inner.save(journal)
        self.points.reach("after save")

    def check(self) -> None:
        self.inner.check()


@dataclass(frozen=True, slots=True)
class CrashingClock:
    """A clock that may die before it sleeps."""

    inner: Clock
    points: CrashPoints

    def now(self) -> datetime:
        return self.inner.now()

    async def sleep(self, seconds: float) -> None:
        self.points.reach("sleep")
        await self.inner.sleep(seconds)
