from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from aro_rp.backend import take_over
from aro_rp.backend.rehearsal import SUBSCRIPTION, Stage
from aro_rp.database.databases import Databases
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
        await stage.clock.sleep(3.3)  # no look of the poll's falls on the lease's end
        await theatre.until_rest()
        return (await stage.operation(doc.async_operation_id)).async_operation

    done = play(scene)
    taken_after = done.end_time - done.start_time
    assert timedelta(seconds=60) <= taken_after < timedelta(seconds=60.1)


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
                await asyncio.sleep(1)
                ended.append(theatre.elapsed.total_seconds() - 3600)

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
        return await stage.find(doc), began, ended[0], backend.workers

    doc, began, first_ended, workers = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert began == [0, 1]  # the second not before the first had ended
    assert first_ended == pytest.approx(36, abs=0.1)  # which it did not do by itself
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
            order.append("looked at" if subscription.doc.lease_expires else "waits")

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


def test_a_stop_in_the_midst_of_a_look_is_heeded(play):
    async def scene(theatre):
        databases = theatre.stage.databases

        class Clusters:
            def __getattr__(self, name):
                return getattr(databases.clusters, name)

            async def dequeue(self, owner):
                backend.stop()
                return await databases.clusters.dequeue(owner)

        def delete(doc):
            doc.deleting, doc.subscription.state = True, "Deleted"

        await databases.subscriptions.patch(SUBSCRIPTION, delete)
        backend = theatre.backend(replace(databases, clusters=Clusters()))
        await backend.run()
        return (await databases.subscriptions.get(SUBSCRIPTION)).doc

    assert play(scene).deleting


def test_a_backend_whose_store_was_closed_ends(play):
    async def scene(theatre):
        running = asyncio.create_task(theatre.backend().run())
        await theatre.stage.clock.sleep(5)
        await theatre.stage.store.close()
        await running
        return theatre.elapsed

    assert play(scene) == timedelta(seconds=5)


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


def test_trouble_that_goes_on_is_met_with_growing_pauses(play):
    async def scene(theatre):
        stage, looks = theatre.stage, []

        class Broken:
            def __getattr__(self, name):
                return getattr(stage.databases.clusters, name)

            async def dequeue(self, owner):
                looks.append(round(theatre.elapsed.total_seconds()))
                if looks[-1] in (0, 101, 111):
                    return None
                raise RuntimeError("a bug")

        backend = theatre.backend(replace(stage.databases, clusters=Broken()))
        running = asyncio.create_task(backend.run())
        await stage.clock.sleep(130)
        backend.stop()
        await running
        return looks

    looks = [second for second in play(scene) if second]
    assert looks[:8] == [10, 11, 13, 17, 25, 41, 71, 101]
    assert looks[8:] == [111, 121, 122, 124, 128]  # from the shortest again after two good looks


class Counting:
    """The clusters, counting how often somebody looks for work."""

    def __init__(self, real):
        self.real, self.looks = real, 0

    def __getattr__(self, name):
        return getattr(self.real, name)

    async def dequeue(self, owner):
        self.looks += 1
        return await self.real.dequeue(owner)


def test_work_that_waits_is_taken_without_a_pause_between(play):
    async def scene(theatre):
        began = []

        async def script(ctx):
            began.append(theatre.elapsed)
            await theatre.stage.clock.sleep(30)

        theatre.script = script
        for number in range(7):
            await theatre.stage.accept("Updating", name=f"c{number}")
        await theatre.until_rest()
        return began

    assert play(scene) == [timedelta(0)] * 7


def test_writes_that_follow_one_another_closely_are_worth_one_look(play):
    async def scene(theatre):
        async def script(ctx):
            await theatre.stage.clock.sleep(0.001)

        theatre.script, theatre.steps = script, tuple(f"s{number}" for number in range(100))
        databases = theatre.stage.databases
        counting = Counting(databases.clusters)
        await theatre.stage.accept("Updating")
        await theatre.stage.live(theatre.backend(replace(databases, clusters=counting)))
        return counting.looks

    assert 10 < play(scene) < 30  # a tenth of a second, 5 ms at a time


def test_a_full_backend_looks_for_nothing(play):
    async def scene(theatre):
        queries = 0

        async def script(ctx):
            await theatre.stage.clock.sleep(30)

        class Store:
            def __getattr__(self, name):
                return getattr(theatre.stage.store, name)

            async def query(self, query):
                nonlocal queries
                queries += 1
                return await theatre.stage.store.query(query)

        stage, theatre.script = theatre.stage, script
        for number in range(2):
            await stage.accept("Updating", name=f"c{number}")
        databases = Databases.on(Store(), stage.cipher, stage.clock, stage.ids)
        backend = theatre.backend(databases, max_workers=1)
        running = asyncio.create_task(backend.run())
        await stage.clock.sleep(1)
        before = queries
        await stage.clock.sleep(28)
        after = queries
        backend.stop()
        await running
        return after - before

    assert play(scene) == 0


def test_room_that_a_deletion_makes_is_used_at_once(play):
    async def scene(theatre):
        began = []

        async def script(ctx):
            began.append(theatre.elapsed.total_seconds())

        theatre.script = script
        await theatre.stage.accept("Deleting", name="a")
        await theatre.stage.accept("Updating", name="b")
        await theatre.until_rest(max_workers=1, delete_pause_s=23.0)
        return began

    assert play(scene) == pytest.approx([0, 23], abs=0.01)


def test_a_step_that_raises_cancelled_by_itself_does_not_stop_the_backend(play):
    cancelled = [asyncio.CancelledError()]

    async def scene(theatre):
        async def script(ctx):
            if cancelled:
                raise cancelled.pop()

        theatre.script = script
        doc = await theatre.stage.accept("Updating")
        with capture_logs() as lines:
            await theatre.until_rest()
        return await theatre.stage.find(doc), theatre.elapsed, [line["event"] for line in lines]

    doc, took, events = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert took >= timedelta(seconds=60)
    assert events[0] == "work broke off"


def test_a_cancelled_backend_leaves_its_leases_to_expire(play):
    async def scene(theatre):
        async def script(ctx):
            await theatre.stage.clock.sleep(3600)

        theatre.script = script
        doc = await theatre.stage.accept("Updating")
        running = asyncio.create_task(theatre.backend().run())
        await theatre.stage.clock.sleep(5)
        with capture_logs() as lines:
            running.cancel()
            await asyncio.wait({running})
        return await theatre.stage.find(doc), running.cancelled(), lines

    doc, cancelled, lines = play(scene)
    assert cancelled
    assert lines == []
    assert doc.lease_owner != ""
    assert doc.open_shift_cluster.properties.provisioning_state == "Updating"
