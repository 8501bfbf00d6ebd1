from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from aro_api.internal.models import Journal, OpenShiftClusterDocument, SubscriptionDocument
from aro_rp.backend.rehearsal import SUBSCRIPTION
from aro_rp.backend.subscriptions import NOT_YET, send
from aro_rp.database.store import NotFound


def deleted(doc):
    doc.deleting, doc.subscription.state = True, "Deleted"


async def seconds(theatre, backend, duration):
    """Lets a backend work for a while, then stop."""

    async def stop():
        await theatre.stage.clock.sleep(duration)
        backend.stop()

    await asyncio.gather(backend.run(), stop())


async def add(theatre, name, state, prepare=lambda doc: None):
    """A cluster in a state, with no lease that would let a worker take it now."""

    def dress(doc):
        doc.async_operation_id = ""
        doc.open_shift_cluster.properties.last_provisioning_state = ""
        prepare(doc)

    return await theatre.stage.accept(state, name=name, prepare=dress)


async def subscription(theatre):
    return (await theatre.stage.databases.subscriptions.get(SUBSCRIPTION)).doc


def test_the_clusters_of_a_deleted_subscription_are_deleted(play):
    async def scene(theatre):
        stage = theatre.stage
        docs = [
            await add(theatre, "a", "Succeeded"),
            await add(theatre, "b", "Failed"),
            await add(theatre, "c", "Deleting"),
        ]
        await stage.databases.subscriptions.patch(SUBSCRIPTION, deleted)
        await seconds(theatre, theatre.backend(), 60)
        left = [await stage.find(doc) for doc in docs]
        return (
            left,
            await subscription(theatre),
            theatre.gauges.named("backend.subscriptions.count"),
        )

    left, doc, gauges = play(scene)
    assert left == [None, None, None]
    assert (doc.deleting, doc.lease_owner, doc.lease_expires, doc.dequeues) == (False, "", 0, 0)
    assert gauges == [(1, {"state": "Deleted"})]


def test_a_cluster_that_failed_too_often_gets_a_new_chance_to_be_deleted(play):
    def worn_out(doc):
        doc.dequeues = 6

    async def scene(theatre):
        doc = await add(theatre, "a", "Failed", worn_out)
        await theatre.stage.databases.subscriptions.patch(SUBSCRIPTION, deleted)
        await seconds(theatre, theatre.backend(), 60)
        return await theatre.stage.find(doc)

    assert play(scene) is None


@pytest.mark.parametrize("state", ["Creating", "Updating", "AdminUpdating"])
def test_a_cluster_at_work_is_waited_for_ten_minutes_at_a_time(play, state):
    async def scene(theatre):
        stage = theatre.stage

        async def work(ctx):
            await stage.clock.sleep(300)

        theatre.script = work
        doc = await add(theatre, "a", state)
        backend = theatre.backend()
        running = asyncio.create_task(backend.run())
        await stage.clock.sleep(5)
        await stage.databases.subscriptions.patch(SUBSCRIPTION, deleted)
        await stage.clock.sleep(100)
        waiting = await subscription(theatre)
        left_s = waiting.lease_expires - stage.store.now()
        theatre.script = None
        await stage.clock.sleep(1300)
        gone = await stage.find(doc) is None
        backend.stop()
        await running
        return waiting, left_s, gone, await subscription(theatre)

    waiting, left_s, gone, finally_ = play(scene)
    assert (waiting.deleting, waiting.lease_owner, waiting.dequeues) == (True, "", 0)
    assert 480 < left_s <= 500
    assert gone
    assert not finally_.deleting


def test_an_error_is_tried_again_at_once_and_after_five_times_later(play):
    async def scene(theatre):
        stage = theatre.stage
        await add(theatre, "odd", "Maintenance")
        await stage.databases.subscriptions.patch(SUBSCRIPTION, deleted)
        await seconds(theatre, theatre.backend(), 30)
        return await subscription(theatre), stage.store.now(), theatre.gauges

    doc, now, gauges = play(scene)
    assert doc.deleting
    assert (doc.lease_owner, doc.dequeues) == ("", 0)
    assert 560 < doc.lease_expires - now <= 600
    assert len(gauges.named("backend.subscriptions.duration")) == 6


@pytest.mark.parametrize("trouble", ["unknown state", "unreadable"])
def test_an_error_with_one_cluster_keeps_no_other_from_being_deleted(play, trouble):
    async def scene(theatre):
        stage = theatre.stage
        odd = await add(theatre, "a", "Maintenance")
        doc = await add(theatre, "b", "Succeeded")
        if trouble == "unreadable":
            stored = await stage.databases.clusters.get(odd.id, odd.partition_key)
            await stage.databases.clusters.write_json(stored, {"bucket": "?"})
        await stage.databases.subscriptions.patch(SUBSCRIPTION, deleted)
        await seconds(theatre, theatre.backend(), 60)
        return await stage.find(doc), await subscription(theatre)

    doc, waiting = play(scene)
    assert doc is None
    assert waiting.deleting


def test_a_subscription_that_came_back_deletes_nothing(play):
    def came_back(doc):
        doc.deleting, doc.subscription.state = True, "Registered"

    async def scene(theatre):
        doc = await add(theatre, "a", "Succeeded")
        await theatre.stage.databases.subscriptions.patch(SUBSCRIPTION, came_back)
        await seconds(theatre, theatre.backend(), 30)
        return await theatre.stage.find(doc)

    assert play(scene).open_shift_cluster.properties.provisioning_state == "Succeeded"


def test_many_clusters_are_sent_page_by_page(play):
    async def scene(theatre):
        for number in range(230):
            await add(theatre, f"c{number:03}", "Succeeded")
        await theatre.stage.databases.subscriptions.patch(SUBSCRIPTION, deleted)
        await seconds(theatre, theatre.backend(delete_pause_s=0), 60)
        return [stored async for stored in theatre.stage.databases.clusters.all()]

    assert play(scene) == []


def test_one_cluster_at_work_is_enough_for_another_look(play):
    async def scene(theatre):
        stage = theatre.stage

        async def work(ctx):
            await stage.clock.sleep(3000)

        theatre.script = work
        await add(theatre, "a", "Updating")
        await add(theatre, "b", "Deleting")
        await stage.databases.subscriptions.patch(SUBSCRIPTION, deleted)
        await seconds(theatre, theatre.backend(), 30)
        return await subscription(theatre)

    assert play(scene).deleting


@dataclass
class Clusters:
    """The collection, where something happens right before a cluster is sent."""

    real: Any
    before: Any

    def __getattr__(self, name):
        return getattr(self.real, name)

    async def patch(self, *given):
        await self.before(*given)
        return await self.real.patch(*given)


def test_a_cluster_that_is_gone_meanwhile_need_not_be_deleted(play):
    async def scene(theatre):
        databases = theatre.stage.databases

        async def gone(*given):
            raise NotFound("gone")

        await add(theatre, "a", "Succeeded")
        await databases.subscriptions.patch(SUBSCRIPTION, deleted)
        seen = replace(databases, clusters=Clusters(databases.clusters, gone))
        await seconds(theatre, theatre.backend(seen), 30)
        return await subscription(theatre)

    assert not play(scene).deleting


def test_a_subscription_whose_lease_is_lost_is_left_to_whoever_has_it(play):
    async def scene(theatre):
        databases = theatre.stage.databases

        async def taken(*given):
            def take(doc):
                doc.lease_owner, doc.lease_expires = "another", theatre.stage.store.now() + 60

            await databases.subscriptions.patch(SUBSCRIPTION, take)

        await add(theatre, "a", "Succeeded")
        await databases.subscriptions.patch(SUBSCRIPTION, deleted)
        seen = replace(databases, clusters=Clusters(databases.clusters, taken))
        with capture_logs() as lines:
            await seconds(theatre, theatre.backend(seen), 5)
        return await subscription(theatre), [line["event"] for line in lines], theatre.gauges

    doc, events, gauges = play(scene)
    assert (doc.deleting, doc.lease_owner) == (True, "another")
    assert "lease lost" in events
    assert "work broke off" not in events
    assert gauges.named("backend.subscriptions.count") == []


def cluster(state) -> OpenShiftClusterDocument:
    doc = OpenShiftClusterDocument(id="id", dequeues=6, journal=Journal(plan="update"))
    doc.open_shift_cluster.properties.provisioning_state = state
    return doc


def test_a_deletion_knows_nothing_of_what_failed_before():
    doc = cluster("Failed")
    send(doc)
    assert doc.open_shift_cluster.properties.provisioning_state == "Deleting"
    assert (doc.dequeues, doc.journal) == (0, None)


def test_a_cluster_that_was_set_to_work_meanwhile_is_left_alone():
    doc = cluster("Updating")
    send(doc)
    assert doc == cluster("Updating")


def test_a_subscription_that_came_back_meanwhile_is_not_deleted_by_another_try():
    doc = SubscriptionDocument(id=SUBSCRIPTION, deleting=False)
    NOT_YET.change(doc)
    assert not doc.deleting
