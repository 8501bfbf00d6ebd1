from __future__ import annotations

import asyncio

import pytest

from aro_rp.database.store import StoreClosed
from aro_rp.database.waiting import Waiting
from aro_rp.steps.virtual_time import LoopClock, run_virtual


async def others() -> set[asyncio.Task[None]]:
    """Tasks that are still there when everybody had a turn."""
    await asyncio.sleep(0)
    return asyncio.all_tasks() - {asyncio.current_task()}  # type: ignore[arg-type]


def test_a_wait_ends_with_a_write_or_in_time_and_leaves_nothing_behind() -> None:
    async def main() -> tuple[float, float, int, set[asyncio.Task[None]]]:
        waiting, loop = Waiting(LoopClock()), asyncio.get_running_loop()
        loop.call_later(3, waiting.wake, ["Clusters"])
        await waiting.for_write("Clusters", 10)
        woken = loop.time()
        await waiting.for_write("Clusters", 10)
        return woken, loop.time(), sum(map(len, waiting._callers.values())), await others()

    assert run_virtual(main()) == (3, 13, 0, set())


def test_a_wait_that_is_given_up_leaves_nothing_behind() -> None:
    async def main() -> tuple[int, set[asyncio.Task[None]]]:
        waiting = Waiting(LoopClock())
        wait = asyncio.create_task(waiting.for_write("Clusters", 10))
        await asyncio.sleep(1)
        wait.cancel()
        await asyncio.wait({wait})
        return sum(map(len, waiting._callers.values())), await others()

    assert run_virtual(main()) == (0, set())


def test_a_store_that_closes_tells_who_waits() -> None:
    async def main() -> float:
        waiting, loop = Waiting(LoopClock()), asyncio.get_running_loop()
        loop.call_later(3, waiting.close)
        with pytest.raises(StoreClosed):
            await waiting.for_write("Clusters", 10)
        return loop.time()

    assert run_virtual(main()) == 3
