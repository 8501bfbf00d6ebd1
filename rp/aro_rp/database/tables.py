"""How SQLite keeps a container: one table, whose columns repeat what queries look for.

A column is named after the JSON path it repeats. Unique columns hold '' for an absent
value, so that at most one row of a partition may lack it (as Cosmos DB has it).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from aro_rp.database.containers import LEASE_EXPIRES, Container
from aro_rp.database.store import BY_ID, Equals, Filter, OneOf

Scalar = str | int | float | None


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def column(path: str) -> str:
    """The column that repeats a path."""
    return "id" if path == BY_ID else quoted(path)


def literal(value: str | bool) -> str:
    """An SQL literal, for the conditions of partial indexes, which take no parameters."""
    if isinstance(value, bool):
        return str(int(value))
    return "'" + value.replace("'", "''") + "'"


def reader(path: str, absent: Scalar = None) -> Callable[[Any], Scalar]:
    """Reads the scalar at a path like /a/b of parsed JSON, ``absent`` when there is none."""
    *parents, name = path.split("/")[1:]

    def read(document: Any) -> Scalar:
        for parent in parents:
            document = document.get(parent) if isinstance(document, dict) else None
        value = document.get(name) if isinstance(document, dict) else None
        if isinstance(value, str):
            return value
        return absent if value is None else _flag_or_number(value, absent)

    return read


def _flag_or_number(value: object, absent: Scalar) -> Scalar:
    if isinstance(value, bool):
        return value
    return float(value) if isinstance(value, (int, float)) else absent


def _set(columns: Sequence[str]) -> str:
    return ", ".join([f"{quoted(column)} = ?" for column in columns])


class Table:
    """The table of one container."""

    def __init__(self, container: Container[Any]) -> None:
        self.container = container
        self.name = quoted(container.name)
        self.queue_index = quoted(f"{container.name} (queue)")
        queue = tuple(f.path for f in container.queue)
        self.plain = (*container.queried, *queue, *((LEASE_EXPIRES,) if queue else ()))
        self.paths = (*container.unique, *self.plain)
        written = ("sequence", "expires", "body", *self.plain)
        columns = (*written, *container.unique, "partition", "id")
        self.insert = (
            f"INSERT INTO {self.name} ({', '.join(map(quoted, columns))})"
            f" VALUES ({', '.join('?' * len(columns))})"
        )
        found = "partition = ? AND id = ? AND sequence = ?"
        self.update = f"UPDATE {self.name} SET {_set(columns[:-2])} WHERE {found}"
        # SQLite writes every index of a column that is set, also to the value it has
        kept = "".join([f"+{quoted(path)} = ? AND " for path in container.unique])
        self.update_beside_keys = f"UPDATE {self.name} SET {_set(written)} WHERE {kept}{found}"
        self.delete = f"DELETE FROM {self.name} WHERE {found}"
        self.purge = f"DELETE FROM {self.name} WHERE expires <= ?"
        self.find = {
            path: f"SELECT id, sequence, expires, body FROM {self.name}"
            f" WHERE partition = ? AND {column(path)} = ?"
            for path in (BY_ID, *container.unique)
        }
        self.latest = f"SELECT max(sequence) FROM {self.name}"
        self.place = itemgetter("id", container.partition.removeprefix("/"))
        unique = (reader(path, absent="") for path in container.unique)
        self._columns = (*map(reader, self.plain), *unique)
        self._ttl = reader("/ttl")

    def condition(self, term: Filter) -> str:
        """A queue's term, without parameters: an index and its queries must agree by the letter."""
        match term:
            case Equals(path, value):
                return f"{quoted(path)} = {literal(value)}"
            case OneOf(path, values):
                return f"{quoted(path)} IN ({', '.join(map(literal, values))})"
        raise ValueError(f"{self.container.name}: a queue cannot be made of {term}")

    def schema(self) -> tuple[str, ...]:
        """The statements that make the table and its indexes."""
        extra = "".join(f", {quoted(path)}" for path in self.paths)
        statements = [
            f"CREATE TABLE {self.name} (partition TEXT NOT NULL, id TEXT NOT NULL,"
            f" sequence INTEGER NOT NULL, expires REAL, body BLOB NOT NULL{extra})",
            self._index("/id", "(partition, id)", unique=True),
            self._index("(write)", "(sequence)", unique=True),
        ]
        for path in self.container.unique:
            statements.append(self._index(path, f"(partition, {quoted(path)})", unique=True))
        for path in self.container.queried:
            statements.append(self._index(path, f"({quoted(path)})"))
        if self.container.queue:
            condition = " AND ".join(map(self.condition, self.container.queue))
            columns = f"(sequence, {quoted(LEASE_EXPIRES)})"
            statements.append(self._index("(queue)", f"{columns} WHERE {condition}"))
        if self.container.ttl is not None:
            statements.append(self._index("(expires)", "(expires) WHERE expires IS NOT NULL"))
        return tuple(statements)

    def _index(self, name: str, rest: str, *, unique: bool = False) -> str:
        index = quoted(f"{self.container.name} {name}")
        return f"CREATE {'UNIQUE ' if unique else ''}INDEX {index} ON {self.name} {rest}"

    def columns(self, document: object) -> tuple[Scalar, ...]:
        """What a row repeats of its document, the unique paths last."""
        return tuple([read(document) for read in self._columns])

    def lifetime(self, document: object) -> float | None:
        """For how many seconds a row is visible from its write on, None for ever."""
        if self.container.ttl is None:
            return None
        own = self._ttl(document)
        seconds = own if isinstance(own, float) and own != 0 else self.container.ttl
        return seconds if seconds > 0 else None
