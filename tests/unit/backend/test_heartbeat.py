from __future__ import annotations

import asyncio
import gc
from dataclasses import dataclass, field

import pytest

from aro_rp.backend import BackendSettings
from aro_rp.backend.heartbeat import Heartbeat
from aro_rp.database.leases import LeaseLost
from aro_rp.database.store import Throttled
from aro_rp.steps.virtual_time import LoopClock, run_virtual

FOR_EVER = 10_000.0


@dataclass
class Lease:
    """Renews as it is told; remembers when it was asked."""

    answers: list[BaseException | float | None] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)

    async def renew(self) -> None:
        self.asked.append(asyncio.get_running_loop().time())
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, float):
            await asyncio.sleep(answer)
        elif answer is not None:
            raise answer


def during(lease, work, **settings):
    """The work's result and the second at which it came."""

    async def main():
        clock = LoopClock()
        beat = Heartbeat(lease.renew, clock.now(), clock, BackendSettings(**settings))
        try:
            return await beat.during(work(beat)), asyncio.get_running_loop().time()
        except LeaseLost as lost:
            return lost, asyncio.get_running_loop().time()

    return run_virtual(main())


def lasting(seconds):
    async def work(beat):
        await asyncio.sleep(seconds)
        return "done"

    return work


def test_a_lease_is_renewed_every_ten_seconds_while_work_goes_on():
    lease = Lease()
    assert during(lease, lasting(35)) == ("done", 35)
    assert lease.asked == [10, 20, 30]


def test_nothing_is_renewed_after_the_end():
    lease = Lease()

    async def work(beat):
        await asyncio.sleep(15)
        await beat.stop()
        await beat.stop()
        await asyncio.sleep(100)
        return "done"

    assert during(lease, work) == ("done", 115)
    assert lease.asked == [10]


def test_the_works_own_error_comes_through():
    async def work(beat):
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        during(Lease(), work)


def test_a_lost_lease_ends_the_work_at_once():
    lost, at = during(Lease([None, LeaseLost("gone")]), lasting(FOR_EVER))
    assert isinstance(lost, LeaseLost)
    assert at == 20


def test_an_outage_that_ends_in_time_costs_nothing():
    lease = Lease([Throttled("busy")] * 15)
    assert during(lease, lasting(80)) == ("done", 80)
    assert lease.asked[:3] == [10, 12, 14]


def test_an_outage_ends_the_work_shortly_before_another_could_have_the_lease():
    lease = Lease([Throttled("busy")] * 1000)
    lost, at = during(lease, lasting(FOR_EVER))
    assert isinstance(lost, LeaseLost)
    assert isinstance(lost.__cause__, Throttled)
    assert 46 <= at <= 52


def test_time_counts_from_the_last_renewal_that_was_granted():
    lease = Lease([None, None] + [Throttled("busy")] * 1000)
    _, at = during(lease, lasting(FOR_EVER))
    assert 66 <= at <= 72


def test_a_renewal_that_hangs_is_given_up_in_time():
    lost, at = during(Lease([FOR_EVER] * 10), lasting(FOR_EVER))
    assert isinstance(lost, LeaseLost)
    assert at < 60


class Panic(BaseException): ...


@pytest.mark.parametrize("end", [Panic(), asyncio.CancelledError()])
def test_a_heartbeat_that_ends_for_any_reason_ends_the_work(end):
    lost, at = during(Lease([end]), lasting(FOR_EVER))
    assert isinstance(lost, LeaseLost)
    assert at == 10


def test_the_work_may_clean_up_when_it_is_ended():
    cleaned = []

    async def work(beat):
        try:
            await asyncio.sleep(FOR_EVER)
        finally:
            await asyncio.sleep(1)
            cleaned.append(True)

    lost, at = during(Lease([LeaseLost("gone")]), work)
    assert isinstance(lost, LeaseLost)
    assert (cleaned, at) == ([True], 11)


def test_what_goes_wrong_in_such_a_clean_up_is_not_reported_by_the_event_loop():
    """It would print the error's text, which may hold a secret."""
    reported = []

    async def work(beat):
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: reported.append(context["message"]))
        try:
            await asyncio.sleep(FOR_EVER)
        finally:
            raise RuntimeError("the password is swordfish")

    during(Lease([LeaseLost("gone")]), work)
    gc.collect()
    assert reported == []


def test_a_cancelled_caller_takes_work_and_heartbeat_with_it():
    lease, ended = Lease(), []

    async def work(beat):
        try:
            await asyncio.sleep(FOR_EVER)
        finally:
            ended.append(True)

    async def main():
        clock = LoopClock()
        beat = Heartbeat(lease.renew, clock.now(), clock, BackendSettings())
        task = asyncio.create_task(beat.during(work(beat)))
        await asyncio.sleep(25)
        task.cancel()
        await asyncio.wait({task})
        await asyncio.sleep(100)
        return task.cancelled()

    assert run_virtual(main())
    assert ended == [True]
    assert lease.asked == [10, 20]
