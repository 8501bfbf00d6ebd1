"""Brings commits to the disk in a thread, so that the event loop serves on meanwhile.

A sync covers all that was written before it began: what is committed during one shares the next.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from aro_rp.database.store import StoreError

Told = Callable[[StoreError | None], None]

_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


class Syncs:
    """Says of commits when they are durable, in their order; belongs to one loop at a time.

    After one failure all that follows fails: the system forgets what it could not write, so a
    later sync would succeed with a hole before it.
    """

    def __init__(self, log: int | None, sync: Callable[[int], None] = _sync) -> None:
        """``log`` is the descriptor to sync, closed at the end; None is for a store in memory."""
        self._log = log
        self._sync = sync
        self._thread = ThreadPoolExecutor(1, "sync")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: asyncio.Future[None] | None = None
        self._waiting: list[Told] = []
        self.failure: StoreError | None = None

    def tell(self, told: Told) -> None:
        """Calls ``told`` once all that is committed now is durable, or cannot be made so."""
        if self._log is None:
            return told(None)
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self._running, self._waiting = loop, None, []
        self._waiting.append(told)
        if self._running is None:
            self._begin(loop, self._log)

    async def drained(self) -> None:
        """Returns when everybody was told."""
        while self._running is not None and self._loop is asyncio.get_running_loop():
            await asyncio.wait([self._running])

    def close(self) -> None:
        self._thread.shutdown()
        if self._log is not None:
            os.close(self._log)

    def _begin(self, loop: asyncio.AbstractEventLoop, log: int) -> None:
        covered, self._waiting = self._waiting, []
        self._running = loop.run_in_executor(self._thread, self._sync, log)
        self._running.add_done_callback(partial(self._end, loop, log, covered))

    def _end(
        self,
        loop: asyncio.AbstractEventLoop,
        log: int,
        covered: list[Told],
        done: asyncio.Future[None],
    ) -> None:
        if (error := done.exception()) is not None and self.failure is None:
            self.failure = StoreError(f"the disk fails, what was written may be lost: {error}")
        self._running = None
        if self._waiting:
            self._begin(loop, log)
        for told in covered:
            told(self.failure)
