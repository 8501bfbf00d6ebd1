"""A canceled operation stops at the next step, whoever holds the lease."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from aro_rp.backend.rehearsal import in_phase

STATES = ["Creating", "Updating"]


async def wish(theatre, doc):
    """What the front end writes."""

    def change(found):
        found.canceled_operation_id = doc.async_operation_id

    await theatre.stage.databases.clusters.patch(doc.id, change, doc.partition_key)


async def ends(theatre, doc):
    found = await theatre.stage.find(doc)
    return found, (await theatre.stage.operation(doc.async_operation_id))


def check_canceled(found, operation, state):
    properties = found.open_shift_cluster.properties
    assert (properties.provisioning_state, properties.failed_provisioning_state) == (
        "Canceled",
        state,
    )
    assert (found.async_operation_id, found.canceled_operation_id) == ("", "")
    assert (found.lease_owner, found.dequeues) == ("", 0)
    assert properties.last_provisioning_state == ""
    done = operation.async_operation
    assert (done.status, done.error.code) == ("Canceled", "OperationCanceled")
    assert done.end_time is not None
    result = operation.open_shift_cluster.properties
    assert (result.provisioning_state, result.failed_provisioning_state) == ("Canceled", state)


@pytest.mark.parametrize("state", STATES)
def test_while_nobody_works_on_it_nothing_begins(play, state):
    async def scene(theatre):
        doc = await theatre.stage.accept(state)
        await wish(theatre, doc)
        await theatre.stage.live(theatre.backend())
        return (*await ends(theatre, doc), theatre)

    found, operation, theatre = play(scene)
    check_canceled(found, operation, state)
    assert (theatre.ran, theatre.opened) == ([], 0)


@pytest.mark.parametrize("state", STATES)
def test_while_a_step_runs_it_is_the_last_one(play, state):
    async def scene(theatre):
        theatre.steps = ("one", "two", "three")
        doc = await theatre.stage.accept(state)

        async def script(ctx):
            if theatre.ran[-1] == "two":
                await wish(theatre, doc)
                await theatre.stage.clock.sleep(1)

        theatre.script = script
        await theatre.stage.live(theatre.backend())
        return (*await ends(theatre, doc), theatre, theatre.elapsed)

    found, operation, theatre, took = play(scene)
    check_canceled(found, operation, state)
    assert theatre.ran == ["one", "two"]
    records = found.journal.steps
    assert took < timedelta(seconds=2)
    assert {name: str(record.outcome) for name, record in records.items()} == {
        "one": "Done",
        "two": "Done",
        "three": "",
    }


def test_between_the_phases_of_a_create_the_second_does_not_begin(play):
    async def scene(theatre):
        doc = await theatre.stage.accept("Creating")

        async def script(ctx):
            await wish(theatre, doc)

        theatre.script = script
        await theatre.stage.live(theatre.backend())
        return (*await ends(theatre, doc), theatre)

    found, operation, theatre = play(scene)
    check_canceled(found, operation, "Creating")
    assert theatre.ran == ["only"]
    assert found.open_shift_cluster.properties.install.phase == 1


@pytest.mark.parametrize("kind", ["Updating", "second phase"])
def test_the_last_step_is_the_end_and_nothing_is_left_to_cancel(play, kind):
    async def scene(theatre):
        prepare = in_phase(1) if kind == "second phase" else lambda doc: None
        state = "Creating" if kind == "second phase" else kind
        doc = await theatre.stage.accept(state, prepare=prepare)

        async def script(ctx):
            await wish(theatre, doc)

        theatre.script = script
        await theatre.stage.live(theatre.backend())
        return await ends(theatre, doc)

    found, operation = play(scene)
    assert operation.async_operation.status == "Succeeded"
    assert found.open_shift_cluster.properties.provisioning_state == "Succeeded"
    assert found.canceled_operation_id == ""


def test_when_the_worker_has_died_the_next_one_begins_nothing(play):
    async def scene(theatre):
        doc = await theatre.stage.accept("Updating")
        first = theatre.backend()

        async def script(ctx):
            await theatre.stage.clock.sleep(5)

        theatre.script = script
        dying = asyncio.create_task(first.run())
        await theatre.stage.clock.sleep(1)
        dying.cancel()
        with suppress(asyncio.CancelledError):
            await dying
        await wish(theatre, doc)
        theatre.ran.clear()
        await theatre.stage.live(theatre.backend())
        return (*await ends(theatre, doc), theatre)

    found, operation, theatre = play(scene)
    check_canceled(found, operation, "Updating")
    assert theatre.ran == []


def test_a_worker_that_recorded_the_end_and_died_has_ended_it(play):
    async def scene(theatre):
        stage = theatre.stage
        doc = await stage.accept("Updating", prepare=lambda d: setattr(d, "dequeues", 1))

        def ended(operation):
            operation.async_operation.status = "Succeeded"

        await stage.databases.async_operations.patch(doc.async_operation_id, ended)
        await wish(theatre, doc)
        await stage.live(theatre.backend())
        return await ends(theatre, doc)

    found, operation = play(scene)
    assert operation.async_operation.status == "Succeeded"
    assert found.open_shift_cluster.properties.provisioning_state == "Succeeded"


def test_a_worker_that_recorded_the_cancel_and_died_has_canceled_it(play):
    async def scene(theatre):
        stage = theatre.stage
        doc = await stage.accept("Updating", prepare=lambda d: setattr(d, "dequeues", 1))

        def ended(operation):
            operation.async_operation.status = "Canceled"

        await stage.databases.async_operations.patch(doc.async_operation_id, ended)
        await stage.live(theatre.backend())
        return (await ends(theatre, doc))[0], theatre

    found, theatre = play(scene)
    properties = found.open_shift_cluster.properties
    assert (properties.provisioning_state, properties.failed_provisioning_state) == (
        "Canceled",
        "Updating",
    )
    assert theatre.ran == []


def test_an_earlier_operations_wish_means_nothing(play):
    async def scene(theatre):
        def prepare(doc):
            doc.canceled_operation_id = "an-earlier-one"

        doc = await theatre.stage.accept("Updating", prepare=prepare)
        await theatre.stage.live(theatre.backend())
        return await ends(theatre, doc)

    found, operation = play(scene)
    assert operation.async_operation.status == "Succeeded"
    assert found.canceled_operation_id == ""


def test_a_deleted_subscription_takes_a_canceled_cluster_with_it(play):
    async def scene(theatre):
        doc = await theatre.stage.accept("Creating")
        await wish(theatre, doc)
        await theatre.stage.live(theatre.backend())
        await theatre.stage.subscribe("Deleted")

        def delete(subscription):
            subscription.deleting = True

        await theatre.stage.databases.subscriptions.patch(doc.partition_key, delete)
        backend = theatre.backend()
        running = asyncio.create_task(backend.run())

        async def gone():
            return await theatre.stage.find(doc) is None

        await theatre.stage.until(gone)
        backend.stop()
        await running
        return theatre.ran

    assert play(scene) == ["only"]
