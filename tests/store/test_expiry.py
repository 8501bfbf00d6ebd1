"""Time to live: expired rows are invisible at once, and gone for every purpose."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aro_rp.database.store import EtagMismatch, Lookup, NotFound, Query, Row, Store

DAY = 24 * 3600


async def put(store: Store, container: str, id: str, **members: Any) -> Row:
    return await store.create(container, id, id, json.dumps({"id": id, **members}).encode())


async def visible(store: Store, container: str) -> list[str]:
    return [row.id for row in (await store.query(Query(container))).rows]


async def test_async_operations_live_for_seven_days(store: Store, clock: Any) -> None:
    await put(store, "AsyncOperations", "a")
    clock.advance(7 * DAY - 1)
    assert (await store.get("AsyncOperations", "a", "a")).id == "a"
    clock.advance(1)
    with pytest.raises(NotFound):
        await store.get("AsyncOperations", "a", "a")


async def test_an_expired_row_is_in_no_query_count_or_feed(store: Store, clock: Any) -> None:
    await put(store, "Portal", "a", ttl=60)
    await put(store, "Portal", "b")
    clock.advance(60)
    assert await visible(store, "Portal") == ["b"]
    assert await store.count(Query("Portal")) == 1
    assert [row.id for row in (await store.changes("Portal", "")).rows] == ["b"]


async def test_an_expired_row_is_not_found(store: Store, clock: Any) -> None:
    await put(store, "Portal", "a", ttl=60)
    kept = await put(store, "Portal", "b")
    a, b = (Lookup("Portal", id, id) for id in "ab")
    clock.advance(60)
    assert await store.find(a) is None
    assert await store.find_all(a, b) == (None, kept)


async def test_a_write_begins_the_time_again(store: Store, clock: Any) -> None:
    row = await put(store, "Gateway", "a", ttl=60)
    clock.advance(50)
    await store.replace(row, row.body)
    clock.advance(50)
    assert await visible(store, "Gateway") == ["a"]


async def test_an_expired_row_cannot_be_written(store: Store, clock: Any) -> None:
    row = await put(store, "Gateway", "a", ttl=60)
    clock.advance(60)
    with pytest.raises(EtagMismatch):
        await store.replace(row, row.body)
    with pytest.raises(EtagMismatch):
        await store.delete(row)


async def test_an_expired_rows_id_is_free(store: Store, clock: Any) -> None:
    await put(store, "PoolWorkers", "a", ttl=60, workerType="a")
    clock.advance(60)
    await put(store, "PoolWorkers", "a", ttl=60, workerType="a")
    assert await visible(store, "PoolWorkers") == ["a"]


async def test_a_ttl_of_its_own_outranks_the_containers(store: Store, clock: Any) -> None:
    await put(store, "AsyncOperations", "short", ttl=60)
    await put(store, "AsyncOperations", "ever", ttl=-1)
    clock.advance(60)
    assert await visible(store, "AsyncOperations") == ["ever"]
    clock.advance(8 * DAY)
    assert await visible(store, "AsyncOperations") == ["ever"]


async def test_containers_without_expiry_ignore_a_ttl(store: Store, clock: Any) -> None:
    await put(store, "Billing", "a", ttl=60)
    clock.advance(61)
    assert await visible(store, "Billing") == ["a"]
