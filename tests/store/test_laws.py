"""The store against a dict: any sequence of calls, made with fresh and with old etags."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from aro_rp.database.store import AlreadyExists, EtagMismatch, NotFound, Query, Row, StoreError

T = TypeVar("T")

CONTAINER = "OpenShiftClusters"
PARTITIONS = st.sampled_from(["p", "q"])
IDS = st.sampled_from(["a", "b", "c"])
KEYS = st.sampled_from(["x", "y", "z"])


def body(partition: str, id: str, key: str) -> bytes:
    document = {
        "id": id,
        "partitionKey": partition,
        "key": key,
        "clientIdKey": f"client {id}",
        "clusterResourceGroupIdKey": f"group {id}",
    }
    return json.dumps(document).encode()


@dataclass
class Model:
    """What the store should hold: the etag and the key of each row, and the order of writes."""

    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    def taken(self, partition: str, id: str, key: str) -> bool:
        others = (row for place, row in self.rows.items() if place != (partition, id))
        return any(row.partition == partition and key_of(row) == key for row in others)

    def current(self, row: Row) -> bool:
        held = self.rows.get((row.partition, row.id))
        return held is not None and held.etag == row.etag


def key_of(row: Row) -> str:
    return str(json.loads(row.body)["key"])


class Laws(RuleBasedStateMachine):
    """Every rule makes one call on both and compares outcome; every step compares contents."""

    read = Bundle("read")

    make_stores: Callable[[], Any]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stores = type(self).make_stores()
        self.store = self.stores.open()
        self.model = Model()
        self.etags: set[str] = set()

    def teardown(self) -> None:
        self.do(self.stores.close())
        self.runner.close()

    def do(self, call: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(call)

    def fails(self, call: Coroutine[Any, Any, object], error: type[StoreError]) -> None:
        with pytest.raises(error):
            self.do(call)

    def wrote(self, row: Row) -> Row:
        assert row.etag not in self.etags
        self.etags.add(row.etag)
        self.model.rows[row.partition, row.id] = row
        return row

    @rule(target=read, partition=PARTITIONS, id=IDS, key=KEYS)
    def create(self, partition: str, id: str, key: str) -> Any:
        call = self.store.create(CONTAINER, partition, id, body(partition, id, key))
        if (partition, id) in self.model.rows or self.model.taken(partition, id, key):
            self.fails(call, AlreadyExists)
            return multiple()
        return self.wrote(self.do(call))

    @rule(target=read, partition=PARTITIONS, id=IDS)
    def get(self, partition: str, id: str) -> Any:
        call = self.store.get(CONTAINER, partition, id)
        if (partition, id) not in self.model.rows:
            self.fails(call, NotFound)
            return multiple()
        return self.do(call)

    @rule(target=read, row=read, key=KEYS)
    def replace(self, row: Row, key: str) -> Any:
        call = self.store.replace(row, body(row.partition, row.id, key))
        if not self.model.current(row):
            self.fails(call, EtagMismatch)
            return multiple()
        if self.model.taken(row.partition, row.id, key):
            self.fails(call, AlreadyExists)
            return multiple()
        return self.wrote(self.do(call))

    @rule(row=read)
    def delete(self, row: Row) -> None:
        call = self.store.delete(row)
        if not self.model.current(row):
            self.fails(call, EtagMismatch)
            return
        self.do(call)
        del self.model.rows[row.partition, row.id]

    @rule(row=consumes(read))
    def forget(self, row: Row) -> None:
        """Keeps the bundle from filling up with rows that are long gone."""

    @rule()
    def open_again(self) -> None:
        self.store = self.stores.open()

    @invariant()
    def contents_are_the_models(self) -> None:
        held = {
            (row.partition, row.id): row for row in self.do(self.store.query(Query(CONTAINER))).rows
        }
        assert held == self.model.rows

    @invariant()
    def the_feed_tells_all_rows_in_write_order(self) -> None:
        told = list(self.do(self.store.changes(CONTAINER, "")).rows)
        assert told == sorted(self.model.rows.values(), key=lambda row: row.sequence)


def test_the_store_is_a_dict_with_etags(make_stores: Callable[[], Any]) -> None:
    run_state_machine_as_test(
        type("LawsHere", (Laws,), {"make_stores": staticmethod(make_stores)}),
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
