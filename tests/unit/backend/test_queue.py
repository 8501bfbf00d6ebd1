from __future__ import annotations

import asyncio

import pytest

from aro_rp.backend import take_over
from aro_rp.backend.queue import Alarm, next_expiry, shorten_leases
from aro_rp.backend.rehearsal import SUBSCRIPTION, Stage
from aro_rp.database.databases import Databases
from aro_rp.steps.virtual_time import LoopClock, run_virtual


def test_an_alarm_wakes_who_waits_and_who_comes_later():
    async def main():
        alarm, loop = Alarm(LoopClock()), asyncio.get_running_loop()
        loop.call_later(3, alarm.ring)
        await alarm.wait(10)
        first = loop.time()
        await alarm.wait(10)
        second = loop.time()
        alarm.reset()
        await alarm.wait(10)
        return first, second, loop.time()

    assert run_virtual(main()) == (3, 3, 13)


def test_a_wait_that_is_over_leaves_nothing_behind():
    async def main():
        alarm = Alarm(LoopClock())
        asyncio.get_running_loop().call_later(3, alarm.ring)
        await alarm.wait(10)
        await asyncio.sleep(0)
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert run_virtual(main()) == set()


def leased(stage, owner, left_s):
    def lease(doc):
        doc.lease_owner, doc.lease_expires = owner, stage.store.now() + left_s

    return lease


@pytest.mark.parametrize(("left_s", "expected_s"), [(3.0, 3.0), (600.0, 10.0), (-5.0, 0.0)])
def test_the_next_look_is_when_a_lease_runs_out_but_not_later_than_the_poll(left_s, expected_s):
    async def main():
        stage = Stage()
        await stage.accept("Updating", prepare=leased(stage, "dead", left_s))
        return await next_expiry(stage.databases, 10.0)

    assert run_virtual(main()) == pytest.approx(expected_s, abs=0.01)


def test_what_was_leased_can_be_taken_at_the_next_look():
    async def main():
        stage = Stage()
        await stage.accept("Updating", prepare=leased(stage, "dead", 3.0))
        await stage.clock.sleep(await next_expiry(stage.databases, 10.0))
        return await stage.databases.clusters.dequeue("me")

    assert run_virtual(main()) is not None


async def left_s(stage, *docs):
    """How long their leases go on."""
    now = stage.store.now()
    return [pytest.approx((await stage.find(doc)).lease_expires - now) for doc in docs]


def test_no_lease_goes_on_longer_than_it_could_have_been_made_for():
    async def main():
        stage = Stage()
        docs = [
            await stage.accept("Updating", name="held", prepare=leased(stage, "dead", 3600)),
            await stage.accept("Updating", name="later", prepare=leased(stage, "", 3600)),
            await stage.accept("Updating", name="short", prepare=leased(stage, "dead", 50)),
        ]
        await shorten_leases(stage.databases)
        return await left_s(stage, *docs)

    assert run_virtual(main()) == [60, 600, 50]


def test_a_lease_that_is_renewed_while_leases_are_shortened_stays_as_renewed():
    async def main():
        stage = Stage()
        doc = await stage.accept("Updating", prepare=leased(stage, "alive", 3600))

        class Meddling:
            def __getattr__(self, name):
                return getattr(stage.store, name)

            async def write(self, *writes):
                renewed = leased(stage, "alive", 55)
                await stage.databases.clusters.patch(doc.id, renewed, doc.partition_key)
                return await stage.store.write(*writes)

        await shorten_leases(Databases.on(Meddling(), stage.cipher, stage.clock, stage.ids))
        return await left_s(stage, doc)

    assert run_virtual(main()) == [55]


def test_taking_over_ends_every_lease_and_leaves_what_is_to_be_tried_later():
    async def main():
        stage = Stage()
        held = await stage.accept("Updating", name="held", prepare=leased(stage, "dead", 50))
        later = await stage.accept("Updating", name="later", prepare=leased(stage, "", 500))
        await stage.subscribe("Deleted")

        def delete(doc):
            doc.deleting, doc.lease_owner = True, "dead"

        await stage.databases.subscriptions.patch(SUBSCRIPTION, delete)
        taken = await take_over(stage.databases)
        subscription = (await stage.databases.subscriptions.get(SUBSCRIPTION)).doc
        held, later = await stage.find(held), await stage.find(later)
        return taken, held, subscription, later.lease_expires - stage.store.now()

    taken, held, subscription, later_s = run_virtual(main())
    assert taken == 2
    assert (held.lease_owner, held.lease_expires) == ("", 0)
    assert subscription.lease_owner == ""
    assert later_s == 500
