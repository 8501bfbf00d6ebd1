"""Rows: etags, keys that are unique, bodies that come back as they were."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from aro_rp.database.store import (
    AlreadyExists,
    Create,
    EtagMismatch,
    Lookup,
    NotFound,
    Replace,
    Row,
    Store,
    StoreClosed,
)


def cluster(name: str, **members: object) -> bytes:
    document = {
        "id": name,
        "partitionKey": "sub",
        "key": f"/{name}",
        "clientIdKey": f"client-{name}",
        "clusterResourceGroupIdKey": f"group-{name}",
        **members,
    }
    return json.dumps(document).encode()


async def create(store: Store, name: str, **members: Any) -> Row:
    partition = members.get("partitionKey", "sub")
    return await store.create("OpenShiftClusters", partition, name, cluster(name, **members))


async def test_a_created_row_is_read_back_byte_for_byte(store: Store) -> None:
    body = cluster("a", later={"unknown": [1.50, None, "é\u2028"]})
    created = await store.create("OpenShiftClusters", "sub", "a", body)
    assert created.body == body
    assert await store.get("OpenShiftClusters", "sub", "a") == created


async def test_an_absent_row_is_not_found_and_named(store: Store) -> None:
    with pytest.raises(NotFound, match="'nobody'"):
        await store.get("OpenShiftClusters", "sub", "nobody")


async def test_a_row_is_found_in_its_own_partition_only(store: Store) -> None:
    await create(store, "a")
    with pytest.raises(NotFound):
        await store.get("OpenShiftClusters", "other", "a")


async def test_each_write_gives_a_new_etag_and_a_higher_sequence(store: Store) -> None:
    first = await create(store, "a")
    second = await store.replace(first, cluster("a", more=1))
    third = await store.replace(second, cluster("a", more=1))
    assert len({first.etag, second.etag, third.etag}) == 3
    assert first.sequence < second.sequence < third.sequence


async def test_a_replace_with_an_old_etag_changes_nothing(store: Store) -> None:
    first = await create(store, "a")
    second = await store.replace(first, cluster("a", by="one"))
    with pytest.raises(EtagMismatch):
        await store.replace(first, cluster("a", by="two"))
    assert await store.get("OpenShiftClusters", "sub", "a") == second


@pytest.mark.parametrize("etag", ["", "*", "1", "0-zz", "None"])
async def test_an_invented_etag_matches_nothing(store: Store, etag: str) -> None:
    row = await create(store, "a")
    with pytest.raises(EtagMismatch):
        await store.replace(row._replace(etag=etag), cluster("a"))
    with pytest.raises(EtagMismatch):
        await store.delete(row._replace(etag=etag))


async def test_writes_to_a_vanished_row_are_mismatches(store: Store) -> None:
    row = await create(store, "a")
    await store.delete(row)
    with pytest.raises(EtagMismatch):
        await store.replace(row, cluster("a"))
    with pytest.raises(EtagMismatch):
        await store.delete(row)
    with pytest.raises(NotFound):
        await store.get("OpenShiftClusters", "sub", "a")


async def test_a_row_made_again_has_another_etag(store: Store) -> None:
    first = await create(store, "a")
    await store.delete(first)
    again = await create(store, "a")
    assert again.etag != first.etag
    with pytest.raises(EtagMismatch):
        await store.delete(first)


async def test_a_second_row_with_the_same_id_is_refused(store: Store) -> None:
    await create(store, "a")
    with pytest.raises(AlreadyExists) as refused:
        await create(store, "a")
    assert refused.value.unique == "/id"


@pytest.mark.parametrize("path", ["key", "clientIdKey", "clusterResourceGroupIdKey"])
async def test_a_unique_key_is_unique_in_its_partition_and_named(store: Store, path: str) -> None:
    await create(store, "a", **{path: "same"})
    with pytest.raises(AlreadyExists) as refused:
        await create(store, "b", **{path: "same"})
    assert refused.value.unique == f"/{path}"
    await create(store, "c", partitionKey="other", **{path: "same"})


async def test_only_one_row_of_a_partition_may_lack_a_unique_key(store: Store) -> None:
    await create(store, "a", clientIdKey=None)
    with pytest.raises(AlreadyExists) as refused:
        await create(store, "b", clientIdKey="")
    assert refused.value.unique == "/clientIdKey"


async def test_a_replace_cannot_take_another_rows_unique_key(store: Store) -> None:
    await create(store, "a")
    held = await create(store, "b")
    with pytest.raises(AlreadyExists) as refused:
        await store.replace(held, cluster("b", key="/a"))
    assert refused.value.unique == "/key"
    assert await store.get("OpenShiftClusters", "sub", "b") == held


async def test_a_row_may_give_its_unique_key_to_another(store: Store) -> None:
    held = await create(store, "a")
    await store.replace(held, cluster("a", key="/moved"))
    await create(store, "b", key="/a")


async def test_a_body_belongs_to_its_row(store: Store) -> None:
    with pytest.raises(ValueError, match="/id is 'a', not 'b'"):
        await store.create("OpenShiftClusters", "sub", "b", cluster("a"))
    with pytest.raises(ValueError, match="/partitionKey is 'sub', not 'other'"):
        await store.create("OpenShiftClusters", "other", "a", cluster("a"))


async def test_an_undeclared_container_is_named(store: Store) -> None:
    with pytest.raises(ValueError, match="'Sheep'"):
        await store.get("Sheep", "a", "a")


async def test_of_many_writers_with_one_etag_one_wins(store: Store) -> None:
    row = await create(store, "a")
    writes = (store.replace(row, cluster("a", by=i)) for i in range(20))
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    won = [outcome for outcome in outcomes if isinstance(outcome, Row)]
    assert len(won) == 1
    assert sum(isinstance(outcome, EtagMismatch) for outcome in outcomes) == 19
    assert await store.get("OpenShiftClusters", "sub", "a") == won[0]


async def test_a_refused_write_takes_no_other_write_with_it(store: Store) -> None:
    await create(store, "a")
    names = ["a", "b", "a", "c"]
    outcomes = await asyncio.gather(*(create(store, n) for n in names), return_exceptions=True)
    assert [isinstance(outcome, Row) for outcome in outcomes] == [False, True, False, True]
    assert (await store.get("OpenShiftClusters", "sub", "c")).id == "c"


async def test_a_write_cancelled_before_its_turn_is_not_done(store: Store) -> None:
    writing = asyncio.ensure_future(create(store, "a"))
    other = asyncio.ensure_future(create(store, "b"))
    await asyncio.sleep(0)
    writing.cancel()
    await other
    with pytest.raises(NotFound):
        await store.get("OpenShiftClusters", "sub", "a")


async def test_another_handle_sees_a_finished_write_at_once(
    stores: Any, open_two: Callable[[], tuple[Store, Store]]
) -> None:
    one, two = open_two()
    row = await create(one, "a")
    assert await two.get("OpenShiftClusters", "sub", "a") == row
    newer = await two.replace(row, cluster("a", by="two"))
    with pytest.raises(EtagMismatch):
        await one.replace(row, cluster("a", by="one"))
    assert await one.get("OpenShiftClusters", "sub", "a") == newer


async def test_writes_under_way_are_finished_by_close(stores: Any) -> None:
    store = stores.open()
    writing = asyncio.ensure_future(create(store, "a"))
    await asyncio.sleep(0)
    await store.close()
    assert (await writing).id == "a"


async def test_a_closed_store_says_so_and_may_be_closed_again(stores: Any) -> None:
    store = stores.open()
    await store.close()
    await store.close()
    with pytest.raises(StoreClosed):
        await store.get("OpenShiftClusters", "sub", "a")
    with pytest.raises(StoreClosed):
        await create(store, "a")


def creation(name: str, **members: Any) -> Create:
    return Create("OpenShiftClusters", "sub", name, cluster(name, **members))


OPERATION = Create("AsyncOperations", "op", "op", b'{"id": "op"}')


async def test_rows_written_together_are_all_there_in_the_order_given(store: Store) -> None:
    operation, row = await store.write(OPERATION, creation("a"))
    assert (operation.id, row.id) == ("op", "a")
    assert operation.sequence < row.sequence
    assert await store.get("AsyncOperations", "op", "op") == operation
    assert await store.get("OpenShiftClusters", "sub", "a") == row


async def test_when_one_row_cannot_be_created_none_is_written(store: Store) -> None:
    await create(store, "a")
    with pytest.raises(AlreadyExists) as caught:
        await store.write(OPERATION, creation("b", key="/a"))
    assert caught.value.unique == "/key"
    with pytest.raises(NotFound):
        await store.get("AsyncOperations", "op", "op")


async def test_when_one_row_is_stale_none_is_written(store: Store) -> None:
    old = await create(store, "a")
    new = await store.replace(old, cluster("a", more=1))
    with pytest.raises(EtagMismatch):
        await store.write(OPERATION, Replace(old, cluster("a", more=2)))
    with pytest.raises(NotFound):
        await store.get("AsyncOperations", "op", "op")
    _, newest = await store.write(OPERATION, Replace(new, cluster("a", more=2)))
    assert await store.get("OpenShiftClusters", "sub", "a") == newest


async def test_a_failed_write_together_takes_nothing_from_its_neighbours(store: Store) -> None:
    await create(store, "a")
    results = await asyncio.gather(
        store.write(creation("b")),
        store.write(OPERATION, creation("c", key="/a")),
        store.write(creation("d")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [tuple, AlreadyExists, tuple]
    assert (await store.get("OpenShiftClusters", "sub", "d")).id == "d"


def wanted(value: str, unique: str = "/key", partition: str = "sub") -> Lookup:
    return Lookup("OpenShiftClusters", partition, value, unique)


@pytest.mark.parametrize(
    ("unique", "value"), [("/id", "a"), ("/key", "/a"), ("/clientIdKey", "client-a")]
)
async def test_a_row_is_found_by_its_id_and_each_of_its_unique_keys(
    store: Store, unique: str, value: str
) -> None:
    row = await create(store, "a")
    await create(store, "b")
    assert await store.find(wanted(value, unique)) == row
    assert await store.find(wanted(value, unique, "other")) is None
    assert await store.find(wanted("nobody", unique)) is None


async def test_rows_of_any_container_are_found_in_one_go_in_the_order_asked_for(
    store: Store,
) -> None:
    a, b = await create(store, "a"), await create(store, "b")
    (operation,) = await store.write(OPERATION)
    asked = (wanted("/b"), Lookup("AsyncOperations", "op", "op"), wanted("/c"), wanted("/a"))
    assert await store.find_all(*asked) == (b, operation, None, a)
    assert await store.find_all(wanted("/b")) == (b,)
    assert await store.find_all() == ()
