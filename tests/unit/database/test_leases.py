"""Leases: one worker at a time, fairly chosen, and no write without the right to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from aro_api.internal.models import (
    Journal,
    OpenShiftClusterDocument,
    StepRecord,
    SubscriptionDocument,
)
from aro_rp.clock import FixedClock
from aro_rp.database.clusters import ClusterLease
from aro_rp.database.databases import Databases
from aro_rp.database.leases import DocumentLease, LeaseLost
from aro_rp.database.store import EtagMismatch, Full, Throttled

START = datetime(2026, 7, 1, 12, 0, 0, 123, UTC)


async def add(databases: Databases, name: str, state: str = "Creating") -> None:
    doc = OpenShiftClusterDocument(
        id=name,
        key=f"/subscriptions/s/resourcegroups/g/providers/p/t/{name}",
        client_id_key=name,
        cluster_resource_group_id_key=name,
    )
    doc.open_shift_cluster.properties.provisioning_state = state
    await databases.clusters.create(doc)


async def taken(databases: Databases, owner: str = "worker") -> ClusterLease:
    lease = await databases.clusters.dequeue(owner)
    assert lease is not None
    return lease


def succeed(doc: OpenShiftClusterDocument) -> None:
    doc.open_shift_cluster.properties.provisioning_state = "Succeeded"


def nothing(doc: object) -> None:
    pass


async def held(databases: Databases, name: str) -> OpenShiftClusterDocument:
    return (await databases.clusters.get(name, "s")).doc


async def test_nothing_waits_in_an_empty_queue(databases: Databases) -> None:
    assert await databases.clusters.dequeue("worker") is None
    assert await databases.clusters.queue_length() == 0


@pytest.mark.parametrize("state", ["Creating", "Updating", "AdminUpdating", "Deleting"])
async def test_a_cluster_with_work_to_do_is_leased(databases: Databases, state: str) -> None:
    await add(databases, "a", state)
    assert await databases.clusters.queue_length() == 1
    lease = await taken(databases)
    assert lease.doc == await held(databases, "a")
    assert lease.doc.dequeues == 1
    assert lease.doc.lease_owner == lease.owner
    assert lease.owner.startswith("worker/")
    assert lease.doc.lease_expires == databases.store.now() + 60
    assert await databases.clusters.queue_length() == 0


@pytest.mark.parametrize("state", ["Succeeded", "Failed", "Canceled", "Maintenance", ""])
async def test_a_cluster_at_rest_is_not(databases: Databases, state: str) -> None:
    await add(databases, "a", state)
    assert await databases.clusters.dequeue("worker") is None


async def test_who_waited_longest_comes_first(databases: Databases, clock: FixedClock) -> None:
    for name in ("first", "second", "third"):
        await add(databases, name)
    await (await taken(databases)).end(nothing)
    assert [(await taken(databases)).id for _ in range(3)] == ["second", "third", "first"]


async def test_a_document_whose_worker_died_is_taken_again_after_a_minute(
    databases: Databases, clock: FixedClock
) -> None:
    await add(databases, "a")
    await taken(databases)
    clock.advance(60)
    assert await databases.clusters.dequeue("other") is None
    clock.advance(0.001)
    lease = await taken(databases, "other")
    assert lease.doc.dequeues == 2
    assert lease.taken_from.startswith("worker/")
    await lease.end(nothing)
    assert (await taken(databases)).taken_from == ""


async def test_of_many_that_ask_at_once_each_gets_its_own(databases: Databases) -> None:
    for number in range(10):
        await add(databases, f"c{number}")
    leases = await asyncio.gather(*(databases.clusters.dequeue(f"w{n}") for n in range(15)))
    assert sorted(lease.id for lease in leases if lease) == [f"c{n}" for n in range(10)]


async def spoil(databases: Databases, name: str) -> None:
    """What a release before or after ours may have written."""
    stored = await databases.clusters.get(name, "s")
    document = stored.json() | {"bucket": {"of": "another form"}, "later": [1, None]}
    await databases.store.write(databases.clusters.replacement_by(stored, document))


async def test_a_document_that_cannot_be_read_keeps_nobody_waiting(
    databases: Databases, clock: FixedClock
) -> None:
    for name in ("spoiled", "whole"):
        await add(databases, name)
    await spoil(databases, "spoiled")
    with capture_logs() as lines:
        assert (await taken(databases)).id == "whole"
        assert await databases.clusters.dequeue("worker") is None
    assert [(line["event"], line["id"], line["at"]) for line in lines] == [
        ("document not readable", "spoiled", ["bucket"])
    ]


async def test_two_workers_may_meet_a_document_that_cannot_be_read(databases: Databases) -> None:
    await add(databases, "spoiled")
    await spoil(databases, "spoiled")
    with capture_logs():
        leases = await asyncio.gather(*(databases.clusters.dequeue(name) for name in "ab"))
    assert leases == [None, None]


async def test_a_document_that_cannot_be_read_is_tried_again_and_stays_as_it_was(
    databases: Databases, clock: FixedClock
) -> None:
    await add(databases, "spoiled")
    await spoil(databases, "spoiled")
    before = (await databases.clusters.get("spoiled", "s")).json()
    for _ in range(2):
        with capture_logs() as lines:
            assert await databases.clusters.dequeue("worker") is None
            assert await databases.clusters.dequeue("worker") is None
        assert len(lines) == 1
        clock.advance(61)
    after = (await databases.clusters.get("spoiled", "s")).json()
    assert after.pop("leaseExpires") > 0
    assert after == before


async def test_renewing_holds_the_document(databases: Databases, clock: FixedClock) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    for _ in range(4):
        clock.advance(50)
        await lease.renew()
        assert await databases.clusters.dequeue("other") is None
    assert (await held(databases, "a")).lease_expires == databases.store.now() + 60


async def test_a_patch_renews_too(databases: Databases, clock: FixedClock) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    clock.advance(50)
    doc = await lease.patch(lambda doc: setattr(doc, "bucket", 7))
    assert doc == lease.doc == await held(databases, "a")
    assert (doc.bucket, doc.lease_expires) == (7, databases.store.now() + 60)


async def test_a_patch_starts_again_from_what_others_wrote(databases: Databases) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    await databases.clusters.patch("a", lambda doc: setattr(doc, "bucket", 7), "s")
    await lease.patch(lambda doc: setattr(doc, "async_operation_id", "op"))
    doc = await held(databases, "a")
    assert (doc.bucket, doc.async_operation_id, doc.lease_owner) == (7, "op", lease.owner)


async def test_patches_and_renewals_of_one_lease_may_overlap(databases: Databases) -> None:
    await add(databases, "a")
    lease = await taken(databases)

    def count(doc: OpenShiftClusterDocument) -> None:
        doc.bucket += 1

    await asyncio.gather(*(lease.patch(count) for _ in range(20)), *(lease.renew() for _ in "abc"))
    assert lease.doc.bucket == 20


async def test_changing_the_lease_s_document_changes_nothing(databases: Databases) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    lease.doc.bucket = 99
    await lease.renew()
    assert (await held(databases, "a")).bucket == 0
    assert (await lease.patch(nothing)).bucket == 0


async def test_assigning_a_field_writes_what_a_patch_would_write(databases: Databases) -> None:
    steps = {"s": StepRecord(started=START, attempts=1)}
    journal = Journal(plan="p", percent_before=40, steps=steps)
    written = []
    for name in ("patched", "assigned"):
        await add(databases, name)
        lease = await taken(databases)
        if name == "patched":
            doc = await lease.patch(lambda doc: setattr(doc, "journal", journal))
        else:
            doc = await lease.assign(journal=journal)
        stored = await databases.clusters.get(name, "s")
        assert doc == stored.doc == lease.doc
        document = stored.json()
        written.append({k: document[k] for k in ("journal", "leaseExpires", "dequeues")})
    assert written[0] == written[1]


async def test_assigning_a_field_keeps_what_others_wrote_and_what_nobody_here_knows(
    databases: Databases,
) -> None:
    await add(databases, "a")
    lease = await taken(databases)

    def change(doc: OpenShiftClusterDocument) -> None:
        doc.open_shift_cluster.properties.infra_id = "theirs"
        setattr(doc.open_shift_cluster.properties, "new-in-next-release", None)

    await databases.clusters.patch("a", change, "s")
    await lease.assign(journal=Journal(plan="p"))
    stored = (await databases.clusters.get("a", "s")).json()
    assert stored["journal"] == {"plan": "p"}
    assert stored["openShiftCluster"]["properties"]["infraId"] == "theirs"
    assert stored["openShiftCluster"]["properties"]["new-in-next-release"] is None
    assert lease.doc.open_shift_cluster.properties.infra_id == "theirs"


def infra_id(name: str) -> Callable[[OpenShiftClusterDocument], None]:
    return lambda doc: setattr(doc.open_shift_cluster.properties, "infra_id", name)


@pytest.mark.parametrize("kind", ["assign", "patch", "renew", "end"])
async def test_what_was_noted_is_written_by_the_next_write_of_any_kind(
    databases: Databases, kind: str
) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    lease.note(infra_id("first"))
    lease.note(lambda doc: setattr(doc, "bucket", 7))
    assert lease.doc.open_shift_cluster.properties.infra_id == "first"
    assert (await held(databases, "a")).open_shift_cluster.properties.infra_id == ""
    match kind:
        case "assign":
            await lease.assign(journal=Journal(plan="p"))
        case "patch":
            await lease.patch(lambda doc: setattr(doc, "bucket", doc.bucket + 1))
        case "renew":
            await lease.renew()
        case "end":
            await lease.end(nothing)
    doc = await held(databases, "a")
    assert doc.open_shift_cluster.properties.infra_id == "first"
    assert doc.bucket == (8 if kind == "patch" else 7)
    assert doc.lease_expires == (0 if kind == "end" else databases.store.now() + 60)
    assert doc == lease.doc


async def test_what_was_noted_is_made_on_top_of_what_others_wrote(databases: Databases) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    lease.note(infra_id("ours"))
    await databases.clusters.patch("a", lambda doc: setattr(doc, "bucket", 3), "s")
    await lease.assign(journal=Journal(plan="p"))
    doc = await held(databases, "a")
    assert (doc.bucket, doc.open_shift_cluster.properties.infra_id) == (3, "ours")
    assert doc.journal == Journal(plan="p")


async def test_what_was_noted_during_a_write_waits_for_the_next(
    databases: Databases, clock: FixedClock
) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    clock.advance(5)
    lease.note(infra_id("before"))
    writing = asyncio.create_task(lease.renew())
    await asyncio.sleep(0)
    lease.note(lambda doc: setattr(doc, "bucket", 7))
    assert lease.doc.bucket == 7
    await writing
    assert lease.doc.bucket == 7
    assert lease.doc.open_shift_cluster.properties.infra_id == "before"
    assert lease.doc.lease_expires == (await held(databases, "a")).lease_expires
    assert (await held(databases, "a")).bucket == 0
    await lease.renew()
    assert (await held(databases, "a")).bucket == 7


async def test_a_note_that_raises_does_so_at_once_and_spoils_no_write(
    databases: Databases,
) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    lease.note(infra_id("kept"))

    def spoiled(doc: OpenShiftClusterDocument) -> None:
        doc.bucket = 9
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        lease.note(spoiled)
    assert (lease.doc.bucket, lease.doc.open_shift_cluster.properties.infra_id) == (0, "kept")
    await lease.renew()
    doc = await held(databases, "a")
    assert (doc.bucket, doc.open_shift_cluster.properties.infra_id) == (0, "kept")


async def test_what_was_noted_while_a_journal_is_written_is_shown_with_that_journal(
    databases: Databases,
) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    writing = asyncio.create_task(lease.assign(journal=Journal(plan="p")))
    await asyncio.sleep(0)
    lease.note(infra_id("noted"))
    await writing
    assert lease.doc.open_shift_cluster.properties.infra_id == "noted"
    assert lease.doc.journal == Journal(plan="p")


async def test_assigning_needs_the_lease(databases: Databases, clock: FixedClock) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    clock.advance(61)
    await taken(databases, "other")
    with pytest.raises(LeaseLost):
        await lease.assign(journal=Journal())
    assert (await held(databases, "a")).journal is None


async def test_an_expired_lease_that_nobody_took_is_still_good(
    databases: Databases, clock: FixedClock
) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    clock.advance(120)
    await lease.renew()
    assert await databases.clusters.dequeue("other") is None


async def test_a_worker_that_lost_its_lease_writes_nothing(
    databases: Databases, clock: FixedClock
) -> None:
    await add(databases, "a")
    lost = await taken(databases)
    clock.advance(61)
    won = await taken(databases, "other")
    for call in (lost.patch(succeed), lost.renew(), lost.end(succeed), lost.delete()):
        with pytest.raises(LeaseLost, match="other/"):
            await call
    assert await held(databases, "a") == won.doc


async def test_a_process_that_takes_its_own_document_again_has_two_different_leases(
    databases: Databases, clock: FixedClock
) -> None:
    await add(databases, "a")
    lost = await taken(databases)
    clock.advance(61)
    again = await taken(databases)
    with pytest.raises(LeaseLost):
        await lost.renew()
    await again.renew()


async def test_a_lease_on_a_vanished_document_is_lost(databases: Databases) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    await databases.clusters.delete(await databases.clusters.get("a", "s"))
    with pytest.raises(LeaseLost, match="gone"):
        await lease.renew()


async def test_ending_writes_the_last_change_and_frees_the_document_at_once(
    databases: Databases,
) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    before = (await databases.clusters.get("a", "s")).row.sequence
    await lease.end(succeed)
    after = await databases.clusters.get("a", "s")
    assert after.row.sequence == before + 1
    properties = after.doc.open_shift_cluster.properties
    assert properties.provisioning_state == "Succeeded"
    assert (after.doc.lease_owner, after.doc.lease_expires) == ("", 0)


async def test_an_ended_lease_is_over(databases: Databases) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    await lease.end(nothing)
    for call in (lease.patch(nothing), lease.renew(), lease.end(nothing), lease.delete()):
        with pytest.raises(LeaseLost, match="was ended"):
            await call


async def test_a_handed_over_document_may_be_taken_at_once(databases: Databases) -> None:
    await add(databases, "a")
    await (await taken(databases)).end(nothing)
    assert (await taken(databases)).doc.dequeues == 2


async def test_deleting_needs_the_lease(databases: Databases) -> None:
    await add(databases, "a")
    lease = await taken(databases)
    await databases.clusters.patch("a", nothing, "s")
    await lease.delete()
    assert await databases.clusters.find("a", "s") is None
    with pytest.raises(LeaseLost):
        await lease.renew()


async def test_a_change_that_fails_leaves_the_lease_as_it_was(databases: Databases) -> None:
    await add(databases, "a")
    lease = await taken(databases)

    def change(doc: OpenShiftClusterDocument) -> None:
        doc.bucket = 7
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await lease.end(change)
    assert (await lease.renew()).bucket == 0


async def test_a_lease_gives_up_when_others_write_all_the_time(
    databases: Databases, clock: FixedClock
) -> None:
    await add(databases, "a")
    lease = await taken(databases)

    tries = 0

    class Crowded(type(databases.clusters)):  # type: ignore[misc]
        async def assign(self, stored, fields):  # type: ignore[no-untyped-def]
            await databases.clusters.patch("a", nothing, "s")
            return await super().assign(stored, fields)

        async def replace(self, stored, doc):  # type: ignore[no-untyped-def]
            nonlocal tries
            tries += 1
            await databases.clusters.patch("a", nothing, "s")
            return await super().replace(stored, doc)

    store, ids = databases.store, databases.clusters._ids
    crowded = Crowded(store, databases.cipher, clock, ids)
    stored = await databases.clusters.get("a", "s")
    slow: ClusterLease = DocumentLease(crowded, stored, clock)
    with pytest.raises(EtagMismatch):
        await slow.renew()
    before = clock.now()
    with pytest.raises(EtagMismatch):
        await slow.patch(nothing)
    assert tries == 5
    assert (clock.now() - before).total_seconds() == pytest.approx(0.1 + 0.2 + 0.3)
    await lease.renew()


@pytest.mark.parametrize("trouble", [Throttled, Full])
@pytest.mark.parametrize(("outage_s", "is_written"), [(30, True), (59, True), (61, False)])
async def test_a_lease_sits_an_outage_out_as_long_as_it_lasts(
    databases: Databases, clock: FixedClock, trouble: type[Exception], outage_s: int, is_written
) -> None:
    await add(databases, "a")
    lease, start = await taken(databases), clock.now()

    class Down(type(databases.clusters)):  # type: ignore[misc]
        async def replace(self, stored, doc):  # type: ignore[no-untyped-def]
            if (clock.now() - start).total_seconds() < outage_s:
                raise trouble("not now")
            return await super().replace(stored, doc)

    lease._collection = Down(databases.store, databases.cipher, clock, databases.clusters._ids)
    if is_written:
        await lease.end(nothing)
    else:
        with pytest.raises(trouble):
            await lease.end(nothing)
    assert bool((await held(databases, "a")).lease_owner) is not is_written
    assert (clock.now() - start).total_seconds() == min(outage_s, 59)


async def test_a_deleted_subscription_waits_for_a_worker(
    databases: Databases, clock: FixedClock
) -> None:
    await databases.subscriptions.create(SubscriptionDocument(id="kept"))
    await databases.subscriptions.create(SubscriptionDocument(id="gone", deleting=True))
    lease = await databases.subscriptions.dequeue("worker")
    assert lease is not None
    assert lease.id == "gone"
    assert await databases.subscriptions.dequeue("worker") is None
    await lease.end(nothing, retry_later=True)
    clock.advance(600)
    assert await databases.subscriptions.dequeue("worker") is None
    clock.advance(0.001)
    again = await databases.subscriptions.dequeue("worker")
    assert again is not None
    await again.end(lambda doc: setattr(doc, "deleting", False))
    assert await databases.subscriptions.dequeue("worker") is None


async def test_unknown_members_survive_a_whole_lease(databases: Databases) -> None:
    await add(databases, "a")
    row = await databases.store.get("OpenShiftClusters", "s", "a")
    await databases.store.replace(row, row.body[:-1] + b',"later":{"x":[null,1]}}')
    lease = await taken(databases)
    await lease.patch(lambda doc: setattr(doc, "bucket", 1))
    await lease.renew()
    await lease.end(succeed)
    assert b'"later":{"x":[null,1]}' in (await databases.clusters.get("a", "s")).row.body
