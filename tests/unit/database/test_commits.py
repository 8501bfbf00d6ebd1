"""Writes of one transaction: done at once or, when one is refused, as if each came in turn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from aro_rp.clock import FixedClock
from aro_rp.database.sqlite import SqliteStore
from aro_rp.database.store import (
    AlreadyExists,
    Create,
    EtagMismatch,
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
