from __future__ import annotations

import pytest

from aro_rp.steps import Action, MemoryLedger, Plan, run
from aro_rp.steps.crashpoints import Crash, CrashingClock, CrashingLedger, CrashPoints


def test_without_a_limit_points_are_only_counted():
    points = CrashPoints()
    points.reach("a")
    points.reach("b")
    assert points.passed == ["a", "b"]
    assert not points.dead


def test_the_dead_do_nothing_more():
    points = CrashPoints(limit=2)
    points.reach("a")
    with pytest.raises(Crash):
        points.reach("b")
    with pytest.raises(Crash):
        points.reach("c")
    assert points.passed == ["a", "b"]
    assert points.died_at == "b"


def test_no_handler_of_errors_catches_a_crash():
    assert not issubclass(Crash, Exception)


async def test_a_plan_killed_at_every_point_and_resumed_does_the_same_work(bench, clock, minute):
    plan = Plan("toy", (Action("a", bench.does("a")), Action("b", bench.does("b"))))
    limit, killed = 1, 0
    while True:
        ledger, points = MemoryLedger(), CrashPoints(limit)
        bench.calls.clear()
        try:
            crashing = CrashingLedger(ledger, points)
            await run(plan, bench, crashing, CrashingClock(clock, points))
        except Crash:
            killed += 1
        journal = await run(plan, bench, ledger, clock)
        assert {name: str(r.outcome) for name, r in journal.steps.items()} == {
            "a": "Done",
            "b": "Done",
        }
        assert set(bench.calls) == {"a", "b"}
        if not points.dead:
            break
        limit += 1
    assert killed == 6  # before and after each of three saves
