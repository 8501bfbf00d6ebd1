from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from aro_api.internal.models import Journal
from aro_rp.arm.errors import ArmError
from aro_rp.clock import FixedClock
from aro_rp.steps import (
    Action,
    AuthorizationRetryingAction,
    Condition,
    MemoryLedger,
    Plan,
    StepTimeout,
    Stopped,
    looking_every,
    run,
)
from aro_rp.steps.virtual_time import START, LoopClock, run_virtual


@dataclass
class TracingLedger(MemoryLedger):
    """Writes down what the journal said whenever it was saved."""

    journal: Journal = field(default_factory=Journal)
    saves: int = 0
    seen: list[dict[str, str]] = field(default_factory=list)

    async def save(self, journal: Journal) -> None:
        await super().save(journal)
        steps = journal.steps or {}
        self.seen.append({name: str(record.outcome) for name, record in steps.items()})


class StoreDown(Exception): ...


class DeafLedger(MemoryLedger):
    """Refuses every save after the first."""

    async def save(self, journal: Journal) -> None:
        if self.saves:
            raise StoreDown
        await super().save(journal)


class NoRights(Exception): ...


def waiting_for_rights(bench, **more):
    return AuthorizationRetryingAction(
        "grant",
        bench.does("grant"),
        is_auth_error=lambda error: isinstance(error, NoRights),
        refresh=bench.does("refresh"),
        **more,
    )


async def test_steps_run_in_order_and_each_is_announced_before_it_begins(bench, clock):
    ledger = TracingLedger()
    plan = Plan("toy", (Action("a", bench.does("a")), Action("b", bench.does("b"))))

    journal = await run(plan, bench, ledger, clock)

    assert bench.calls == ["a", "b"]
    assert ledger.seen == [{"a": ""}, {"a": "Done", "b": ""}, {"a": "Done", "b": "Done"}]
    assert (journal.plan, journal.total) == ("toy", 2)


async def test_a_finished_step_is_not_run_again_by_the_next_worker(bench, clock):
    ledger = MemoryLedger()
    bench.answers["b"] = [RuntimeError("broken"), None]
    plan = Plan("toy", (Action("a", bench.does("a")), Action("b", bench.does("b"))))
    with pytest.raises(RuntimeError):
        await run(plan, bench, ledger, clock)

    journal = await run(plan, bench, ledger, clock)

    assert bench.calls == ["a", "b", "b"]
    assert journal.steps["b"].attempts == 2
    assert journal.steps["b"].outcome == "Done"
    assert journal.steps["b"].error == ""


async def test_a_condition_that_held_is_not_asked_again_by_the_next_worker(bench, clock, minute):
    ledger = MemoryLedger()
    bench.answers |= {"ready": [True], "b": [RuntimeError("broken"), None]}
    ready = Condition("ready", bench.asks("ready"), timeout=minute)
    plan = Plan("toy", (ready, Action("b", bench.does("b"))))
    with pytest.raises(RuntimeError):
        await run(plan, bench, ledger, clock)
    await run(plan, bench, ledger, clock)
    assert bench.calls == ["ready", "b", "b"]


async def test_a_step_that_lives_in_memory_runs_again_in_a_new_process_without_a_write(
    bench, clock
):
    ledger = TracingLedger()
    bench.answers["b"] = [RuntimeError("broken"), None]
    plan = Plan("toy", (Action("a", bench.does("a"), in_memory=True), Action("b", bench.does("b"))))
    with pytest.raises(RuntimeError):
        await run(plan, bench, ledger, clock)
    seen = len(ledger.seen)
    await run(plan, bench, ledger, clock)
    assert bench.calls == ["a", "b", "a", "b"]
    assert ledger.seen[seen:] == [{"a": "Done", "b": ""}, {"a": "Done", "b": "Done"}]


async def test_a_failed_step_keeps_its_record_with_a_code_but_not_the_error_text(bench, clock):
    ledger = MemoryLedger()
    bench.answers["a"] = [RuntimeError("the password is swordfish")]
    with pytest.raises(RuntimeError):
        await run(Plan("toy", (Action("a", bench.does("a")),)), bench, ledger, clock)
    record = ledger.journal.steps["a"]
    assert (record.outcome, record.error, record.attempts) == ("Failed", "RuntimeError", 1)
    assert "swordfish" not in ledger.journal.model_dump_json()


async def test_a_cloud_error_is_recorded_by_its_code(bench, clock):
    ledger = MemoryLedger()
    bench.answers["a"] = [ArmError.of(400, "QuotaExceeded", "No cores left.")]
    with pytest.raises(ArmError):
        await run(Plan("toy", (Action("a", bench.does("a")),)), bench, ledger, clock)
    assert ledger.journal.steps["a"].error == "QuotaExceeded"


async def test_the_steps_own_error_survives_a_store_that_cannot_save_it(bench, clock):
    bench.answers["a"] = [RuntimeError("broken")]
    with pytest.raises(RuntimeError, match="broken"):
        await run(Plan("toy", (Action("a", bench.does("a")),)), bench, DeafLedger(), clock)


async def test_a_step_does_not_begin_when_its_beginning_cannot_be_saved(bench, clock):
    plan = Plan("toy", (Action("a", bench.does("a")), Action("b", bench.does("b"))))
    with pytest.raises(StoreDown):
        await run(plan, bench, DeafLedger(), clock)
    assert bench.calls == ["a"]


async def test_a_best_effort_step_may_fail_and_the_plan_goes_on(bench, clock):
    ledger = MemoryLedger()
    bench.answers["a"] = [RuntimeError("broken")]
    plan = Plan("toy", (Action("a", bench.does("a"), fatal=False), Action("b", bench.does("b"))))
    journal = await run(plan, bench, ledger, clock)
    assert bench.calls == ["a", "b"]
    assert (journal.steps["a"].outcome, journal.steps["a"].error) == ("Done", "RuntimeError")


async def test_a_condition_is_asked_at_once_and_then_every_ten_seconds(bench, clock, minute):
    bench.answers["ready"] = [False, False, True]
    begin = clock.now()
    plan = Plan("toy", (Condition("ready", bench.asks("ready"), timeout=minute),))
    journal = await run(plan, bench, MemoryLedger(), clock)
    assert bench.calls == ["ready"] * 3
    assert clock.now() - begin == timedelta(seconds=20)
    assert journal.steps["ready"].seconds == 20


async def test_a_missed_deadline_with_a_sentence_is_what_the_user_reads(bench, clock, minute):
    condition = Condition(
        "ready", bench.asks("ready"), timeout=minute, sentence="The nodes did not become ready."
    )
    with pytest.raises(ArmError) as caught:
        await run(Plan("toy", (condition,)), bench, MemoryLedger(), clock)
    assert caught.value.status == 500
    assert caught.value.problem.code == "DeploymentFailed"
    assert caught.value.problem.message == "The nodes did not become ready."


async def test_a_missed_deadline_without_a_sentence_names_the_step(bench, clock, minute):
    plan = Plan("toy", (Condition("ready", bench.asks("ready"), timeout=minute),))
    with pytest.raises(StepTimeout, match="ready") as caught:
        await run(plan, bench, MemoryLedger(), clock)
    assert caught.value.step == "ready"


async def test_a_condition_is_asked_a_last_time_at_its_deadline(bench, clock):
    plan = Plan("toy", (Condition("ready", bench.asks("ready"), timeout=timedelta(seconds=25)),))
    with pytest.raises(StepTimeout):
        await run(plan, bench, MemoryLedger(), clock)
    assert len(bench.calls) == 4  # at 0, 10, 20 and 25 seconds


async def test_neither_restart_nor_time_lost_extends_a_deadline(bench, clock, minute):
    ledger = MemoryLedger()
    bench.answers["ready"] = [KeyboardInterrupt(), False]
    plan = Plan("toy", (Condition("ready", bench.asks("ready"), timeout=minute),))
    with pytest.raises(KeyboardInterrupt):
        await run(plan, bench, ledger, clock)
    deadline = ledger.journal.steps["ready"].deadline
    clock.advance(3600)

    with pytest.raises(StepTimeout):
        await run(plan, bench, ledger, clock)

    assert ledger.journal.steps["ready"].deadline == deadline
    assert len(bench.calls) == 2  # asked once more, then given up


async def test_what_came_true_while_nobody_looked_still_counts(bench, clock, minute):
    ledger = MemoryLedger()
    bench.answers["ready"] = [KeyboardInterrupt(), True]
    plan = Plan("toy", (Condition("ready", bench.asks("ready"), timeout=minute),))
    with pytest.raises(KeyboardInterrupt):
        await run(plan, bench, ledger, clock)
    clock.advance(3600)
    journal = await run(plan, bench, ledger, clock)
    assert journal.steps["ready"].outcome == "Done"


async def test_an_error_of_a_question_ends_it_at_once(bench, clock, minute):
    bench.answers["ready"] = [RuntimeError("broken")]
    plan = Plan("toy", (Condition("ready", bench.asks("ready"), timeout=minute),))
    with pytest.raises(RuntimeError):
        await run(plan, bench, MemoryLedger(), clock)
    assert bench.calls == ["ready"]


@pytest.mark.parametrize("answer", [False, RuntimeError("broken")])
async def test_a_condition_that_is_not_fatal_lets_the_plan_go_on(bench, clock, minute, answer):
    bench.answers["ready"] = [answer]
    plan = Plan(
        "toy",
        (
            Condition("ready", bench.asks("ready"), timeout=minute, fatal=False),
            Action("b", bench.does("b")),
        ),
    )
    await run(plan, bench, MemoryLedger(), clock)
    assert bench.calls[-1] == "b"


async def test_rights_that_arrive_late_are_waited_for_with_a_new_token_each_time(bench, clock):
    bench.answers["grant"] = [NoRights(), NoRights(), None]
    begin = clock.now()
    await run(Plan("toy", (waiting_for_rights(bench),)), bench, MemoryLedger(), clock)
    assert bench.calls == ["grant", "refresh", "grant", "refresh", "grant"]
    assert clock.now() - begin == timedelta(seconds=60)


async def test_rights_that_never_arrive_are_no_success(bench, clock):
    last = NoRights("still not")
    bench.answers["grant"] = [last]
    begin = clock.now()
    with pytest.raises(NoRights) as caught:
        await run(Plan("toy", (waiting_for_rights(bench),)), bench, MemoryLedger(), clock)
    assert caught.value is last
    assert last.__cause__ is None
    assert clock.now() - begin == timedelta(minutes=10)


async def test_a_faster_pace_of_waits_for_rights_leaves_the_number_of_looks(bench, clock):
    bench.answers["grant"] = [NoRights()]
    plan = Plan("toy", (Action("a", bench.does("a")), waiting_for_rights(bench)))
    begin = clock.now()
    with pytest.raises(NoRights):
        await run(looking_every(plan, timedelta(seconds=1)), bench, MemoryLedger(), clock)
    assert clock.now() - begin == timedelta(seconds=20)
    assert bench.calls.count("grant") == 1 + 20
    assert looking_every(plan, timedelta(seconds=30)) == plan


async def test_another_error_ends_a_wait_for_rights_at_once(bench, clock):
    bench.answers["grant"] = [NoRights(), RuntimeError("broken")]
    with pytest.raises(RuntimeError):
        await run(Plan("toy", (waiting_for_rights(bench),)), bench, MemoryLedger(), clock)
    assert bench.calls == ["grant", "refresh", "grant"]


async def test_a_refresh_that_fails_ends_the_wait_for_rights(bench, clock):
    bench.answers["grant"] = [NoRights()]
    bench.answers["refresh"] = [RuntimeError("no token")]
    with pytest.raises(RuntimeError, match="no token"):
        await run(Plan("toy", (waiting_for_rights(bench),)), bench, MemoryLedger(), clock)


async def test_the_last_authorization_error_may_be_explained_to_the_user(bench, clock):
    bench.answers["grant"] = [NoRights()]
    told = ArmError.of(400, "InvalidServicePrincipalCredentials", "The secret is wrong.")
    step = waiting_for_rights(bench, explain=lambda error: told)
    with pytest.raises(ArmError) as caught:
        await run(Plan("toy", (step,)), bench, MemoryLedger(), clock)
    assert caught.value is told
    assert isinstance(caught.value.__cause__, NoRights)


async def test_a_plan_may_explain_the_error_that_ends_it(bench, clock):
    bench.answers["a"] = [RuntimeError("broken")]
    told = ArmError.of(500, "InternalServerError", "Ours.")

    def explain(ctx, error):
        assert ctx is bench
        assert str(error) == "broken"
        return told

    plan = Plan("toy", (Action("a", bench.does("a")),), explain=explain)
    with pytest.raises(ArmError) as caught:
        await run(plan, bench, MemoryLedger(), clock)
    assert caught.value is told


async def test_one_line_is_logged_per_step(bench, clock, minute):
    bench.answers["b"] = [True]
    steps = (
        Action("a", bench.does("a")),
        Condition("b", bench.asks("b"), timeout=minute),
        waiting_for_rights(bench),
    )
    with capture_logs() as lines:
        await run(Plan("toy", steps), bench, MemoryLedger(), clock)
    seen = [(line["event"], line["step"], line["kind"], line["outcome"]) for line in lines]
    assert seen == [
        ("step", "a", "action", "Done"),
        ("step", "b", "condition", "Done"),
        ("step", "grant", "authorizationretryingaction", "Done"),
    ]
    assert {line["log_level"] for line in lines} == {"info"}


async def test_the_log_line_of_a_failed_step_is_a_warning_without_the_error_text(bench):
    bench.answers["a"] = [RuntimeError("the password is swordfish")]
    with capture_logs() as lines, pytest.raises(RuntimeError):
        await run(Plan("toy", (Action("a", bench.does("a")),)), bench, MemoryLedger(), FixedClock())
    assert (lines[-1]["error"], lines[-1]["log_level"]) == ("RuntimeError", "warning")
    assert "swordfish" not in str(lines)


def test_two_steps_of_one_name_are_refused(bench):
    with pytest.raises(ValueError, match="plan toy: two steps are called a"):
        Plan("toy", (Action("a", bench.does("a")), Action("a", bench.does("a"))))


@dataclass
class StoppingLedger(MemoryLedger):
    """Says stop once the bench has been called so often."""

    journal: Journal = field(default_factory=Journal)
    saves: int = 0
    calls: list[str] = field(default_factory=list)
    after: int = 0

    def check(self) -> None:
        if len(self.calls) >= self.after:
            raise Stopped


@pytest.mark.parametrize("after", range(3))
async def test_a_plan_stops_before_the_next_step(bench, clock, after):
    ledger = StoppingLedger(calls=bench.calls, after=after)
    steps = tuple(Action(name, bench.does(name), fatal=False) for name in "abc")
    plan = Plan("toy", steps, explain=lambda ctx, error: RuntimeError("never"))

    with pytest.raises(Stopped):
        await run(plan, bench, ledger, clock)

    assert bench.calls == list("abc"[:after])
    outcomes = [str(record.outcome) for record in ledger.journal.steps.values()]
    assert outcomes == ["Done"] * after + [""]
    goes_on = MemoryLedger(ledger.journal)
    await run(plan, bench, goes_on, clock)
    assert bench.calls == list("abc")


async def test_a_wait_stops_between_two_questions(bench, clock, minute):
    ledger, began = StoppingLedger(calls=bench.calls, after=3), clock.now()
    step = Condition("there", bench.asks("there"), timeout=60 * minute, fatal=False)
    with pytest.raises(Stopped):
        await run(Plan("toy", (step,)), bench, ledger, clock)
    assert bench.calls == ["there"] * 3
    assert clock.now() - began == timedelta(seconds=20)  # no pause after the third


@dataclass
class EveningLedger(MemoryLedger):
    """Says stop from some time on."""

    journal: Journal = field(default_factory=Journal)
    saves: int = 0
    clock: FixedClock = field(default_factory=FixedClock)
    evening: datetime = START

    def check(self) -> None:
        if self.clock.now() >= self.evening:
            raise Stopped


async def test_a_wait_that_is_stopped_in_a_pause_asks_no_more(bench, clock, minute):
    ledger = EveningLedger(clock=clock, evening=clock.now() + timedelta(seconds=15))
    step = Condition("there", bench.asks("there"), timeout=60 * minute)
    with pytest.raises(Stopped):
        await run(Plan("toy", (step,)), bench, ledger, clock)
    assert bench.calls == ["there"] * 2  # at 0 and 10 seconds


async def test_a_wait_for_rights_stops_between_two_tries(bench, clock):
    bench.answers["grant"] = [NoRights()]
    ledger = StoppingLedger(calls=bench.calls, after=3)
    with pytest.raises(Stopped):
        await run(Plan("toy", (waiting_for_rights(bench),)), bench, ledger, clock)
    assert bench.calls == ["grant", "refresh", "grant"]


async def test_who_is_done_is_not_stopped_any_more(bench, clock):
    ledger = StoppingLedger(calls=bench.calls, after=1)
    await run(Plan("toy", (Action("a", bench.does("a")),)), bench, ledger, clock)
    assert bench.calls == ["a"]


def hanging(kind):
    """A step whose work waits for something that never comes."""

    async def work(bench):
        await asyncio.Event().wait()

    if kind == "action":
        return Action("stuck", work)
    if kind == "condition":
        return Condition("stuck", work, timedelta(hours=1))
    return AuthorizationRetryingAction("stuck", work, lambda error: True, work)


@pytest.mark.parametrize(
    ("kind", "longest"),
    [
        ("action", timedelta(hours=2)),
        ("condition", timedelta(hours=3)),
        ("rights", timedelta(hours=2, minutes=10)),
    ],
)
def test_work_that_never_ends_is_ended(bench, kind, longest):
    async def scene():
        clock, ledger = LoopClock(), MemoryLedger()
        with pytest.raises(ArmError) as stuck:
            await run(Plan("p", (hanging(kind),)), bench, ledger, clock)
        return stuck.value, clock.now() - START, ledger.journal.steps["stuck"]

    error, took, record = run_virtual(scene())
    assert (error.status, error.problem.code) == (500, "DeploymentFailed")
    assert "'stuck'" in error.problem.message
    assert took == longest
    assert record.outcome == "Failed"


async def test_a_steps_own_timeout_is_its_error(bench, clock):
    bench.answers["slow"] = [TimeoutError("socket")]
    with pytest.raises(TimeoutError, match="socket"):
        await run(Plan("p", (Action("slow", bench.does("slow")),)), bench, MemoryLedger(), clock)
