"""What runs beside the requests: the feeds, and telling load balancers when it is time to go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aro_rp.clock import Clock
from aro_rp.frontend.middleware.log import RequestLog
from aro_rp.frontend.provider import Health
from aro_rp.frontend.releases import Releases


class FrontendBackground:
    """Keeps releases current; a failed round is logged, and the next one tries again."""

    def __init__(
        self, releases: Releases, health: Health, log: RequestLog, clock: Clock, every_s: float
    ) -> None:
        self._releases = releases
        self._health = health
        self._log = log
        self._clock = clock
        self._every_s = every_s

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            feeds = tasks.create_task(self._keep_fed())
            try:
                yield
            finally:
                self._health.draining = True
                feeds.cancel()

    async def _keep_fed(self) -> None:
        while True:
            try:
                await self._releases.refresh()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
                self._log.trouble("the feeds of versions and role sets were not read", error)
            await self._clock.sleep(self._every_s)
