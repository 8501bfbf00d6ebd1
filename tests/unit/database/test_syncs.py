"""Writes are finished when they are on the disk, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aro_rp.database.commits import Commits, Transaction
from aro_rp.database.sqlite_file import MEMORY, open_connection, prepare
from aro_rp.database.store import StoreError
from aro_rp.database.syncs import Syncs


@dataclass
class Disk:
    """Ends a sync when it is let go; ``busy`` once one has begun."""

    busy: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    synced: int = 0
    broken: bool = False

    def sync(self, log: int) -> None:
        self.busy.set()
        assert self.let_go.wait(10)
        self.synced += 1
        if self.broken:
            raise OSError(5, "Input/output error")

    async def begun(self) -> None:
        await asyncio.to_thread(self.busy.wait, 10)


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
async def syncs(disk: Disk, tmp_path: Path) -> AsyncIterator[Syncs]:
    opened = Syncs(os.open(tmp_path / "log", os.O_CREAT | os.O_RDWR), disk.sync)
    yield opened
    disk.let_go.set()
    await opened.drained()
    opened.close()


@pytest.fixture
def connection() -> sqlite3.Connection:
    opened = open_connection(MEMORY)
    prepare(opened, ())
    opened.execute("CREATE TABLE notes (note TEXT)")
    return opened


@pytest.fixture
def commits(connection: sqlite3.Connection, syncs: Syncs) -> Commits:
    return Commits(connection, syncs, lambda: 0.0, lambda _: None, 1.0)


def note(text: str, transaction: Transaction) -> str:
    transaction.next_sequence("notes")
    transaction.connection.execute("INSERT INTO notes VALUES (?)", (text,))
    return text


def writing(commits: Commits, text: str) -> asyncio.Task[str]:
    return asyncio.create_task(commits.run(lambda transaction: note(text, transaction)))


def noted(connection: sqlite3.Connection) -> list[str]:
    return [text for (text,) in connection.execute("SELECT note FROM notes")]


async def test_a_write_is_finished_only_when_the_disk_has_it(commits: Commits, disk: Disk) -> None:
    first = writing(commits, "first")
    await disk.begun()
    await asyncio.sleep(0.001)
    assert not first.done(), "but the loop goes on"
    disk.let_go.set()
    assert await first == "first"


async def test_what_is_committed_during_a_sync_waits_for_the_next_one_together(
    commits: Commits, connection: sqlite3.Connection, disk: Disk
) -> None:
    first = writing(commits, "first")
    await disk.begun()
    second, third = writing(commits, "second"), writing(commits, "third")
    for _ in range(5):
        await asyncio.sleep(0)
    assert noted(connection) == ["first", "second", "third"]
    assert not second.done()
    assert not third.done()
    disk.let_go.set()
    assert await asyncio.gather(first, second, third) == ["first", "second", "third"]
    assert disk.synced == 2


async def test_a_caller_who_leaves_during_the_sync_takes_nobody_along(
    commits: Commits, disk: Disk
) -> None:
    leaving, staying = writing(commits, "leaving"), writing(commits, "staying")
    await disk.begun()
    leaving.cancel()
    disk.let_go.set()
    assert await staying == "staying"


async def test_after_a_failed_sync_nothing_is_written_any_more(
    commits: Commits, connection: sqlite3.Connection, disk: Disk
) -> None:
    disk.broken = True
    disk.let_go.set()
    with pytest.raises(StoreError, match="the disk fails"):
        await writing(commits, "first")
    disk.broken = False
    with pytest.raises(StoreError, match="Input/output error"):
        await writing(commits, "second")
    assert noted(connection) == ["first"]


async def test_drained_means_that_everybody_was_told(
    commits: Commits, syncs: Syncs, disk: Disk
) -> None:
    first = writing(commits, "first")
    await disk.begun()
    second = writing(commits, "second")
    await asyncio.sleep(0)
    disk.let_go.set()
    await commits.drained()
    await asyncio.sleep(0)
    assert first.done()
    assert second.done()


def test_a_sync_left_behind_by_a_stopped_loop_holds_up_no_later_one(
    connection: sqlite3.Connection, disk: Disk, tmp_path: Path
) -> None:
    syncs = Syncs(os.open(tmp_path / "log", os.O_CREAT | os.O_RDWR), disk.sync)
    commits = Commits(connection, syncs, lambda: 0.0, lambda _: None, 1.0)

    async def abandon() -> None:
        writing(commits, "abandoned")
        await disk.begun()

    asyncio.run(abandon())
    disk.let_go.set()

    async def later() -> str:
        return await writing(commits, "later")

    assert asyncio.run(later()) == "later"
    syncs.close()


async def test_a_store_in_memory_has_nothing_to_sync() -> None:
    told: list[StoreError | None] = []
    Syncs(None).tell(told.append)
    assert told == [None]
