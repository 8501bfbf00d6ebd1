from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from aro_rp.arm.errors import ArmError
from aro_rp.backend import take_over
from aro_rp.backend.rehearsal import SUBSCRIPTION, Stage, in_phase
from aro_rp.database.databases import Databases
from aro_rp.database.store import EtagMismatch, StoreError, Throttled
from aro_rp.steps import Action, Plan
from aro_rp.steps.virtual_time import START, LoopClock


async def run_until_rest(theatre, **settings):
    await theatre.stage.live(theatre.backend(**settings))


def at(theatre) -> timedelta:
    return theatre.stage.clock.now() - START


def test_work_that_arrives_while_the_backend_waits_begins_at_once(play):
    async def scene(theatre):
        stage, backend = theatre.stage, theatre.backend()
        running = asyncio.create_task(backend.run())
        await stage.clock.sleep(1234.5)
        doc = await stage.accept("Updating")
        await stage.until(stage.resting)
        backend.stop()
        await running
        return (await stage.operation(doc.async_operation_id)).async_operation

    done = play(scene)
    assert done.end_time - done.start_time < timedelta(milliseconds=50)


def test_work_that_a_dead_process_left_begins_when_its_lease_expires(play):
    async def scene(theatre):
        stage = theatre.stage
        doc = await stage.accept("Updating")
        await stage.databases.clusters.dequeue("dead")
        await run_until_rest(theatre)
        return (await stage.operation(doc.async_operation_id)).async_operation

    done = play(scene)
    taken_after = done.end_time - done.start_time
    assert timedelta(seconds=60) <= taken_after < timedelta(seconds=61)


class JumpingClock(LoopClock):
    """A wall clock that somebody puts forward, as after a machine's sleep."""

    ahead_s = 0.0

    def now(self):
        return super().now() + timedelta(seconds=self.ahead_s)


def test_work_whose_own_lease_has_run_out_ends_before_it_is_begun_again(play):
    async def scene(theatre):
        theatre.stage = stage = Stage(clock=JumpingClock())
        await stage.subscribe()
        began, ended = [], []

        async def script(ctx):
            if not ctx.lease.doc.key.endswith("long"):
                return
            began.append(len(ended))
            try:
                await asyncio.sleep(100)
            finally:
                ended.append(ctx)

        theatre.script = script
        doc = await stage.accept("Updating", name="long")
        backend = theatre.backend()
        process = asyncio.create_task(backend.run())
        await asyncio.sleep(35)
        stage.clock.ahead_s = 3600.0
        await stage.accept("Updating", name="wakes-the-backend")
        await stage.until(stage.resting)
        backend.stop()
        await process
        return await stage.find(doc), began, backend.workers

    doc, began, workers = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert began == [0, 1]  # the second not before the first had ended
    assert workers == 0


def test_the_only_process_on_a_store_may_take_over_at_once(play):
    async def scene(theatre):
        stage = theatre.stage
        await stage.accept("Updating")
        await stage.databases.clusters.dequeue("dead")
        taken = await take_over(stage.databases)
        await run_until_rest(theatre)
        return taken, at(theatre)

    taken, took = play(scene)
    assert taken == 1
    assert took < timedelta(seconds=1)


def test_a_document_that_cannot_be_read_keeps_no_process_from_taking_over(play):
    async def scene(theatre):
        stage = theatre.stage
        spoiled = await stage.accept("Updating", name="spoiled")
        doc = await stage.accept("Updating")
        for _ in range(2):
            await stage.databases.clusters.dequeue("dead")
        stored = await stage.databases.clusters.get(spoiled.id, spoiled.partition_key)
        await stage.databases.clusters.write_json(stored, {"bucket": "?"})
        taken = await take_over(stage.databases)
        backend = theatre.backend()
        running = asyncio.create_task(backend.run())
        await stage.clock.sleep(1)
        backend.stop()
        await running
        return taken, await stage.find(doc)

    taken, doc = play(scene)
    assert taken == 2
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"


def test_a_create_runs_phase_after_phase_and_keeps_its_operation_open_between(play):
    async def scene(theatre):
        seen = []

        async def script(ctx):
            doc = ctx.lease.doc
            operation = await theatre.stage.operation(doc.async_operation_id)
            install = doc.open_shift_cluster.properties.install
            seen.append((install.phase, doc.dequeues, operation.async_operation.status))

        theatre.script = script
        doc = await theatre.stage.accept("Creating")
        await run_until_rest(theatre)
        return seen, await theatre.stage.find(doc)

    seen, doc = play(scene)
    assert seen == [(0, 1, "Creating"), (1, 1, "Creating")]
    assert doc.open_shift_cluster.properties.install is None


def test_a_create_notes_when_it_began(play):
    async def scene(theatre):
        begun = []

        async def script(ctx):
            begun.append(ctx.lease.doc.open_shift_cluster.properties.install.now)

        theatre.script = script
        await theatre.stage.accept("Creating")
        await run_until_rest(theatre)
        return begun

    assert play(scene) == [START, START]


@pytest.mark.parametrize("limit", [1, 3])
def test_no_more_pieces_of_work_run_than_allowed(play, limit):
    async def scene(theatre):
        running = peak = 0

        async def script(ctx):
            nonlocal running, peak
            running += 1
            peak = max(peak, running)
            await theatre.stage.clock.sleep(30)
            running -= 1

        theatre.script = script
        for number in range(7):
            await theatre.stage.accept("Updating", name=f"c{number}")
        await run_until_rest(theatre, max_workers=limit)
        return peak, [
            value for value, _ in theatre.gauges.named("backend.openshiftcluster.workers.count")
        ]

    peak, counts = play(scene)
    assert peak == limit
    assert max(counts) == limit
    assert counts[-1] == 0


def test_clusters_and_subscriptions_share_one_limit(play):
    async def scene(theatre):
        stage = theatre.stage
        order = []

        async def script(ctx):
            order.append("begin")
            await stage.clock.sleep(30)
            subscription = await stage.databases.subscriptions.get(ctx.subscription.id)
            order.append("waits" if subscription.doc.deleting else "done")

        theatre.script = script
        await stage.accept("Updating")

        def delete(doc):
            doc.deleting = True
            doc.subscription.state = "Deleted"

        await stage.databases.subscriptions.patch(SUBSCRIPTION, delete)
        await run_until_rest(theatre, max_workers=1)
        return order

    assert play(scene)[:2] == ["begin", "waits"]


def test_after_a_stop_nothing_is_taken_and_what_runs_is_finished(play):
    async def scene(theatre):
        stage, backend = theatre.stage, theatre.backend(max_workers=1)

        async def script(ctx):
            backend.stop()
            await stage.clock.sleep(300)

        theatre.script = script
        first = await stage.accept("Updating", name="a")
        second = await stage.accept("Updating", name="b")
        await backend.run()
        return [
            (await stage.find(doc)).open_shift_cluster.properties.provisioning_state
            for doc in (first, second)
        ], backend.workers

    states, workers = play(scene)
    assert states == ["Succeeded", "Updating"]
    assert workers == 0


def test_an_idle_backend_stops_at_once(play):
    async def scene(theatre):
        backend = theatre.backend()
        running = asyncio.create_task(backend.run())
        await theatre.stage.clock.sleep(5)
        backend.stop()
        await running
        return at(theatre)

    assert play(scene) == timedelta(seconds=5)


def test_a_backend_that_was_stopped_before_it_ran_takes_nothing(play):
    async def scene(theatre):
        doc = await theatre.stage.accept("Updating")
        backend = theatre.backend()
        backend.stop()
        await backend.run()
        return await theatre.stage.find(doc)

    assert play(scene).dequeues == 0


def test_the_loop_survives_trouble_of_its_own(play):
    async def scene(theatre):
        stage = theatre.stage
        trouble = [Throttled("busy"), RuntimeError("a bug")]

        class Flaky:
            def __getattr__(self, name):
                return getattr(stage.databases.clusters, name)

            async def dequeue(self, owner):
                if trouble:
                    raise trouble.pop()
                return await stage.databases.clusters.dequeue(owner)

        await stage.accept("Updating")
        with capture_logs() as lines:
            await stage.live(theatre.backend(replace(stage.databases, clusters=Flaky())))
        return [line["error"] for line in lines if line["event"] == "backend stumbled"]

    assert play(scene) == ["RuntimeError", "Throttled"]


def test_a_short_outage_before_the_plan_fails_nothing(play):
    async def scene(theatre):
        theatre.opening = [ConnectionError("no route"), TimeoutError()]
        doc = await theatre.stage.accept("Updating")
        await run_until_rest(theatre)
        return await theatre.stage.find(doc), theatre.opened, at(theatre)

    doc, opened, took = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert opened == 3
    assert timedelta(seconds=3) <= took < timedelta(seconds=6)


def test_a_long_outage_before_the_plan_counts_no_pick_up(play):
    async def scene(theatre):
        theatre.opening = [ConnectionError("no route") for _ in range(5 * 12)]
        doc = await theatre.stage.accept("Updating")
        await run_until_rest(theatre)
        return await theatre.stage.find(doc), at(theatre)

    doc, took = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert took > timedelta(minutes=12)  # twelve leases, each left to expire


def test_what_makes_a_plan_impossible_fails_the_cluster_at_once(play):
    async def scene(theatre):
        theatre.opening = [ArmError.of(400, "InvalidParameter", "No role set for 4.99.")]
        doc = await theatre.stage.accept("Updating")
        await run_until_rest(theatre)
        operation = await theatre.stage.operation(doc.async_operation_id)
        return operation.async_operation, theatre.gauges.named("backend.openshiftcluster.Failed")

    done, gauges = play(scene)
    assert (done.status, done.error.code) == ("Failed", "InvalidParameter")
    assert len(gauges) == 1


def test_an_unknown_plan_fails_the_cluster_at_once(play):
    def no_plan(doc):
        raise ValueError("install phase 7")

    async def scene(theatre):
        theatre.plan_for = no_plan
        doc = await theatre.stage.accept("Creating", prepare=in_phase(7))
        await run_until_rest(theatre)
        return await theatre.stage.find(doc)

    doc = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Failed"
    assert doc.open_shift_cluster.properties.failed_provisioning_state == "Creating"


def test_trouble_in_closing_the_context_changes_nothing(play):
    async def scene(theatre):
        theatre.closing = [RuntimeError("socket")]
        doc = await theatre.stage.accept("Updating")
        await run_until_rest(theatre)
        return await theatre.stage.find(doc)

    assert play(scene).open_shift_cluster.properties.provisioning_state == "Succeeded"


def test_an_operation_that_has_expired_does_not_keep_the_cluster_from_ending(play):
    async def scene(theatre):
        stage = theatre.stage
        doc = await stage.accept("Updating")
        operations = stage.databases.async_operations
        await operations.delete(await operations.get(doc.async_operation_id))
        await run_until_rest(theatre)
        return await stage.find(doc)

    assert play(scene).open_shift_cluster.properties.provisioning_state == "Succeeded"


@pytest.mark.parametrize("taken_before", [0, 1])
def test_an_operation_that_cannot_be_read_does_not_keep_the_cluster_from_ending(play, taken_before):
    async def scene(theatre):
        stage = theatre.stage
        doc = await stage.accept("Updating")
        operations = stage.databases.async_operations
        stored = await operations.get(doc.async_operation_id)
        spoiled = stored.json() | {"asyncOperation": {"startTime": "noon"}}
        await stage.store.write(operations.replacement_by(stored, spoiled))
        for _ in range(taken_before):
            await stage.databases.clusters.dequeue("dead")
        with capture_logs() as lines:
            await run_until_rest(theatre)
        return await stage.find(doc), [line["event"] for line in lines]

    doc, events = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert "operation not readable" in events


def test_an_ending_that_was_written_before_a_crash_is_the_one_that_stays(play):
    """The operation says Failed, the worker died before it ended the lease."""

    async def scene(theatre):
        stage = theatre.stage
        doc = await stage.accept("Updating")
        await stage.databases.clusters.dequeue("dead")

        def fail(operation):
            operation.async_operation.status = "Failed"

        await stage.databases.async_operations.patch(doc.async_operation_id, fail)
        await run_until_rest(theatre)
        return await stage.find(doc), await stage.operation(doc.async_operation_id), theatre.ran

    doc, operation, ran = play(scene)
    assert ran == []
    assert doc.open_shift_cluster.properties.provisioning_state == "Failed"
    assert operation.async_operation.status == "Failed"


def test_a_journal_of_an_earlier_operation_is_not_gone_on_with(play):
    async def scene(theatre):
        def fail(ctx):
            raise RuntimeError("broken")

        theatre.script = fail
        doc = await theatre.stage.accept("Updating")
        await run_until_rest(theatre)
        operation = await theatre.stage.operation_of("Updating")

        def again(doc):
            doc.open_shift_cluster.properties.provisioning_state = "Updating"
            doc.async_operation_id = operation.id

        await theatre.stage.databases.clusters.patch(doc.id, again, doc.partition_key)
        kept = await theatre.stage.find(doc)
        seen = []

        async def look(ctx):
            seen.append(ctx.lease.doc.journal.model_copy(deep=True))

        theatre.script = look
        await run_until_rest(theatre)
        return kept.journal, seen[0], operation.id

    kept, fresh, operation = play(scene)
    assert kept.steps["only"].outcome == "Failed"
    assert fresh.operation == operation
    assert fresh.steps["only"].attempts == 1


def test_unknown_members_at_any_depth_survive_a_whole_operation(play):
    async def scene(theatre):
        def later(doc):
            doc.__pydantic_extra__["top"] = {"a": None}
            doc.open_shift_cluster.properties.__pydantic_extra__["deep"] = [1]
            doc.correlation_data.__pydantic_extra__["gone"] = True

        async def script(ctx):
            def change(doc):
                doc.open_shift_cluster.properties.infra_id = "x"

            await ctx.lease.patch(change)

        theatre.script = script
        doc = await theatre.stage.accept("Creating", prepare=later)
        await run_until_rest(theatre)
        return await theatre.stage.find(doc)

    doc = play(scene)
    assert doc.model_extra["top"] == {"a": None}
    assert doc.open_shift_cluster.properties.model_extra["deep"] == [1]


def test_a_status_is_never_terminal_without_its_document_still_naming_it_or_being_over(play):
    """Whoever reads the operation first sees the document carry its id until the very end."""

    async def scene(theatre):
        stage, seen = theatre.stage, []
        doc = await stage.accept("Updating")
        running = asyncio.create_task(run_until_rest(theatre))
        for _ in range(2000):  # turns of the loop: more than the whole update takes
            operation = (await stage.operation(doc.async_operation_id)).async_operation
            held = await stage.find(doc)
            state = held.open_shift_cluster.properties.provisioning_state
            seen.append((held.async_operation_id != "", operation.status, state))
            await asyncio.sleep(0)
        await running
        return seen

    seen = play(scene)
    assert (True, "Succeeded", "Updating") in seen
    assert seen[-1] == (False, "Succeeded", "Succeeded")
    for named, status, state in seen:
        if not named:
            assert (status, state) == ("Succeeded", "Succeeded")
        else:
            assert state == "Updating"


def test_one_step_and_one_operation_are_one_log_line_each_with_their_ids(play):
    async def scene(theatre):
        doc = await theatre.stage.accept("Updating")
        with capture_logs() as lines:
            await run_until_rest(theatre)
        return doc, lines

    _, lines = play(scene)
    assert [line["event"] for line in lines] == ["step", "operation ended"]
    assert lines[1]["LOGKIND"] == "asyncqos"


def test_a_step_that_raises_cancelled_by_itself_does_not_stop_the_backend(play):
    cancelled = [asyncio.CancelledError()]

    async def scene(theatre):
        async def script(ctx):
            if cancelled:
                raise cancelled.pop()

        theatre.script = script
        doc = await theatre.stage.accept("Updating")
        await run_until_rest(theatre)
        return await theatre.stage.find(doc), at(theatre)

    doc, took = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert took >= timedelta(seconds=60)


def test_a_cancelled_backend_leaves_its_leases_to_expire(play):
    async def scene(theatre):
        async def script(ctx):
            await theatre.stage.clock.sleep(3600)

        theatre.script = script
        doc = await theatre.stage.accept("Updating")
        running = asyncio.create_task(theatre.backend().run())
        await theatre.stage.clock.sleep(5)
        running.cancel()
        await asyncio.wait({running})
        return await theatre.stage.find(doc), running.cancelled()

    doc, cancelled = play(scene)
    assert cancelled
    assert doc.lease_owner != ""
    assert doc.open_shift_cluster.properties.provisioning_state == "Updating"


def test_step_durations_are_measured_for_a_plan_with_a_topic(play):
    async def scene(theatre):
        async def script(ctx):
            await theatre.stage.clock.sleep(7.5)

        theatre.script, theatre.topic, theatre.steps = script, "update", ("a", "b")
        await theatre.stage.accept("Updating")
        await run_until_rest(theatre)
        prefix = "backend.openshiftcluster.update."
        return [(n, v) for n, v, _ in theatre.gauges.values if n.startswith(prefix)]

    prefix = "backend.openshiftcluster.update"
    assert play(scene) == [
        (f"{prefix}.action.a.duration.seconds", 7),
        (f"{prefix}.action.b.duration.seconds", 7),
        (f"{prefix}.duration.total.seconds", 14),
    ]


@pytest.mark.parametrize(("outage_s", "longest_s"), [(5, 10), (40, 130)])
def test_an_outage_of_the_store_in_the_middle_of_a_plan_fails_nothing(play, outage_s, longest_s):
    async def scene(theatre):
        stage = theatre.stage

        class Flaky:
            until = 0.0

            def __getattr__(self, name):
                return getattr(stage.store, name)

            async def replace(self, row, body):
                if stage.store.now() < self.until:
                    raise Throttled("busy")
                return await stage.store.replace(row, body)

        store = Flaky()

        async def script(ctx):
            if not store.until:
                store.until = stage.store.now() + outage_s

        theatre.script, theatre.steps = script, ("a", "b")
        doc = await stage.accept("Updating")
        databases = Databases.on(store, stage.cipher, stage.clock, stage.ids)
        await stage.live(theatre.backend(databases))
        return await stage.find(doc), theatre.ran, at(theatre)

    doc, ran, took = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert set(ran) == {"a", "b"}
    assert took < timedelta(seconds=longest_s)


def test_a_step_that_the_store_let_down_is_run_again_and_not_blamed(play):
    async def scene(theatre):
        trouble = [Throttled("busy"), EtagMismatch("others were faster"), StoreError("disk full")]

        async def script(ctx):
            if trouble:
                raise trouble.pop()

        theatre.script = script
        doc = await theatre.stage.accept("Updating")
        await run_until_rest(theatre)
        return await theatre.stage.find(doc), theatre.ran

    doc, ran = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert len(ran) == 4


def test_a_plan_error_inside_the_plan_is_not_taken_for_an_outage(play):
    """A step's own network trouble is an outcome; only what comes before the plan is sat out."""

    async def scene(theatre):
        def plan_for(doc):
            async def fail(ctx):
                raise ConnectionError("reset")

            return Plan("p", (Action("a", fail),))

        theatre.plan_for = plan_for
        doc = await theatre.stage.accept("Updating")
        await run_until_rest(theatre)
        return await theatre.stage.find(doc)

    assert play(scene).open_shift_cluster.properties.provisioning_state == "Failed"
