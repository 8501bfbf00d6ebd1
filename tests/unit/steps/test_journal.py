from __future__ import annotations

import contextlib
from datetime import timedelta

from aro_api.internal.models import Journal
from aro_rp.steps import Action, Condition, MemoryLedger, Plan, percent_complete, run
from aro_rp.steps.journal import begun, ended, open_journal


def plan_of(bench, *names, **more):
    return Plan("toy", tuple(Action(name, bench.does(name)) for name in names), **more)


async def test_a_new_plan_of_the_same_operation_begins_where_the_earlier_one_ended(bench, clock):
    ledger = MemoryLedger(Journal(operation="op-1"))
    await run(plan_of(bench, "a", ends_at=80), bench, ledger, clock)

    second = Plan("toy-2", (Action("a", bench.does("a again")), Action("b", bench.does("b"))))
    opened = open_journal(ledger.journal, second)

    assert (opened.plan, opened.operation, opened.steps) == ("toy-2", "op-1", {})
    assert (opened.percent_before, opened.percent_after) == (80, 100)
    await run(second, bench, ledger, clock)
    assert bench.calls == ["a", "a again", "b"]


async def test_a_record_of_a_step_that_is_gone_is_kept_and_not_waited_for(bench, clock):
    ledger = MemoryLedger()
    await run(plan_of(bench, "a", "old"), bench, ledger, clock)

    journal = await run(plan_of(bench, "a", "new"), bench, ledger, clock)

    assert bench.calls == ["a", "old", "new"]
    assert journal.steps["old"].outcome == "Done"
    assert percent_complete(journal) == 100


async def test_a_finished_step_that_is_gone_still_counts_as_a_part_of_the_whole(bench, clock):
    bench.answers["a"] = [KeyboardInterrupt()]
    ledger = MemoryLedger()
    with contextlib.suppress(KeyboardInterrupt):
        await run(plan_of(bench, "old", "a"), bench, ledger, clock)
    opened = open_journal(ledger.journal, plan_of(bench, "a"))
    assert percent_complete(opened) == 50


async def test_a_step_that_is_gone_while_it_ran_no_longer_counts_as_running(bench, clock):
    bench.answers["old"] = [KeyboardInterrupt()]
    ledger = MemoryLedger()
    with contextlib.suppress(KeyboardInterrupt):
        await run(plan_of(bench, "old", "b"), bench, ledger, clock)
    journal = await run(plan_of(bench, "b"), bench, ledger, clock)
    assert journal.steps["old"].outcome == "Dropped"
    assert percent_complete(journal) == 100


async def test_the_release_that_knows_a_dropped_step_runs_it_again(bench, clock):
    bench.answers["old"] = [KeyboardInterrupt(), None]
    ledger = MemoryLedger()
    with contextlib.suppress(KeyboardInterrupt):
        await run(plan_of(bench, "old", "b"), bench, ledger, clock)
    await run(plan_of(bench, "b"), bench, ledger, clock)
    journal = await run(plan_of(bench, "old", "b"), bench, ledger, clock)
    assert journal.steps["old"].outcome == "Done"
    assert bench.calls == ["old", "b", "old"]


async def test_a_step_that_a_release_adds_before_finished_ones_is_run(bench, clock):
    ledger = MemoryLedger()
    await run(plan_of(bench, "a", "c"), bench, ledger, clock)
    await run(plan_of(bench, "a", "b", "c"), bench, ledger, clock)
    assert bench.calls == ["a", "c", "b"]


def test_an_action_that_became_a_condition_gets_a_deadline(bench, clock, minute):
    record = begun(None, Action("a", bench.does("a")), clock.now())
    again = begun(record, Condition("a", bench.asks("a"), timeout=minute), clock.now())
    assert record.deadline is None
    assert again.deadline == clock.now() + minute


def test_start_is_kept_over_attempts_and_seconds_count_from_it(bench, clock):
    step = Action("a", bench.does("a"))
    first = begun(None, step, clock.now())
    clock.advance(5)
    second = begun(first, step, clock.now())
    assert second.started == first.started
    assert ended(second, clock.now() + timedelta(seconds=2)).seconds == 7


def test_a_step_that_is_run_again_is_open_until_it_ends(bench, clock):
    step = Action("a", bench.does("a"))
    failed = ended(begun(None, step, clock.now()), clock.now(), "QuotaExceeded")
    again = begun(failed, step, clock.now())
    assert (again.outcome, again.seconds, again.error) == ("", None, "")


def test_members_that_this_release_does_not_know_survive(bench):
    stored = Journal.model_validate(
        {
            "plan": "toy",
            "later": 1,
            "steps": {"a": {"started": "2026-01-01T00:00:00Z", "later": 2}},
        }
    )
    opened = open_journal(stored, plan_of(bench, "a"))
    dumped = opened.model_dump(by_alias=True)
    assert dumped["later"] == 1
    assert dumped["steps"]["a"]["later"] == 2
