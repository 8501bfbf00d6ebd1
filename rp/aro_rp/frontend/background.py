"""What runs beside the requests: the feeds, and telling load balancers when it is time to go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aro_rp.clock import Clock
from aro_rp.frontend.middleware.log import RequestLog
from aro_rp.frontend.provider import Health
from aro_rp.frontend.releases import Releases

Task = Callable[[], Coroutine[Any, Any, None]]


class FrontendBackground:
    """Keeps releases current; a failed round is logged, and the next one tries again.

    ``others`` run until the server ends; they see to their own failures.
    """

    def __init__(
        self,
        releases: Releases,
        health: Health,
        log: RequestLog,
        clock: Clock,
        every_s: float,
        drain_s: float,
        others: Sequence[Task] = (),
    ) -> None:
        self._releases = releases
        self._health = health
        self._log = log
        self._clock = clock
        self._every_s = every_s
        self._drain_s = drain_s
        self._others = others

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            started = [tasks.create_task(task()) for task in (self._keep_fed, *self._others)]
            try:
                yield
            finally:
                self._health.draining = True
                for task in started:
                    task.cancel()

    async def drain(self) -> None:
        """Says not ready, and leaves load balancers the time to notice."""
        self._health.draining = True
        await self._clock.sleep(self._drain_s)

    async def _keep_fed(self) -> None:
        while True:
            try:
                await self._releases.refresh()
                if self._releases.lacks_default:
                    self._log.wrong("versions are on offer, but none of them is the default")
            except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
                self._log.trouble("the feeds of versions and role sets were not read", error)
            await self._clock.sleep(self._every_s)
