"""Everything the cloud remembers: named tables held in memory, written through to one SQLite file.

A request handler changes any number of records and the cloud commits once at its end, so a killed
process leaves either all of a request or nothing of it. What a full disk did not take is written
with what comes next.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import orjson

from aro_devcloud.damaged import Damaged
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS records "
    "(kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key))"
)

Contents = Mapping[str, Mapping[str, bytes]]
"""All records as JSON, by kind and key."""


_PUT = (
    "INSERT INTO records VALUES (?, ?, ?) "
    "ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value"
)
_DELETE = "DELETE FROM records WHERE kind = ? AND key = ?"


class NotKept(CloudError):
    """The file could not be written."""

    def __init__(self, problem: sqlite3.Error) -> None:
        message = f"The local cloud cannot keep what it is told: {problem}."
        super().__init__(500, "InternalServerError", message)


class Table:
    """One kind of record by key. A record that was changed in place counts only after ``put``."""

    def __init__(self, records: Records, kind: str, rows: dict[str, Json]) -> None:
        self._records = records
        self._kind = kind
        self._rows = rows

    def get(self, key: str) -> Json | None:
        return self._rows.get(key)

    def put(self, key: str, value: Json) -> None:
        self._rows[key] = value
        self._records.write(self._kind, key, value)

    def delete(self, key: str) -> None:
        if self._rows.pop(key, None) is not None:
            self._records.erase(self._kind, key)

    def items(self) -> list[tuple[str, Json]]:
        return list(self._rows.items())

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class Records:
    """The tables of one cloud; without a path they live in memory only.

    In memory they may begin with the ``contents`` of others.
    """

    def __init__(self, path: Path | None, contents: Contents | None = None) -> None:
        self._path = path
        self._connection = None if path is None else _open(path)
        self._contents = contents or {}
        self._tables: dict[str, Table] = {}
        self._changes: list[tuple[str, tuple[str | bytes, ...]]] = []

    def table(self, kind: str) -> Table:
        """The table of that kind, read from the file the first time.

        Raises ``Damaged``.
        """
        if kind not in self._tables:
            self._tables[kind] = Table(self, kind, self._load(kind))
        return self._tables[kind]

    def contents(self) -> Contents:
        """A copy of every record that was asked for since the start, which is all of them."""
        return {
            kind: {key: orjson.dumps(value) for key, value in table.items()}
            for kind, table in self._tables.items()
        }

    def write(self, kind: str, key: str, value: Json) -> None:
        if self._connection is not None:
            self._changes.append((_PUT, (kind, key, orjson.dumps(value))))

    def erase(self, kind: str, key: str) -> None:
        if self._connection is not None:
            self._changes.append((_DELETE, (kind, key)))

    def commit(self) -> None:
        """Makes everything written since the last commit last, all or nothing.

        Raises ``NotKept``.
        """
        if self._connection is None or not self._changes:
            return
        try:
            with self._connection:
                for sql, values in self._changes:
                    self._connection.execute(sql, values)
        except sqlite3.Error as problem:
            raise NotKept(problem) from problem
        self._changes.clear()

    def trouble_committing(self) -> NotKept | None:
        """Commits, or says why that must wait for a later commit."""
        try:
            self.commit()
        except NotKept as trouble:
            return trouble
        return None

    def close(self) -> None:
        if self._connection is not None:
            self.trouble_committing()
            self._connection.close()
            self._connection = None

    def _load(self, kind: str) -> dict[str, Json]:
        if self._connection is None:
            kept = self._contents.get(kind, {})
            return {key: orjson.loads(value) for key, value in kept.items()}
        wanted = "SELECT key, value FROM records WHERE kind = ? ORDER BY rowid"
        with _readable(self._path):
            rows = self._connection.execute(wanted, (kind,))
            return {key: orjson.loads(value) for key, value in rows}


def _open(path: Path) -> sqlite3.Connection:
    # The file holds account keys and install graphs: nobody else on the machine reads it.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, check_same_thread=False)
    with _readable(path):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_SCHEMA)
        connection.commit()
    return connection


@contextmanager
def _readable(path: Path | None) -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, orjson.JSONDecodeError) as problem:
        raise Damaged(
            f"'{path}' cannot be read ({problem}): restore it or choose another --data folder"
        ) from problem
