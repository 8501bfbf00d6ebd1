from __future__ import annotations

from datetime import timedelta

import pytest

from aro_rp.clock import SeededIds
from aro_rp.steps import RetryPolicy, retrying


class Busy(Exception):
    def __init__(self, after: float | None = None) -> None:
        super().__init__("busy")
        self.after = after


def policy(**more) -> RetryPolicy:
    return RetryPolicy(on=lambda error: isinstance(error, Busy), **more)


def answering(*answers):
    queue = list(answers)

    async def call():
        answer = queue.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return call


async def test_a_call_is_tried_again_with_doubling_waits(clock):
    begin = clock.now()
    assert await retrying(policy(first_s=15), answering(Busy(), Busy(), "ok"), clock) == "ok"
    assert clock.now() - begin == timedelta(seconds=15 + 30)


async def test_waits_do_not_grow_beyond_the_cap(clock):
    begin = clock.now()
    answers = [Busy()] * 3 + ["ok"]
    await retrying(policy(first_s=40, cap_s=60), answering(*answers), clock)
    assert clock.now() - begin == timedelta(seconds=40 + 60 + 60)


async def test_the_last_error_is_the_callers(clock):
    with pytest.raises(Busy):
        await retrying(policy(attempts=3), answering(Busy(), Busy(), Busy(), "late"), clock)


async def test_an_error_that_is_not_worth_it_is_not_tried_again(clock):
    with pytest.raises(ValueError):
        await retrying(policy(), answering(ValueError("no"), "ok"), clock)


async def test_an_error_that_is_not_worth_it_ends_the_trying_at_any_time(clock):
    with pytest.raises(ValueError):
        await retrying(policy(), answering(Busy(), ValueError("no"), "ok"), clock)


async def test_the_server_sets_the_pace_when_it_says_so(clock):
    begin = clock.now()
    asking = policy(first_s=15, retry_after=lambda error: error.after)
    await retrying(asking, answering(Busy(after=3), Busy(), "ok"), clock)
    assert clock.now() - begin == timedelta(seconds=3 + 30)


async def test_a_server_may_ask_for_another_try_at_once(clock):
    begin = clock.now()
    asking = policy(retry_after=lambda error: error.after)
    await retrying(asking, answering(Busy(after=0), Busy(after=-5), "ok"), clock)
    assert clock.now() == begin


async def test_jitter_lengthens_a_wait_by_at_most_its_part(clock):
    begin = clock.now()
    await retrying(policy(first_s=10, jitter=0.1), answering(Busy(), "ok"), clock, SeededIds(1))
    assert timedelta(seconds=10) < clock.now() - begin < timedelta(seconds=11)
