"""Rows written by one statement each; it decides, so no other process can come between."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

import orjson

from aro_rp.database.store import BY_ID, AlreadyExists, Create, EtagMismatch, StoreError
from aro_rp.database.tables import Scalar, Table, column, reader

Parameters = tuple[Scalar | bytes, ...]


class RowWrite(NamedTuple):
    """A body for a row, made ready outside the transaction.

    ``replaces`` is the sequence that must still be there, None for a new row. ``usual`` does
    the same as ``sql`` for less, or nothing: for a row whose unique keys change. ``values`` are
    the parameters of both but for the first two, which only the transaction knows.
    """

    table: Table
    row: Create
    replaces: int | None
    lifetime: float | None
    usual: str
    sql: str
    values: Parameters

    @classmethod
    def of(cls, table: Table, row: Create, replaces: int | None = None) -> RowWrite:
        """Raises ValueError when the body belongs into another row."""
        container, partition, id, body, document = row
        if document is None:
            document = orjson.loads(body)
        else:
            row = Create(container, partition, id, body)
        if not _belongs(table, document, id, partition):
            raise _misplaced(table, document, row)
        values = (body, *table.columns(document), partition, id)
        lifetime = table.lifetime(document)
        if replaces is None:
            return cls(table, row, None, lifetime, table.insert, table.insert, values)
        values = (*values, replaces)
        usual, sql = table.update_beside_keys, table.update
        return cls(table, row, replaces, lifetime, usual, sql, values)

    def parameters(self, sequence: int, now: float) -> Parameters:
        expires = None if self.lifetime is None else now + self.lifetime
        return (sequence, expires, *self.values)

    def refusal(self, connection: sqlite3.Connection, error: sqlite3.Error | None) -> StoreError:
        """Why ``sql`` failed, or wrote no row without an error."""
        if error is None:
            return stale(self.table, self.row.partition, self.row.id)
        unique = self._taken(connection)
        if unique is None:
            return StoreError(f"{self.row.container}: '{self.row.id}' was not written: {error}")
        return AlreadyExists(self.row.container, unique)

    def _taken(self, connection: sqlite3.Connection) -> str | None:
        keys = self.values[1 + len(self.table.plain) :]
        wanted = zip((BY_ID, *self.table.container.unique), (self.row.id, *keys), strict=False)
        for path, value in wanted:
            others = f"SELECT 1 FROM {self.table.name} WHERE partition = ? AND {column(path)} = ?"
            found = connection.execute(
                f"{others} AND sequence IS NOT ?", (self.row.partition, value, self.replaces)
            )
            if found.fetchone():
                return path
        return None


class Removal(NamedTuple):
    """The end of a row that is still as it was read."""

    table: Table
    partition: str
    id: str
    read: int | None

    @property
    def sql(self) -> str:
        return self.table.delete

    @property
    def usual(self) -> str:
        return self.table.delete

    def parameters(self, sequence: int, now: float) -> Parameters:
        return (self.partition, self.id, self.read)

    def refusal(self, connection: sqlite3.Connection, error: sqlite3.Error | None) -> StoreError:
        return stale(self.table, self.partition, self.id)


Change = RowWrite | Removal


def stale(table: Table, partition: str, id: str) -> EtagMismatch:
    name = table.container.name
    return EtagMismatch(f"{name}: '{id}' in partition '{partition}' is not as it was read")


def _belongs(table: Table, document: Any, id: str, partition: str) -> bool:
    try:
        return bool(table.place(document) == (id, partition))
    except (KeyError, TypeError):
        return False


def _misplaced(table: Table, document: Any, row: Create) -> ValueError:
    for path, wanted in (("/id", row.id), (table.container.partition, row.partition)):
        if (found := reader(path)(document)) != wanted:
            break
    return ValueError(f"{table.container.name}: {path} is {found!r}, not {wanted!r}")
