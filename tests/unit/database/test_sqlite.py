"""What is SQLite's own: indexes behind every query, the file, locks, tables that change shape."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from aro_rp.clock import FixedClock
from aro_rp.database import selects
from aro_rp.database.commits import LONGEST_BATCH
from aro_rp.database.containers import CONTAINERS, GATEWAY, OPEN_SHIFT_CLUSTERS
from aro_rp.database.sqlite import SqliteStore
from aro_rp.database.sqlite_file import Reads
from aro_rp.database.store import (
    BY_ID,
    BY_WRITE,
    Below,
    Equals,
    NotFound,
    Query,
    StartsWith,
    StoreError,
    Throttled,
)
from aro_rp.database.tables import Table

CLUSTERS = Table(OPEN_SHIFT_CLUSTERS)
NAME = OPEN_SHIFT_CLUSTERS.name
QUEUE = (*OPEN_SHIFT_CLUSTERS.queue, Below("/leaseExpires", 60))


def cluster(number: int, subscription: str = "s0") -> bytes:
    document = {
        "id": f"{number:05}",
        "partitionKey": subscription,
        "key": f"/subscriptions/{subscription}/{number:05}",
        "clientIdKey": f"client {number}",
        "clusterResourceGroupIdKey": f"group {number}",
        "openShiftCluster": {"properties": {"provisioningState": "Succeeded"}},
    }
    return json.dumps(document).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "aro.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore(str(path), FixedClock(), patience_s=0.05)
    yield opened
    await opened.close()


def plan(path: Path, sql: str, parameters: tuple[object, ...]) -> str:
    """How SQLite would run a statement, as one text."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
    finally:
        connection.close()
    return "; ".join(row[-1] for row in rows)


PAGE = Query(NAME, (StartsWith("/key", "/subscriptions/s0/"),), "s0", "/key", 10)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (PAGE, "/key (partition=? AND /key>? AND /key<?)"),
        (Query(NAME, (Equals("/key", "/a"),), "s0"), "/key (partition=? AND /key=?)"),
        (Query(NAME, (Equals("/clientIdKey", "c"),), "s0"), "/clientIdKey (partition=? AND"),
        (Query(NAME, (), "s0"), "/id (partition=?)"),
        (Query(NAME), "/id"),
        (Query(NAME, order="/key"), "/key"),
        (Query(NAME, QUEUE, order=BY_WRITE), "(queue)"),
    ],
)
def test_a_page_follows_the_index_of_its_query(
    store: SqliteStore, path: Path, query: Query, index: str
) -> None:
    wanted = selects.page(CLUSTERS, query, 0)
    told = plan(path, wanted.sql, wanted.parameters)
    assert f"USING INDEX {NAME} {index}" in told
    assert "TEMP B-TREE" not in told


async def test_pages_cost_the_same_in_a_table_ten_times_as_large(store: SqliteStore) -> None:
    async def fill(start: int, end: int) -> None:
        rows = range(start, end)
        await asyncio.gather(*(store.create(NAME, "s0", f"{n:05}", cluster(n)) for n in rows))

    async def costs() -> list[int]:
        second = replace(PAGE, continuation=(await store.query(PAGE)).continuation)
        deep = await store.query(replace(PAGE, limit=900))
        later = replace(PAGE, continuation=deep.continuation)
        queue = Query(NAME, QUEUE, order=BY_WRITE, limit=1)
        return [await steps(store, query) for query in (PAGE, second, later, queue)]

    await fill(0, 1_000)
    small = await costs()
    await fill(1_000, 10_000)
    assert await costs() == small
    assert small[1] == small[2], "a page deep in the list costs as much as the second"


async def steps(store: SqliteStore, query: Query) -> int:
    """How many instructions SQLite's machine runs for a query."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    store._connection.set_progress_handler(count, 1)
    await store.query(query)
    store._connection.set_progress_handler(None, 0)
    return counted


def test_point_reads_feeds_and_wake_ups_use_an_index(store: SqliteStore, path: Path) -> None:
    changes = selects.changes(CLUSTERS, 5, 0, 100)
    assert "SEARCH" in plan(path, changes.sql, changes.parameters)
    assert f"USING INDEX {NAME} /id" in plan(path, CLUSTERS.find[BY_ID], ("s0", "00001"))
    assert "SEARCH" in plan(path, CLUSTERS.latest, ())
    assert "SEARCH" in plan(path, CLUSTERS.delete, ("s0", "00001", 1))


def test_a_save_leaves_the_indexes_of_keys_alone(store: SqliteStore, path: Path) -> None:
    connection = sqlite3.connect(path)
    asked = CLUSTERS.update_beside_keys.count("?")
    steps = connection.execute(f"EXPLAIN {CLUSTERS.update_beside_keys}", (0,) * asked).fetchall()
    connection.close()
    assert [step[1] for step in steps].count("IdxDelete") == 2, "by write and the queue's"
    assert "(write) (sequence=?)" in plan(path, CLUSTERS.update_beside_keys, (0,) * asked)


def test_looking_for_expired_rows_uses_an_index(store: SqliteStore, path: Path) -> None:
    assert "(expires)" in plan(path, Table(GATEWAY).purge, (0,))


async def test_a_missing_file_is_made_for_its_owner_only(store: SqliteStore, path: Path) -> None:
    await store.create(NAME, "s0", "00001", cluster(1))
    files = [path, path.with_name("aro.db-wal")]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]


async def test_the_log_is_written_ahead_and_synced_with_every_commit(store: SqliteStore) -> None:
    connection = store._connection
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


async def test_the_log_stays_within_one_block_of_its_index(store: SqliteStore) -> None:
    (pages,) = store._connection.execute("PRAGMA wal_autocheckpoint").fetchone()
    assert 1000 < pages < 4062 - 4 * LONGEST_BATCH


async def test_close_leaves_one_file(path: Path) -> None:
    store = SqliteStore(str(path), FixedClock())
    await store.create(NAME, "s0", "00001", cluster(1))
    await store.close()
    assert [file.name for file in path.parent.iterdir()] == ["aro.db"]


async def test_expired_rows_are_removed_by_the_next_write(path: Path) -> None:
    clock = FixedClock()
    store = SqliteStore(str(path), clock)
    await store.create("Gateway", "a", "a", b'{"id":"a","ttl":60}')
    clock.advance(60)
    await store.create("Gateway", "b", "b", b'{"id":"b"}')
    await store.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT id FROM Gateway").fetchall() == [("b",)]
    connection.close()


def locked(path: Path, mode: str = "IMMEDIATE") -> sqlite3.Connection:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"BEGIN {mode}")
    return other


async def test_a_write_waits_for_another_process_without_holding_up_the_loop(path: Path) -> None:
    store = SqliteStore(str(path), FixedClock())
    other = locked(path)
    writing = asyncio.ensure_future(store.create(NAME, "s0", "00001", cluster(1)))
    for _ in range(5):
        await asyncio.sleep(0.001)
        with pytest.raises(NotFound):
            await store.get(NAME, "s0", "00001")
    other.execute("COMMIT")
    other.close()
    assert (await writing).id == "00001"
    await store.close()


async def test_a_write_gives_up_when_the_lock_is_never_let_go(
    store: SqliteStore, path: Path
) -> None:
    other = locked(path)
    with pytest.raises(Throttled):
        await store.create(NAME, "s0", "00001", cluster(1))
    other.execute("COMMIT")
    other.close()
    await store.create(NAME, "s0", "00001", cluster(1))


async def test_a_database_that_fails_says_so_and_loses_no_later_write(
    store: SqliteStore, path: Path
) -> None:
    other = sqlite3.connect(path)
    other.execute("ALTER TABLE Billing RENAME TO Elsewhere")
    with pytest.raises(StoreError, match="could not be written"):
        await store.create("Billing", "a", "a", b'{"id":"a"}')
    with pytest.raises(StoreError, match="could not be read"):
        await store.get("Billing", "a", "a")
    other.execute("ALTER TABLE Elsewhere RENAME TO Billing")
    other.close()
    await store.create("Billing", "a", "a", b'{"id":"a"}')


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all, but long enough to be mistaken for one" * 20)
    with pytest.raises(StoreError, match=r"notes\.txt"):
        SqliteStore(str(path), FixedClock())


def test_a_path_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be opened"):
        SqliteStore(str(tmp_path), FixedClock())


async def test_a_table_is_remade_from_its_bodies_when_its_declaration_changes(path: Path) -> None:
    old = SqliteStore(str(path), FixedClock())
    row = await old.create("Billing", "a", "a", b'{"id":"a","infraId":"aro-x"}')
    await old.close()
    declared = {**CONTAINERS, "Billing": replace(CONTAINERS["Billing"], queried=("/infraId",))}
    new = SqliteStore(str(path), FixedClock(), declared)
    found = await new.query(Query("Billing", (Equals("/infraId", "aro-x"),)))
    assert found.rows == (row,)
    await new.replace(row, row.body)
    await new.close()


@pytest.mark.parametrize("more_is_written", [True, False])
def test_a_write_left_behind_by_a_stopped_loop_holds_up_nothing(
    path: Path, more_is_written: bool
) -> None:
    store = SqliteStore(str(path), FixedClock())
    stopped = asyncio.new_event_loop()
    abandoned = stopped.create_task(store.create(NAME, "s0", "00001", cluster(1)))
    stopped.call_soon(stopped.stop)
    stopped.run_forever()
    assert not abandoned.done()
    if more_is_written:
        asyncio.run(store.create(NAME, "s0", "00002", cluster(2)))
    asyncio.run(store.close())
    abandoned.cancel()
    stopped.run_until_complete(asyncio.wait([abandoned]))
    stopped.close()


async def test_a_write_that_was_given_up_uses_up_nobodys_patience(
    store: SqliteStore, path: Path
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    given_up = asyncio.create_task(store.create(NAME, "s0", "00001", cluster(1)))
    await asyncio.sleep(0.005)
    given_up.cancel()
    await asyncio.sleep(0.06)
    patient = asyncio.create_task(store.create(NAME, "s0", "00002", cluster(2)))
    await asyncio.sleep(0.005)
    other.execute("ROLLBACK")
    other.close()
    assert (await patient).id == "00002"


@pytest.mark.parametrize("body", [b"{}", b'{"id":"00001"}', b"[]", b'"text"', b"null"])
async def test_a_body_that_does_not_say_where_it_belongs_is_refused(
    store: SqliteStore, body: bytes
) -> None:
    with pytest.raises(ValueError, match=r"OpenShiftClusters: /.* is None, not"):
        await store.create(NAME, "s0", "00001", body)


async def test_patience_with_one_lock_leaves_all_of_it_for_the_next(
    store: SqliteStore, path: Path
) -> None:
    for number in range(3):
        other = locked(path)
        writing = asyncio.ensure_future(store.create(NAME, "s0", f"{number:05}", cluster(number)))
        await asyncio.sleep(0.02)
        other.execute("COMMIT")
        other.close()
        await writing


class Recovering:
    """A file that another process recovers, for so many reads."""

    def __init__(self, reads: float) -> None:
        self.reads = reads

    def execute(self, sql: str, parameters: object) -> sqlite3.Cursor:
        self.reads -= 1
        if self.reads < 0:
            return sqlite3.connect(":memory:").execute("SELECT 1")
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY_RECOVERY
        raise error


async def test_a_read_waits_for_a_locked_file_with_patience_that_ends() -> None:
    assert await Reads(Recovering(3), 5).all("", ()) == [(1,)]  # type: ignore[arg-type]
    with pytest.raises(Throttled):
        await Reads(Recovering(float("inf")), 0.01).all("", ())  # type: ignore[arg-type]


async def test_a_number_too_large_for_sqlite_is_stored_all_the_same(store: SqliteStore) -> None:
    body = cluster(1)[:-1] + b',"leaseExpires":9223372036854775809}'
    assert (await store.create(NAME, "s0", "00001", body)).body == body


async def test_numbers_used_up_behind_our_back_fail_the_write_that_meets_them(
    store: SqliteStore, path: Path
) -> None:
    await store.create(NAME, "s0", "00001", cluster(1))
    other = sqlite3.connect(path)
    other.execute("UPDATE meta SET value = 0 WHERE name = 'sequence'")
    other.commit()
    other.close()
    with pytest.raises(StoreError, match="sequence"):
        await store.create(NAME, "s0", "00002", cluster(2))


class BrokenClock(FixedClock):
    """Fails as a power cut does: with what nobody catches."""

    def now(self) -> datetime:
        raise PowerCut


class PowerCut(BaseException):
    pass


async def test_whatever_breaks_a_commit_reaches_every_caller(path: Path) -> None:
    store = SqliteStore(str(path), BrokenClock())
    writes = (store.create(NAME, "s0", f"{n:05}", cluster(n)) for n in range(2))
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [PowerCut, PowerCut]
    await store.close()
    again = SqliteStore(str(path), FixedClock())
    assert (await again.query(Query(NAME))).rows == ()
    await again.close()
