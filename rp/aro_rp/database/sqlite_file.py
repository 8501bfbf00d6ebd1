"""Opens the database file and brings its tables to the declared shape."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson

from aro_rp.database.commits import PATIENCE_S, RETRY_S, is_busy
from aro_rp.database.store import StoreError, Throttled
from aro_rp.database.tables import Scalar, Table

MEMORY = ":memory:"
Values = Sequence[Scalar]
LOG_PAGES = 3600
"""With a full batch on top still in the first block of the log's index, which holds 4062."""


def open_connection(path: str) -> sqlite3.Connection:
    """A connection in WAL mode that syncs every commit; makes the file, readable by its owner only.

    Raises StoreError when the file cannot be opened or is no database.
    """
    try:
        if path != MEMORY:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(path, isolation_level=None, timeout=0)
        until = time.monotonic() + PATIENCE_S
        while not _configured(connection, until):
            time.sleep(RETRY_S)  # another process is just making the file
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"the database '{path}' cannot be opened: {error}") from error
    return connection


def _configured(connection: sqlite3.Connection, until: float) -> bool:
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # what many commits wrote again and again is then copied into the file once
        connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        # what a savepoint would put back; read by this process only, so no file is needed
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if is_busy(error) and time.monotonic() < until:
            return False
        raise
    return True


def prepare(connection: sqlite3.Connection, tables: Iterable[Table]) -> str:
    """Makes missing tables, remakes those of another shape; returns the file's own random name.

    Columns repeat the bodies, so a table is remade from its bodies alone.
    """
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_S * 1000:.0f}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID"
        )
        connection.execute(
            "INSERT OR IGNORE INTO meta VALUES"
            " ('sequence', 0), ('epoch', lower(hex(randomblob(4))))"
        )
        for table in tables:
            _shape(connection, table)
        (epoch,) = connection.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    connection.execute("PRAGMA busy_timeout = 0")
    return str(epoch)


def _shape(connection: sqlite3.Connection, table: Table) -> None:
    name, wanted = f"schema {table.container.name}", ";\n".join(table.schema())
    found = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    if found == (wanted,):
        return
    kept = []
    if found is not None:
        rows = f"SELECT sequence, expires, body, partition, id FROM {table.name}"
        kept = connection.execute(rows).fetchall()
        connection.execute(f"DROP TABLE {table.name}")
    for statement in table.schema():
        connection.execute(statement)
    columns = [table.columns(orjson.loads(row[2])) for row in kept]
    connection.executemany(
        table.insert, [(*row[:3], *c, *row[3:]) for row, c in zip(kept, columns, strict=True)]
    )
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, wanted))


class Reads:
    """Reads that wait, without holding up the loop, while the file is locked."""

    def __init__(self, connection: sqlite3.Connection, patience_s: float) -> None:
        self._connection = connection
        self._patience_s = patience_s

    async def all(self, sql: str, parameters: Values) -> list[Any]:
        """Raises Throttled when the file stays locked."""
        until = None
        while True:
            try:
                return self._connection.execute(sql, parameters).fetchall()
            except sqlite3.Error as error:
                now = asyncio.get_running_loop().time()
                until = until or now + self._patience_s
                if not is_busy(error):
                    raise StoreError(f"the database could not be read: {error}") from error
                if now >= until:
                    raise Throttled("the database stayed locked") from error
            await asyncio.sleep(RETRY_S)
