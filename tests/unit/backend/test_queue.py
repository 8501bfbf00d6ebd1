from __future__ import annotations

import asyncio

import pytest

from aro_rp.backend.queue import Alarm, next_expiry
from aro_rp.backend.rehearsal import Stage
from aro_rp.steps.virtual_time import LoopClock, run_virtual


def test_an_alarm_wakes_who_waits_and_who_comes_later():
    async def main():
        alarm, loop = Alarm(LoopClock()), asyncio.get_running_loop()
        loop.call_later(3, alarm.ring)
        await alarm.wait(10)
        first = loop.time()
        await alarm.wait(10)
        second = loop.time()
        alarm.reset()
        await alarm.wait(10)
        return first, second, loop.time()

    assert run_virtual(main()) == (3, 3, 13)


@pytest.mark.parametrize(("left_s", "expected_s"), [(3.0, 3.0), (600.0, 10.0), (-5.0, 0.0)])
def test_the_next_look_is_when_a_lease_runs_out_but_not_later_than_the_poll(left_s, expected_s):
    async def main():
        stage = Stage()

        def leased(doc):
            doc.lease_owner, doc.lease_expires = "dead", stage.store.now() + left_s

        await stage.accept("Updating", prepare=leased)
        return await next_expiry(stage.databases, 10.0)

    assert run_virtual(main()) == pytest.approx(expected_s, abs=0.01)
