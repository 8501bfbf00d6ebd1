"""The change feed and the wake-up: nobody misses a write, nobody waits in vain."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from aro_rp.database.store import BadToken, Row, Store, StoreClosed

CONTAINER = "OpenShiftVersions"


async def put(store: Store, id: str, container: str = CONTAINER) -> Row:
    return await store.create(container, id, id, json.dumps({"id": id}).encode())


async def drain(store: Store, cursor: str, limit: int = 100) -> tuple[list[str], str]:
    seen: list[str] = []
    while rows := (batch := await store.changes(CONTAINER, cursor, limit)).rows:
        seen += [row.id for row in rows]
        cursor = batch.cursor
    return seen, cursor


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_feed_tells_writes_in_order_from_the_beginning(store: Store) -> None:
    for id in "cab":
        await put(store, id)
    assert (await drain(store, "", limit=2))[0] == ["c", "a", "b"]


async def test_a_row_written_twice_comes_once_with_its_latest_state(store: Store) -> None:
    row = await put(store, "a")
    await put(store, "b")
    latest = await store.replace(row, b'{"id":"a","new":1}')
    changes = await store.changes(CONTAINER, "")
    assert [r.id for r in changes.rows] == ["b", "a"]
    assert changes.rows[1] == latest


async def test_a_drained_feed_goes_on_with_what_is_new(store: Store) -> None:
    row = await put(store, "a")
    _, cursor = await drain(store, "")
    assert (await store.changes(CONTAINER, cursor)).rows == ()
    await put(store, "b")
    await store.replace(row, row.body)
    assert (await drain(store, cursor))[0] == ["b", "a"]


async def test_deletions_are_not_told_and_hide_no_later_write(store: Store) -> None:
    await put(store, "a")
    last = await put(store, "b")
    _, cursor = await drain(store, "")
    await store.delete(last)
    assert (await drain(store, cursor))[0] == []
    await put(store, "c")
    assert (await drain(store, cursor))[0] == ["c"]


async def test_a_cursor_survives_a_restart(store: Store, stores: Any) -> None:
    await put(store, "a")
    _, cursor = await drain(store, "")
    await put(store, "b")
    assert (await drain(stores.open(), cursor))[0] == ["b"]


async def test_a_feed_is_of_one_container(store: Store) -> None:
    await put(store, "a")
    await put(store, "x", container="Billing")
    assert (await drain(store, ""))[0] == ["a"]


@pytest.mark.parametrize("cursor", ["0", "nonsense", "aaaaaaaa-1", "é-1"])
async def test_a_foreign_cursor_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(BadToken):
        await store.changes(CONTAINER, cursor)
    with pytest.raises(BadToken):
        await store.changed(CONTAINER, cursor, 1)


async def test_a_write_wakes_who_waits_without_time_passing(store: Store) -> None:
    waiting = asyncio.ensure_future(store.changed(CONTAINER, "", 10))
    await settle()
    assert not waiting.done()
    await put(store, "a")
    cursor = await waiting
    assert (await drain(store, cursor))[0] == []


async def test_a_write_between_looking_and_waiting_is_not_missed(store: Store) -> None:
    await put(store, "a")
    cursor = await store.changed(CONTAINER, "", 10)
    await put(store, "b")
    assert await store.changed(CONTAINER, cursor, 10) != cursor


async def test_a_write_through_another_handle_is_noticed_within_a_quarter_second(
    open_two: Callable[[], tuple[Store, Store]], clock: Any
) -> None:
    here, there = open_two()
    await put(here, "a")
    cursor = await here.changed(CONTAINER, "", 10)
    waiting = asyncio.ensure_future(here.changed(CONTAINER, cursor, 10))
    await settle()
    await put(there, "b")
    clock.advance(0.25)
    assert await waiting != cursor


async def test_waiting_in_vain_ends_with_the_same_cursor(store: Store, clock: Any) -> None:
    await put(store, "a")
    cursor = await store.changed(CONTAINER, "", 1)
    waiting = asyncio.ensure_future(store.changed(CONTAINER, cursor, 1))
    for _ in range(6):
        await settle()
        clock.advance(0.2)
    assert await waiting == cursor


async def test_writes_to_other_containers_end_no_wait(store: Store, clock: Any) -> None:
    waiting = asyncio.ensure_future(store.changed(CONTAINER, "", 10))
    await put(store, "x", container="Billing")
    await settle()
    assert not waiting.done()
    waiting.cancel()


async def test_all_who_wait_are_woken(store: Store) -> None:
    waiting = [asyncio.ensure_future(store.changed(CONTAINER, "", 10)) for _ in range(20)]
    await settle()
    await put(store, "a")
    assert len(set(await asyncio.gather(*waiting))) == 1


async def test_closing_ends_every_wait(stores: Any) -> None:
    store = stores.open()
    waiting = asyncio.ensure_future(store.changed(CONTAINER, "", 10))
    await settle()
    await store.close()
    with pytest.raises(StoreClosed):
        await waiting
