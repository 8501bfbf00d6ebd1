from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from aro_rp.arm.errors import ArmError
from aro_rp.backend.rehearsal import in_phase
from aro_rp.database.databases import Databases
from aro_rp.database.store import EtagMismatch, Full, StoreError, Throttled
from aro_rp.steps import Action, Plan
from aro_rp.steps.virtual_time import START


def test_a_create_runs_phase_after_phase_and_keeps_its_operation_open_between(play):
    async def scene(theatre):
        seen = []

        async def script(ctx):
            doc = ctx.lease.doc
            operation = await theatre.stage.operation(doc.async_operation_id)
            install = doc.open_shift_cluster.properties.install
            done = operation.async_operation
            seen.append((install.phase, doc.dequeues, done.status, done.end_time))

        theatre.script = script
        doc = await theatre.stage.accept("Creating")
        with capture_logs() as lines:
            await theatre.until_rest()
        return seen, await theatre.stage.find(doc), [line["event"] for line in lines]

    seen, doc, events = play(scene)
    assert seen == [(0, 1, "Creating", None), (1, 1, "Creating", None)]
    assert events.count("operation ended") == 1
    assert doc.open_shift_cluster.properties.install is None


def test_a_create_notes_when_it_began(play):
    async def scene(theatre):
        begun = []

        async def script(ctx):
            begun.append(ctx.lease.doc.open_shift_cluster.properties.install.now)

        theatre.script = script
        await theatre.stage.accept("Creating")
        await theatre.until_rest()
        return begun

    assert play(scene) == [START, START]


def test_a_short_outage_before_the_plan_fails_nothing(play):
    async def scene(theatre):
        theatre.opening = [ConnectionError("no route"), TimeoutError()]
        doc = await theatre.stage.accept("Updating")
        await theatre.until_rest()
        return await theatre.stage.find(doc), theatre.opened, theatre.elapsed

    doc, opened, took = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert opened == 3
    assert timedelta(seconds=3) <= took < timedelta(seconds=6)


def test_a_long_outage_before_the_plan_counts_no_pick_up(play):
    async def scene(theatre):
        theatre.opening = [ConnectionError("no route") for _ in range(5 * 12)]
        counts = []

        async def script(ctx):
            counts.append(ctx.lease.doc.dequeues)

        theatre.script = script
        doc = await theatre.stage.accept("Updating")
        with capture_logs() as lines:
            await theatre.until_rest()
        return await theatre.stage.find(doc), theatre.elapsed, counts, lines

    doc, took, counts, lines = play(scene)
    told = [line["error"] for line in lines if line["event"] == "cluster not begun"]
    assert told == ["ConnectionError"] * 12
    assert "work broke off" not in [line["event"] for line in lines]
    assert counts == [1]
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert took > timedelta(minutes=12)  # twelve leases, each left to expire


def test_what_makes_a_plan_impossible_fails_the_cluster_at_once(play):
    async def scene(theatre):
        theatre.opening = [ArmError.of(400, "InvalidParameter", "No role set for 4.99.")]
        doc = await theatre.stage.accept("Updating")
        await theatre.until_rest()
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
        await theatre.until_rest()
        return await theatre.stage.find(doc)

    doc = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Failed"
    assert doc.open_shift_cluster.properties.failed_provisioning_state == "Creating"


def test_trouble_in_closing_the_context_changes_nothing(play):
    async def scene(theatre):
        theatre.closing = [RuntimeError("socket")]
        doc = await theatre.stage.accept("Updating")
        with capture_logs() as lines:
            await theatre.until_rest()
        return await theatre.stage.find(doc), [line["event"] for line in lines]

    doc, events = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert "context not closed" in events


@pytest.mark.parametrize("error", [None, RuntimeError("broken")])
def test_the_context_is_closed_however_the_plan_ends(play, error):
    async def scene(theatre):
        async def script(ctx):
            if error is not None:
                raise error

        theatre.script = script
        await theatre.stage.accept("Updating")
        await theatre.until_rest()
        return theatre.opened, theatre.closed

    assert play(scene) == (1, 1)


@pytest.mark.parametrize("taken_before", [0, 1])
def test_an_operation_that_has_expired_does_not_keep_the_cluster_from_ending(play, taken_before):
    async def scene(theatre):
        stage = theatre.stage
        doc = await stage.accept("Updating")
        operations = stage.databases.async_operations
        await operations.delete(await operations.get(doc.async_operation_id))
        for _ in range(taken_before):
            await stage.databases.clusters.dequeue("dead")
        await theatre.until_rest()
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
            await theatre.until_rest()
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
        await theatre.until_rest()
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
        await theatre.until_rest()
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
        await theatre.until_rest()
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
        await theatre.until_rest()
        return await theatre.stage.find(doc)

    doc = play(scene)
    assert doc.model_extra["top"] == {"a": None}
    assert doc.open_shift_cluster.properties.model_extra["deep"] == [1]


def test_a_status_is_never_terminal_without_its_document_still_naming_it_or_being_over(play):
    """Whoever reads the operation first sees the document carry its id until the very end."""

    async def scene(theatre):
        stage, seen = theatre.stage, []
        doc = await stage.accept("Updating")
        running = asyncio.create_task(theatre.until_rest())
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
    def asked(doc):
        doc.correlation_data.correlation_id = "the caller's"
        doc.correlation_data.request_id = "ours"

    async def scene(theatre):
        doc = await theatre.stage.accept("Updating", prepare=asked)
        with capture_logs([merge_contextvars]) as lines:
            await theatre.until_rest()
        return doc, lines

    doc, lines = play(scene)
    assert [line["event"] for line in lines] == ["step", "operation ended"]
    for line in lines:
        assert line["resource_id"] == doc.key
        assert line["operation_id"] == doc.async_operation_id
        assert (line["correlation_id"], line["request_id"]) == ("the caller's", "ours")
        assert line["dequeues"] == 1
    assert lines[1]["LOGKIND"] == "asyncqos"


def test_step_durations_are_measured_for_a_plan_with_a_topic(play):
    async def scene(theatre):
        async def script(ctx):
            await theatre.stage.clock.sleep(7.5)

        theatre.script, theatre.topic, theatre.steps = script, "update", ("a", "b")
        await theatre.stage.accept("Updating")
        await theatre.until_rest()
        prefix = "backend.openshiftcluster.update."
        return [(n, v) for n, v, _ in theatre.gauges.values if n.startswith(prefix)]

    prefix = "backend.openshiftcluster.update"
    assert play(scene) == [
        (f"{prefix}.action.a.duration.seconds", 7),
        (f"{prefix}.action.b.duration.seconds", 7),
        (f"{prefix}.duration.total.seconds", 14),
    ]


@pytest.mark.parametrize("trouble", [Throttled, Full])
@pytest.mark.parametrize("write", ["journal", "document"])
@pytest.mark.parametrize(("outage_s", "longest_s"), [(5, 10), (40, 45), (70, 80), (300, 400)])
def test_an_outage_of_the_store_in_the_middle_of_a_plan_fails_nothing(
    play, trouble, write, outage_s, longest_s
):
    """Within the lease it is sat out: nobody can go on sooner than who holds it."""

    async def scene(theatre):
        stage = theatre.stage

        class Flaky:
            until = 0.0

            def __getattr__(self, name):
                return getattr(stage.store, name)

            async def write(self, *writes):
                self.reach()
                return await stage.store.write(*writes)

            async def replace(self, row, body):
                self.reach()
                return await stage.store.replace(row, body)

            def reach(self):
                if stage.store.now() < self.until:
                    raise trouble("not now")

        store = Flaky()

        async def script(ctx):
            if not store.until:
                store.until = stage.store.now() + outage_s
                if write == "document":
                    await ctx.lease.patch(lambda doc: None)

        theatre.script, theatre.steps = script, ("a", "b")
        doc = await stage.accept("Updating")
        databases = Databases.on(store, stage.cipher, stage.clock, stage.ids)
        await stage.live(theatre.backend(databases))
        return await stage.find(doc), theatre.ran, theatre.elapsed

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
        await theatre.until_rest()
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
        await theatre.until_rest()
        gauges = theatre.gauges.named("backend.openshiftcluster.Updating")
        return await theatre.stage.find(doc), gauges

    doc, gauges = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Failed"
    assert len(gauges) == 1


def test_a_deletion_that_takes_long_enough_is_followed_by_no_pause(play):
    """What counts is how long the cluster was to be seen as Deleting."""

    async def scene(theatre):
        async def script(ctx):
            await theatre.stage.clock.sleep(15)

        theatre.script, theatre.steps = script, ("a", "b")
        await theatre.stage.accept("Deleting")
        await theatre.until_rest()
        return theatre.elapsed

    assert timedelta(seconds=30) <= play(scene) < timedelta(seconds=32)


def test_work_that_lost_its_lease_ends_without_a_word_to_anybody(play):
    async def scene(theatre):
        async def script(ctx):
            def take(doc):
                doc.lease_owner, doc.lease_expires = "another", theatre.stage.store.now() + 3600

            await theatre.stage.databases.clusters.patch(doc.id, take, doc.partition_key)

        theatre.script = script
        doc = await theatre.stage.accept("Updating")
        backend = theatre.backend()
        running = asyncio.create_task(backend.run())
        with capture_logs() as lines:
            await theatre.stage.clock.sleep(60)
        backend.stop()
        await running
        operation = await theatre.stage.operation(doc.async_operation_id)
        return await theatre.stage.find(doc), operation, [line["event"] for line in lines]

    doc, operation, events = play(scene)
    assert (doc.lease_owner, operation.async_operation.status) == ("another", "Updating")
    assert events == ["step", "lease lost"]


def test_a_cluster_that_nobody_waits_for_ends_without_an_operation(play):
    def ordered_by_nobody(doc):
        doc.async_operation_id = ""

    async def scene(theatre):
        doc = await theatre.stage.accept("Deleting", prepare=ordered_by_nobody)
        await theatre.stage.databases.clusters.dequeue("dead")
        with capture_logs() as lines:
            await theatre.until_rest()
        return await theatre.stage.find(doc), [line["event"] for line in lines]

    doc, events = play(scene)
    assert doc is None
    assert events == ["step", "operation ended"]
