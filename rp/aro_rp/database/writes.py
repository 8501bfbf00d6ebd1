"""Rows written by one statement each; it decides, so no other process can come between."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from aro_rp.database.commits import Transaction
from aro_rp.database.store import AlreadyExists, Create, EtagMismatch, StoreError
from aro_rp.database.tables import Scalar, Table, quoted, value_at


@dataclass(slots=True)
class RowWrite:
    """A body for a row, parsed once, outside the transaction.

    ``replaces`` is the sequence that must still be there, None for a new row.
    """

    table: Table
    partition: str
    id: str
    body: bytes
    document: object
    columns: tuple[Scalar, ...]
    replaces: int | None = None

    @classmethod
    def of(cls, table: Table, row: Create, replaces: int | None = None) -> RowWrite:
        """Raises ValueError when the body belongs into another row."""
        document = orjson.loads(row.body) if row.document is None else row.document
        for path, wanted in (("/id", row.id), (table.container.partition, row.partition)):
            if (found := value_at(document, path)) != wanted:
                raise ValueError(f"{table.container.name}: {path} is {found!r}, not {wanted!r}")
        columns = table.columns(document)
        return cls(table, row.partition, row.id, row.body, document, columns, replaces)

    @property
    def container(self) -> str:
        return self.table.container.name

    def apply(self, transaction: Transaction) -> int:
        """The row's new sequence. Raises AlreadyExists, EtagMismatch."""
        purge(self.table, transaction)
        sequence, expires = self._stamps(transaction)
        if self.replaces is None:
            values = (self.partition, self.id, sequence, expires, self.body, *self.columns)
            self._execute(transaction, self.table.insert, values, None)
            return sequence
        found = (self.partition, self.id, self.replaces)
        values = (sequence, expires, self.body, *self.columns, *found)
        if self._execute(transaction, self.table.update, values, self.replaces).rowcount == 0:
            raise stale(self.table, self.partition, self.id)
        return sequence

    def _stamps(self, transaction: Transaction) -> tuple[int, float | None]:
        sequence = transaction.next_sequence(self.table.container.name)
        return sequence, self.table.expires(self.document, transaction.now)

    def _execute(
        self, transaction: Transaction, sql: str, values: tuple[object, ...], read: int | None
    ) -> sqlite3.Cursor:
        try:
            return transaction.connection.execute(sql, values)
        except sqlite3.IntegrityError as error:
            name = self.table.container.name
            if (unique := self._taken(transaction.connection, read)) is None:
                raise StoreError(f"{name}: '{self.id}' was not written: {error}") from error
            raise AlreadyExists(name, unique) from error

    def _taken(self, connection: sqlite3.Connection, read: int | None) -> str | None:
        unique = self.table.container.unique
        wanted = dict(zip(("/id", *unique), (self.id, *self.columns), strict=False))
        for path, value in wanted.items():
            column = "id" if path == "/id" else quoted(path)
            others = f"SELECT 1 FROM {self.table.name} WHERE partition = ? AND {column} = ?"
            found = connection.execute(
                f"{others} AND sequence IS NOT ?", (self.partition, value, read)
            )
            if found.fetchone():
                return path
        return None


def apply(writes: Sequence[RowWrite], transaction: Transaction) -> tuple[int, ...]:
    """The rows' new sequences. What raises has changed nothing."""
    if len(writes) == 1:
        return (writes[0].apply(transaction),)
    return transaction.together(lambda: tuple([write.apply(transaction) for write in writes]))


def purge(table: Table, transaction: Transaction) -> None:
    """Removes expired rows before the first write to their container."""
    name = table.container.name
    if table.container.ttl is not None and name not in transaction.touched:
        transaction.connection.execute(table.purge, (transaction.now,))


def remove(
    table: Table, partition: str, id: str, read: int | None, transaction: Transaction
) -> None:
    """Raises EtagMismatch unless the row still is the one read."""
    purge(table, transaction)
    if transaction.connection.execute(table.delete, (partition, id, read)).rowcount == 0:
        raise stale(table, partition, id)


def stale(table: Table, partition: str, id: str) -> EtagMismatch:
    name = table.container.name
    return EtagMismatch(f"{name}: '{id}' in partition '{partition}' is not as it was read")
