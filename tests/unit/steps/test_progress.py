from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aro_api.internal.models import Journal, StepRecord
from aro_rp.steps import Action, MemoryLedger, Plan, percent_complete, run, running_step

START = datetime(2026, 1, 1, tzinfo=UTC)


def journal(*outcomes: str, total: int = 0, **more) -> Journal:
    steps = {f"s{i}": StepRecord(started=START, outcome=o) for i, o in enumerate(outcomes)}
    return Journal(plan="toy", total=total or len(outcomes), steps=steps, **more)


@pytest.mark.parametrize(
    ("stored", "percent"),
    [
        (Journal(), 0),
        (journal("", total=3), 0),
        (journal("Done", "", total=3), 33),
        (journal("Done", "Failed", total=3), 33),
        (journal("Done", "Done", "Done"), 100),
        (journal("Done", "", percent_after=80), 40),
        (journal("", total=2, percent_before=80, percent_after=100), 80),
        (journal("Done", "", percent_before=80, percent_after=100), 90),
    ],
)
def test_percent_counts_finished_steps_of_the_plans_share(stored, percent):
    assert percent_complete(stored) == percent


@given(
    done=st.integers(0, 200),
    total=st.integers(-1, 100),
    before=st.integers(0, 100),
    after=st.integers(0, 100),
)
def test_percent_is_never_out_of_range(done, total, before, after):
    stored = journal(*["Done"] * done, total=total, percent_before=before, percent_after=after)
    assert 0 <= percent_complete(stored) <= 100


def test_the_running_step_is_the_one_without_an_outcome():
    assert running_step(journal("Done", "", total=3)) == "s1"
    assert running_step(journal("Done", "Failed", total=3)) == ""
    assert running_step(Journal()) == ""


async def test_progress_never_falls_while_two_plans_run_one_after_the_other(bench, clock):
    seen: list[int] = []

    class Watching(MemoryLedger):
        async def save(self, journal: Journal) -> None:
            await super().save(journal)
            seen.append(percent_complete(journal))

    ledger = Watching()
    for name, steps, ends_at in (("one", "abc", 85), ("two", "defgh", 100)):
        actions = tuple(Action(s, bench.does(s)) for s in steps)
        await run(Plan(name, actions, ends_at=ends_at), bench, ledger, clock)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 100)
