"""One row written by one statement; the statement decides, so no other process can come between."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import orjson

from aro_rp.database.commits import Transaction
from aro_rp.database.store import AlreadyExists, EtagMismatch, StoreError
from aro_rp.database.tables import Scalar, Table, quoted, value_at


@dataclass(frozen=True, slots=True)
class RowWrite:
    """A body for a row, parsed once, outside the transaction."""

    table: Table
    partition: str
    id: str
    body: bytes
    document: object
    columns: tuple[Scalar, ...]

    @classmethod
    def of(cls, table: Table, partition: str, id: str, body: bytes) -> RowWrite:
        """Raises ValueError when the body belongs into another row."""
        document = orjson.loads(body)
        for path, wanted in (("/id", id), (table.container.partition, partition)):
            if (found := value_at(document, path)) != wanted:
                raise ValueError(f"{table.container.name}: {path} is {found!r}, not {wanted!r}")
        return cls(table, partition, id, body, document, table.columns(document))

    def insert(self, transaction: Transaction) -> int:
        """The new row's sequence. Raises AlreadyExists."""
        purge(self.table, transaction)
        sequence, expires = self._stamps(transaction)
        values = (self.partition, self.id, sequence, expires, self.body, *self.columns)
        self._execute(transaction, self.table.insert, values, None)
        return sequence

    def update(self, transaction: Transaction, read: int | None) -> int:
        """The row's new sequence. Raises EtagMismatch unless it still is the one read."""
        purge(self.table, transaction)
        sequence, expires = self._stamps(transaction)
        values = (sequence, expires, self.body, *self.columns, self.partition, self.id, read)
        if self._execute(transaction, self.table.update, values, read).rowcount == 0:
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


def purge(table: Table, transaction: Transaction) -> None:
    """Removes expired rows before the first write to their container."""
    name = table.container.name
    if table.container.ttl is not None and name not in transaction.touched:
        transaction.connection.execute(table.purge, (transaction.now,))


def remove(
    table: Table, transaction: Transaction, partition: str, id: str, read: int | None
) -> None:
    """Raises EtagMismatch unless the row still is the one read."""
    purge(table, transaction)
    if transaction.connection.execute(table.delete, (partition, id, read)).rowcount == 0:
        raise stale(table, partition, id)


def stale(table: Table, partition: str, id: str) -> EtagMismatch:
    name = table.container.name
    return EtagMismatch(f"{name}: '{id}' in partition '{partition}' is not as it was read")
