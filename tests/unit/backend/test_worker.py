from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from aro_rp.backend import take_over
from aro_rp.backend.rehearsal import SUBSCRIPTION, Stage
from aro_rp.database.store import Throttled
from aro_rp.steps.virtual_time import LoopClock


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
        await theatre.until_rest()
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
        await theatre.until_rest()
        return taken, theatre.elapsed

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
        await theatre.until_rest(max_workers=limit)
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
        await theatre.until_rest(max_workers=1)
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
        return theatre.elapsed

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
        stumbles = [line for line in lines if line["event"] == "backend stumbled"]
        return [(line["error"], line.get("reason")) for line in stumbles]

    assert play(scene) == [("RuntimeError", None), ("Throttled", "busy")]


def test_a_step_that_raises_cancelled_by_itself_does_not_stop_the_backend(play):
    cancelled = [asyncio.CancelledError()]

    async def scene(theatre):
        async def script(ctx):
            if cancelled:
                raise cancelled.pop()

        theatre.script = script
        doc = await theatre.stage.accept("Updating")
        await theatre.until_rest()
        return await theatre.stage.find(doc), theatre.elapsed

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
