"""Wakes who waits for writes to a container."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from aro_rp.clock import Clock
from aro_rp.database.store import StoreClosed


class Waiting:
    """Callers that wait until one of their containers is written, each with a time limit.

    They are woken in the order they came, so that simulations have no chance of their own.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._callers: dict[str, dict[asyncio.Future[None], None]] = defaultdict(dict)

    async def for_write(self, container: str, seconds: float) -> None:
        """Returns on a write in this process, or when the time is up."""
        woken = asyncio.get_running_loop().create_future()
        timer = asyncio.ensure_future(self._clock.sleep(seconds))
        self._callers[container][woken] = None
        try:
            await asyncio.wait({woken, timer}, return_when=asyncio.FIRST_COMPLETED)
            if woken.done():
                woken.result()
        finally:
            self._callers[container].pop(woken, None)
            timer.cancel()

    def wake(self, containers: Iterable[str]) -> None:
        """Ends the wait of all who wait for one of these."""
        for container in containers:
            for woken in self._callers.pop(container, {}):
                if not woken.done():
                    woken.set_result(None)

    def close(self) -> None:
        """Ends every wait with StoreClosed."""
        for callers in self._callers.values():
            for woken in callers:
                if not woken.done():
                    woken.set_exception(StoreClosed("the store was closed"))
        self._callers.clear()
