"""Queries: filters, orders, and pages that hold while others write."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aro_rp.database.containers import OPEN_SHIFT_CLUSTERS, PROVISIONING_STATE
from aro_rp.database.store import (
    BY_WRITE,
    BadToken,
    Below,
    Equals,
    OneOf,
    Query,
    Row,
    StartsWith,
    Store,
)

CONTAINER = "OpenShiftClusters"


async def put(
    store: Store, name: str, partition: str = "sub", state: str = "Creating", expires: float = 0
) -> Row:
    document: dict[str, Any] = {
        "id": name.replace("/", "-"),
        "partitionKey": partition,
        "key": f"/{name}",
        "clientIdKey": f"client-{name}",
        "clusterResourceGroupIdKey": f"group-{name}",
        "openShiftCluster": {"properties": {"provisioningState": state}},
    }
    if expires:
        document["leaseExpires"] = expires
    body = json.dumps(document).encode()
    return await store.create(CONTAINER, partition, document["id"], body)


async def ids(store: Store, query: Query) -> list[str]:
    return [row.id for row in (await store.query(query)).rows]


async def walk(store: Store, query: Query) -> list[list[str]]:
    pages = []
    while True:
        page = await store.query(query)
        pages.append([row.id for row in page.rows])
        if not page.continuation:
            return pages
        query = Query(**{**_members(query), "continuation": page.continuation})


def _members(query: Query) -> dict[str, Any]:
    return {name: getattr(query, name) for name in Query.__dataclass_fields__}


async def test_equal_values_are_found_in_the_partition(store: Store) -> None:
    await put(store, "a")
    await put(store, "b")
    await put(store, "a", partition="other")
    found = await store.query(Query(CONTAINER, (Equals("/clientIdKey", "client-a"),), "sub"))
    assert [(row.partition, row.id) for row in found.rows] == [("sub", "a")]
    assert found.continuation == ""


async def test_a_prefix_is_text_not_a_pattern(store: Store) -> None:
    for name in ("g%/a", "g%/b", "gx/c", "g%2/d", "h/e"):
        await put(store, name)
    assert await ids(store, Query(CONTAINER, (StartsWith("/key", "/g%/"),), "sub")) == [
        "g%-a",
        "g%-b",
    ]


async def test_one_of_and_below_and_all_filters_together(store: Store) -> None:
    await put(store, "free")
    await put(store, "leased", expires=100)
    await put(store, "expired", expires=50)
    await put(store, "done", state="Succeeded")
    busy = OneOf(PROVISIONING_STATE, ("Creating", "Updating"))
    assert await ids(store, Query(CONTAINER, (busy, Below("/leaseExpires", 60)))) == [
        "expired",
        "free",
    ]


async def test_the_queue_is_ordered_by_last_write(store: Store) -> None:
    first = await put(store, "first")
    await put(store, "second")
    await store.replace(first, first.body)
    queue = (*OPEN_SHIFT_CLUSTERS.queue, Below("/leaseExpires", 1))
    assert await ids(store, Query(CONTAINER, queue, order=BY_WRITE)) == ["second", "first"]


async def test_a_replaced_body_is_found_by_its_new_values_only(store: Store) -> None:
    row = await put(store, "a")
    await store.replace(row, row.body.replace(b"client-a", b"client-z"))
    assert await ids(store, Query(CONTAINER, (Equals("/clientIdKey", "client-a"),))) == []
    assert await ids(store, Query(CONTAINER, (Equals("/clientIdKey", "client-z"),))) == ["a"]


async def test_a_count_sees_all_rows_whatever_the_limit(store: Store) -> None:
    for name in "abcde":
        await put(store, name)
    assert await store.count(Query(CONTAINER, limit=2)) == 5
    assert await store.count(Query(CONTAINER, (Equals("/key", "/a"),))) == 1


@pytest.mark.parametrize("partition", ["sub", None])
@pytest.mark.parametrize("order", ["/id", "/key", BY_WRITE])
async def test_pages_cover_every_row_once(store: Store, order: str, partition: str | None) -> None:
    for name in "gacfbed":
        await put(store, name)
    expected = list("gacfbed") if order == BY_WRITE else list("abcdefg")
    pages = await walk(store, Query(CONTAINER, partition=partition, order=order, limit=3))
    assert pages == [expected[:3], expected[3:6], expected[6:]]


async def test_a_full_last_page_says_that_it_is_the_last(store: Store) -> None:
    for name in "abcd":
        await put(store, name)
    assert await walk(store, Query(CONTAINER, limit=2)) == [["a", "b"], ["c", "d"]]


async def test_pages_across_partitions_take_partitions_in_order(store: Store) -> None:
    for partition in ("two", "one"):
        for name in "ba":
            await put(store, name, partition=partition)
    pages = await walk(store, Query(CONTAINER, order="/key", limit=3))
    assert pages == [["a", "b", "a"], ["b"]]


async def test_pages_neither_repeat_nor_skip_while_rows_come_and_go(store: Store) -> None:
    rows = {name: await put(store, name) for name in ("b", "d", "f", "h")}
    query = Query(CONTAINER, (StartsWith("/key", "/"),), "sub", "/key", limit=2)
    first = await store.query(query)
    assert [row.id for row in first.rows] == ["b", "d"]
    await put(store, "a")
    await put(store, "c")
    await put(store, "g")
    await store.delete(rows["d"])
    await store.replace(rows["b"], rows["b"].body)
    rest = Query(**{**_members(query), "continuation": first.continuation, "limit": 10})
    assert await ids(store, rest) == ["f", "g", "h"]


async def test_a_token_works_in_another_handle(store: Store, stores: Any) -> None:
    for name in "abc":
        await put(store, name)
    token = (await store.query(Query(CONTAINER, limit=1))).continuation
    assert await ids(stores.open(), Query(CONTAINER, continuation=token)) == ["b", "c"]


@pytest.mark.parametrize("token", ["nonsense", "!!", "W10=", "e30=", "bnVsbA==", "é"])
async def test_an_invented_token_is_refused(store: Store, token: str) -> None:
    with pytest.raises(BadToken):
        await store.query(Query(CONTAINER, continuation=token))


async def test_a_token_of_another_order_is_refused(store: Store) -> None:
    for name in "ab":
        await put(store, name)
    token = (await store.query(Query(CONTAINER, limit=1))).continuation
    with pytest.raises(BadToken):
        await store.query(Query(CONTAINER, order="/key", continuation=token))
    with pytest.raises(BadToken):
        await store.query(Query(CONTAINER, partition="sub", continuation=token))


async def test_undeclared_paths_and_orders_are_refused_and_named(store: Store) -> None:
    with pytest.raises(ValueError, match="/bucket"):
        await store.query(Query(CONTAINER, (Equals("/bucket", "1"),)))
    with pytest.raises(ValueError, match="/bucket"):
        await store.query(Query(CONTAINER, order="/bucket"))
