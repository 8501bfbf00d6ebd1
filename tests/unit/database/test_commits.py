"""Writes of one transaction: done at once or, when one is refused, as if each came in turn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aro_rp.clock import FixedClock
from aro_rp.database.sqlite import SqliteStore
from aro_rp.database.store import (
    AlreadyExists,
    Create,
    EtagMismatch,
    Full,
    Query,
    Replace,
    Row,
    Write,
)

CONTAINER = "OpenShiftClusters"
HELD = ("a", "b", "c")
NAMES = st.sampled_from([*HELD, "d", "e"])
CHANGES = st.tuples(st.sampled_from(["create", "replace", "delete"]), NAMES, NAMES)
UNITS = st.lists(st.lists(CHANGES, min_size=1, max_size=2), min_size=1, max_size=6)


def creation(name: str, key: str) -> Create:
    document = {
        "id": name,
        "partitionKey": "s",
        "key": key,
        "clientIdKey": name,
        "clusterResourceGroupIdKey": name,
    }
    return Create(CONTAINER, "s", name, json.dumps(document).encode())


async def filled() -> tuple[SqliteStore, dict[str, Row]]:
    store = SqliteStore(":memory:", FixedClock())
    rows = await store.write(*(creation(name, name) for name in HELD))
    return store, {row.id: row for row in rows}


def call(
    store: SqliteStore, held: dict[str, Row], unit: list[tuple[str, str, str]]
) -> Coroutine[Any, Any, Any]:
    """A delete is never written with others."""
    kind, name, _ = unit[0]
    if kind == "delete" and name in held:
        return store.delete(held[name])
    writes: list[Write] = []
    for kind, name, key in unit:
        body = creation(name, key)
        replaces = kind == "replace" and name in held
        writes.append(Replace(held[name], body.body) if replaces else body)
    return store.write(*writes)


async def contents(store: SqliteStore) -> dict[str, bytes]:
    return {row.id: row.body for row in (await store.query(Query(CONTAINER))).rows}


async def outcome(call: Coroutine[Any, Any, Any]) -> object:
    try:
        return await call
    except (AlreadyExists, EtagMismatch) as error:
        return error


@given(units=UNITS)
@settings(deadline=None)
def test_a_refused_unit_changes_nothing_and_no_other_units_outcome(
    units: list[list[tuple[str, str, str]]],
) -> None:
    async def both() -> None:
        one, held = await filled()
        together = await asyncio.gather(*(outcome(call(one, held, unit)) for unit in units))
        other, same = await filled()
        in_turn = [await outcome(call(other, same, unit)) for unit in units]
        if any(isinstance(result, Exception) for result in together):
            assert [type(result) for result in together] == [type(result) for result in in_turn]
            assert await contents(one) == await contents(other)
        keys = [json.loads(body)["key"] for body in (await contents(one)).values()]
        assert len(keys) == len(set(keys))
        for rows in together:
            if isinstance(rows, tuple):
                assert [row.sequence for row in rows] == sorted(row.sequence for row in rows)
        await one.close()
        await other.close()

    asyncio.run(both())


def creations(store: SqliteStore, names: range) -> asyncio.Future[list[tuple[Row, ...]]]:
    units = [creation(f"{number:03}", f"{number:03}") for number in names]
    return asyncio.gather(*map(store.write, units))


@dataclass
class Commits:
    """Counts the transactions of a store."""

    store: SqliteStore
    count: int = 0

    def __post_init__(self) -> None:
        self.store._connection.set_trace_callback(self.saw)

    def saw(self, statement: str) -> None:
        self.count += statement == "COMMIT"


async def test_writes_of_one_turn_share_a_transaction_up_to_a_hundred() -> None:
    store = SqliteStore(":memory:", FixedClock())
    commits = Commits(store)
    await creations(store, range(20))
    assert commits.count == 1
    await creations(store, range(100, 350))
    assert commits.count == 1 + 3
    await store.close()


async def test_writes_of_the_next_turn_join_but_nobody_waits_longer_for_more() -> None:
    store = SqliteStore(":memory:", FixedClock())
    commits, turns = Commits(store), 6
    first = creations(store, range(1))
    later = []
    for turn in range(1, turns):
        await asyncio.sleep(0)
        later.append(creations(store, range(turn, turn + 1)))
    assert first.done() or commits.count
    await asyncio.gather(first, *later)
    assert 1 < commits.count < turns
    await store.close()


async def test_a_lone_write_is_committed_in_the_next_turn() -> None:
    store = SqliteStore(":memory:", FixedClock())
    commits = Commits(store)
    alone = creations(store, range(1))
    for _ in range(3):
        await asyncio.sleep(0)
    assert commits.count == 1
    await alone
    await store.close()


async def test_a_full_disk_says_so_and_takes_writes_again_once_it_has_room() -> None:
    store, held = await filled()
    sql = store._connection.execute
    ((pages,),) = sql("PRAGMA page_count").fetchall()
    sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Full, match="could not be written: database or disk is full"):
        await creations(store, range(100))
    assert list(await contents(store)) == list(held)
    sql("PRAGMA max_page_count = 1000000")
    await creations(store, range(100))
    await store.close()


def test_every_unit_of_a_batch_without_a_conflict_is_written() -> None:
    async def written() -> None:
        store = SqliteStore(":memory:", FixedClock())
        names = [f"{number:03}" for number in range(250)]
        rows = await asyncio.gather(*(store.write(creation(name, name)) for name in names))
        sequences = [row.sequence for (row,) in rows]
        assert sequences == sorted(set(sequences))
        assert list(await contents(store)) == names[:100]
        assert await store.count(Query(CONTAINER)) == 250
        await store.close()

    asyncio.run(written())
