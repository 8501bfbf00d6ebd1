"""Keeps a lease alive while work goes on, and ends the work when it no longer can."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from aro_rp.clock import Clock
from aro_rp.database.leases import LeaseLost
from aro_rp.steps import error_code

from .settings import BackendSettings

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Heartbeat:
    """Renews a lease every 10 s; ``acquired`` is when it was asked for, by our own clock.

    A renewal that fails is tried again until shortly before the lease could be someone else's
    (hazard H13); then, or when the lease is lost, or when the heartbeat ends for any other
    reason (H25), the work is cancelled and ``LeaseLost`` is what its caller sees.
    """

    def __init__(
        self,
        renew: Callable[[], Awaitable[object]],
        acquired: datetime,
        clock: Clock,
        settings: BackendSettings,
    ) -> None:
        self._renew = renew
        self._clock = clock
        self._settings = settings
        self._safe_until = self._safe_from(acquired)
        self._beating: asyncio.Task[None] | None = None
        self._stopped = False

    async def during(self, work: Coroutine[Any, Any, T]) -> T:
        """The work's result, or its error; ``LeaseLost`` when the heartbeat ended first."""
        self._beating = asyncio.create_task(self._beat())
        working = asyncio.create_task(work)
        try:
            await asyncio.wait({self._beating, working}, return_when=asyncio.FIRST_COMPLETED)
            if self._stopped:
                await asyncio.wait({working})
            if not working.done():
                raise LeaseLost("the heartbeat ended before the work did") from _end(self._beating)
        finally:
            try:
                await _cancelled(working)
            finally:
                await self.stop()
        return working.result()

    async def stop(self) -> None:
        """Returns when no renewal is under way and none will come; may be called twice."""
        self._stopped = True
        if self._beating is not None:
            await _cancelled(self._beating)

    async def _beat(self) -> None:
        pause = self._settings.heartbeat_s
        while True:
            await self._clock.sleep(pause)
            renewed = await self._renewed()
            pause = self._settings.heartbeat_s if renewed else self._settings.heartbeat_retry_s

    async def _renewed(self) -> bool:
        """False when it failed and there is still time; raises when there is not."""
        asked = self._clock.now()
        left = (self._safe_until - asked).total_seconds()
        try:
            async with asyncio.timeout(max(left, self._settings.heartbeat_retry_s)):
                await self._renew()
        except LeaseLost:
            raise
        except Exception as error:
            log.warning("lease not renewed", error=error_code(error), left_s=round(left, 1))
            if left <= self._settings.heartbeat_retry_s:
                raise
            return False
        self._safe_until = self._safe_from(asked)
        return True

    def _safe_from(self, asked: datetime) -> datetime:
        return asked + timedelta(seconds=self._settings.lease_s - self._settings.lease_margin_s)


async def _cancelled(task: asyncio.Task[Any]) -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled():
        task.exception()


def _end(task: asyncio.Task[None]) -> BaseException | None:
    return None if task.cancelled() else task.exception()
