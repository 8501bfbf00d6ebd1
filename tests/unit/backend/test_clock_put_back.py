from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from aro_rp.backend.rehearsal import Stage
from aro_rp.steps.virtual_time import LoopClock

HOUR_S = 3600.0


class WallClock(LoopClock):
    """A clock that somebody puts back."""

    behind_s = 0.0

    def now(self):
        return super().now() - timedelta(seconds=self.behind_s)


async def opened(theatre):
    theatre.stage = stage = Stage(clock=WallClock())
    await stage.subscribe()
    return stage


async def left_by_the_dead(theatre):
    """An update that a process took which is no more."""
    stage = await opened(theatre)
    await stage.accept("Updating")
    await stage.databases.clusters.dequeue("dead")
    return stage


def test_work_of_a_dead_process_is_taken_in_time_though_the_clock_is_put_back(play):
    async def scene(theatre):
        stage = await left_by_the_dead(theatre)
        backend = theatre.backend()
        running = asyncio.create_task(backend.run())
        await asyncio.sleep(5)
        stage.clock.behind_s = HOUR_S
        await stage.until(stage.resting, 100.0)
        backend.stop()
        await running

    play(scene)


def test_what_was_leased_by_a_clock_of_the_future_is_taken_in_time(play):
    """Nobody lived to see the clock being put back."""

    async def scene(theatre):
        stage = await left_by_the_dead(theatre)
        stage.clock.behind_s = HOUR_S
        await asyncio.wait_for(stage.live(theatre.backend()), 100.0)

    play(scene)


def test_who_lives_keeps_its_lease_when_the_clock_is_put_back(play):
    async def scene(theatre):
        stage = await opened(theatre)
        doc = await stage.accept("Updating")

        async def script(ctx):
            await asyncio.sleep(300)

        theatre.script = script
        backends = [theatre.backend() for _ in range(2)]
        running = [asyncio.create_task(backend.run()) for backend in backends]
        await asyncio.sleep(35)
        stage.clock.behind_s = HOUR_S
        await stage.until(stage.resting, 400.0)
        for backend in backends:
            backend.stop()
        await asyncio.gather(*running)
        return await stage.find(doc), theatre.ran

    doc, ran = play(scene)
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert ran == ["only"]


def test_a_subscription_that_waits_for_its_turn_does_not_wait_longer(play):
    async def scene(theatre):
        stage = await opened(theatre)
        subscriptions = stage.databases.subscriptions

        def deleted(doc):
            doc.deleting, doc.subscription.state = True, "Deleted"

        (known,) = [stored async for stored in subscriptions.all()]
        await subscriptions.patch(known.id, deleted)
        lease = await subscriptions.dequeue("somebody")
        await lease.end(lambda doc: None, retry_later=True)
        stage.clock.behind_s = HOUR_S
        backend = theatre.backend()
        running = asyncio.create_task(backend.run())
        await asyncio.sleep(605)
        backend.stop()
        await running
        return (await subscriptions.get(known.id)).doc

    assert not play(scene).deleting


def test_a_deleted_cluster_is_shown_no_longer_when_the_clock_is_put_back(play):
    async def scene(theatre):
        stage = await opened(theatre)
        await stage.accept("Deleting")

        async def script(ctx):
            stage.clock.behind_s = HOUR_S

        theatre.script = script
        before = asyncio.get_running_loop().time()
        await asyncio.wait_for(stage.live(theatre.backend()), 100.0)
        return asyncio.get_running_loop().time() - before

    assert play(scene) == pytest.approx(20.0, abs=2.0)
