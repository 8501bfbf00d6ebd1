"""Every kind of operation with every way to end (backend.md 30, invariant 2)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.backend.rehearsal import in_phase
from aro_rp.database.leases import LeaseLost
from aro_rp.steps.virtual_time import START


def under_maintenance(doc):
    doc.open_shift_cluster.properties.maintenance_state = "Planned"
    doc.open_shift_cluster.properties.maintenance_task = "Everything"


KINDS = {
    "bootstrap": ("Creating", in_phase(0)),
    "remove bootstrap": ("Creating", in_phase(1)),
    "update": ("Updating", lambda doc: None),
    "admin update": ("AdminUpdating", under_maintenance),
    "delete": ("Deleting", lambda doc: None),
}
CLOUD = ArmError.of(400, "QuotaExceeded", "No cores left.")
PLAIN = RuntimeError("swordfish")


class Panic(BaseException):
    """As a Rust extension raises."""


def first_time(error):
    errors = [error]

    async def script(ctx):
        if errors:
            raise errors.pop()

    return script


def always(error):
    async def script(ctx):
        raise error

    return script


async def perform(theatre, kind, script, prepare=lambda doc: None):
    """The cluster's last document (None: gone), its operation, and when it was over."""
    state, dress = KINDS[kind]

    def both(doc):
        dress(doc)
        prepare(doc)

    theatre.script = script
    doc = await theatre.stage.accept(state, prepare=both)
    await theatre.stage.live(theatre.backend())
    operation = await theatre.stage.operation(doc.async_operation_id)
    return await theatre.stage.find(doc), operation, theatre.stage.clock.now() - START


def check_success(kind, doc, operation):
    done = operation.async_operation
    assert (done.status, done.error) == ("Succeeded", None)
    assert done.end_time is not None
    if kind == "delete":
        assert doc is None
        assert operation.open_shift_cluster is None
        return
    properties = doc.open_shift_cluster.properties
    assert properties.provisioning_state == "Succeeded"
    assert (properties.failed_provisioning_state, properties.last_provisioning_state) == ("", "")
    assert properties.install is None
    assert properties.maintenance_task == ""
    assert properties.maintenance_state == ("None" if kind == "admin update" else "")
    assert operation.open_shift_cluster.properties.provisioning_state == "Succeeded"
    check_given_back(doc, dequeues=0)
    assert doc.journal is None


def check_failure(kind, doc, operation, code, dequeues, admin_error):
    done = operation.async_operation
    assert (done.status, done.error.code) == ("Failed", code)
    assert operation.open_shift_cluster.properties.provisioning_state == "Failed"
    properties = doc.open_shift_cluster.properties
    admin = kind == "admin update"
    assert properties.provisioning_state == ("Succeeded" if admin else "Failed")
    assert properties.failed_provisioning_state == KINDS[kind][0]
    assert properties.last_admin_update_error == (admin_error if admin else "")
    assert properties.maintenance_state == ("Planned" if admin else "")
    assert (properties.install is not None) == ("bootstrap" in kind)
    assert properties.maintenance_task == ""
    check_given_back(doc, dequeues=0 if admin else dequeues)


def check_given_back(doc, dequeues):
    assert (doc.lease_owner, doc.lease_expires) == ("", 0)
    assert (doc.async_operation_id, doc.correlation_data) == ("", None)
    assert doc.dequeues == dequeues


@pytest.mark.parametrize("kind", KINDS)
def test_success(play, kind):
    doc, operation, took = play(lambda theatre: perform(theatre, kind, None))
    check_success(kind, doc, operation)
    assert took >= timedelta(seconds=20) if kind == "delete" else took < timedelta(seconds=1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cloud_error(play, kind):
    doc, operation, _ = play(lambda theatre: perform(theatre, kind, always(CLOUD)))
    check_failure(kind, doc, operation, "QuotaExceeded", 1, str(CLOUD))
    assert operation.async_operation.error.message == "No cores left."
    assert doc.journal.steps["only"].error == "QuotaExceeded"


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_error(play, kind):
    doc, operation, _ = play(lambda theatre: perform(theatre, kind, always(PLAIN)))
    check_failure(kind, doc, operation, "InternalServerError", 1, "swordfish")
    assert "in step 'only'" in operation.async_operation.error.message
    assert "swordfish" not in operation.model_dump_json(exclude={"open_shift_cluster"})


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_that_cannot_be_noted_is_the_failure_of_its_step(play, kind):
    def change(doc):
        raise PLAIN

    async def script(ctx):
        ctx.lease.note(change)

    async def scene(theatre):
        doc, operation, took = await perform(theatre, kind, script)
        check_failure(kind, doc, operation, "InternalServerError", 1, str(PLAIN))
        assert doc.journal.steps["only"].error == "RuntimeError"
        assert took < timedelta(seconds=1)

    play(scene)


@pytest.mark.parametrize("kind", KINDS)
def test_a_panic_leaves_the_lease_to_expire_and_the_next_worker_goes_on(play, kind):
    doc, operation, took = play(lambda theatre: perform(theatre, kind, first_time(Panic())))
    check_success(kind, doc, operation)
    assert timedelta(seconds=60) <= took < timedelta(seconds=81)


@pytest.mark.parametrize("kind", KINDS)
def test_panics_for_ever_end_at_the_sixth_pick_up(play, kind):
    doc, operation, took = play(lambda theatre: perform(theatre, kind, always(Panic())))
    text = "dequeued 6 times, failing"
    check_failure(kind, doc, operation, "InternalServerError", 6, text)
    assert timedelta(seconds=300) <= took < timedelta(seconds=310)


@pytest.mark.parametrize("kind", KINDS)
def test_the_sixth_pick_up_runs_nothing(play, kind):
    def taken_five_times(doc):
        doc.dequeues = 5

    async def scene(theatre):
        found = await perform(theatre, kind, None, taken_five_times)
        return (*found, theatre.ran)

    doc, operation, _, ran = play(scene)
    assert ran == []
    check_failure(kind, doc, operation, "InternalServerError", 6, "dequeued 6 times, failing")


async def lose(theatre, kind, then):
    """A thief takes the document while a step runs; what the loser leaves behind."""
    state, dress = KINDS[kind]
    stage = theatre.stage

    async def script(ctx):
        def steal(doc):
            doc.lease_owner, doc.lease_expires = "thief", stage.store.now() + 60

        await stage.databases.clusters.patch(ctx.lease.id, steal, ctx.lease.doc.partition_key)
        await then(ctx)

    theatre.script = script
    doc = await stage.accept(state, prepare=dress)
    backend = theatre.backend()

    async def stop_soon():
        await stage.clock.sleep(30)
        backend.stop()

    await asyncio.gather(backend.run(), stop_soon())
    return await stage.find(doc), await stage.operation(doc.async_operation_id)


async def go_on(ctx):
    """The step does not notice."""


async def notice(ctx):
    await ctx.lease.renew()


async def stumble(ctx):
    raise PLAIN


async def linger(ctx):
    await ctx.theatre.stage.clock.sleep(3600)


@pytest.mark.parametrize("then", [go_on, notice, stumble, linger])
@pytest.mark.parametrize("kind", KINDS)
def test_who_loses_the_lease_stops_without_a_word(play, kind, then):
    doc, operation = play(lambda theatre: lose(theatre, kind, then))
    assert doc.lease_owner == "thief"
    assert doc.open_shift_cluster.properties.provisioning_state == KINDS[kind][0]
    assert doc.async_operation_id == operation.id
    assert operation.async_operation.status == KINDS[kind][0]
    assert operation.async_operation.end_time is None


def test_a_write_after_the_loss_changes_nothing(play):
    seen = []

    async def write(ctx):
        def vandalise(doc):
            doc.open_shift_cluster.properties.infra_id = "mine"

        try:
            await ctx.lease.patch(vandalise)
        except LeaseLost as lost:
            seen.append(lost)
            raise

    doc, _ = play(lambda theatre: lose(theatre, "update", write))
    assert len(seen) == 1
    assert doc.open_shift_cluster.properties.infra_id == ""
