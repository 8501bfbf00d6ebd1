from __future__ import annotations

import asyncio

import pytest

from aro_rp.steps.virtual_time import START, LoopClock, NothingWillHappen, run_virtual


def test_hours_pass_at_once_and_in_order():
    async def main():
        clock, woken = LoopClock(), []

        async def sleeper(hours):
            await clock.sleep(3600 * hours)
            woken.append((hours, (clock.now() - START).total_seconds() / 3600))

        await asyncio.gather(sleeper(3), sleeper(1), sleeper(2))
        return woken

    assert run_virtual(main()) == [(1, 1), (2, 2), (3, 3)]


def test_timeouts_are_virtual_too():
    async def main():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3600):
                await asyncio.sleep(7200)

    run_virtual(main())


def test_a_deadlock_is_an_error_and_no_endless_wait():
    async def main():
        await asyncio.get_running_loop().create_future()

    with pytest.raises(NothingWillHappen):
        run_virtual(main())


def test_what_would_run_in_a_thread_runs_at_once():
    async def main():
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 / 0)
        return await asyncio.to_thread(lambda: 42)

    assert run_virtual(main()) == 42
