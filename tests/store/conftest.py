"""Implementations of the store contract. Another one adds a class and an entry to the list."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from aro_rp.database.sqlite import SqliteStore
from aro_rp.database.store import Store


class HandClock:
    """Stands still until it is advanced; then sleepers whose time has come wake."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 1, tzinfo=UTC)
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds == float("inf"):
            await asyncio.get_running_loop().create_future()
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + timedelta(seconds=seconds), woken))
        await woken

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        for until, woken in self._sleepers:
            if until <= self._now and not woken.done():
                woken.set_result(None)


class Stores(Protocol):
    """One set of data and any number of handles on it, as several processes would hold them."""

    clock: HandClock

    def open(self) -> Store: ...

    async def close(self) -> None: ...


class SqliteFile:
    """Every handle has its own connection to one file."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self._path = str(folder / "aro.db")
        self._opened: list[SqliteStore] = []

    def open(self) -> Store:
        self._opened.append(SqliteStore(self._path, self.clock))
        return self._opened[-1]

    async def close(self) -> None:
        for store in self._opened:
            await store.close()


class SqliteMemory:
    """All handles are the same."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self._store = SqliteStore(":memory:", self.clock)

    def open(self) -> Store:
        return self._store

    async def close(self) -> None:
        await self._store.close()


MakeStores = Callable[[], Stores]


@pytest.fixture(params=[SqliteFile, SqliteMemory])
def make_stores(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> MakeStores:
    """Makes empty data, as often as it is called."""
    return lambda: request.param(tmp_path_factory.mktemp("store"))


@pytest.fixture
async def stores(make_stores: MakeStores) -> AsyncIterator[Stores]:
    made = make_stores()
    yield made
    await made.close()


@pytest.fixture
def store(stores: Stores) -> Store:
    return stores.open()


@pytest.fixture
def clock(stores: Stores) -> HandClock:
    return stores.clock


@pytest.fixture
def open_two(stores: Stores) -> Callable[[], tuple[Store, Store]]:
    return lambda: (stores.open(), stores.open())
