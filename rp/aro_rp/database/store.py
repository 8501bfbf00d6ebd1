"""What a document store promises; every implementation passes tests/store.

StoreError
  NotFound        the row does not exist, or its time to live has passed
  AlreadyExists   a create or replace would break a unique key
  EtagMismatch    the row changed, or vanished, since it was read
  Throttled       the store is too busy; trying again later may help
  Full            the store has no room for the write; trying again later may help
  BadToken        a continuation token or feed cursor that this store never gave out
  StoreClosed     the store was closed
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol


class StoreError(Exception):
    """Something about stored documents went wrong; the tree is in the module's text."""


class NotFound(StoreError):
    """The row does not exist."""


class AlreadyExists(StoreError):
    """A unique key is taken in the partition; ``unique`` is its path, ``/id`` for the id."""

    def __init__(self, container: str, unique: str) -> None:
        super().__init__(f"{container}: another document of the partition has the same {unique}")
        self.unique = unique


class EtagMismatch(StoreError):
    """The row changed or vanished since it was read; nothing was written."""


class Throttled(StoreError):
    """The store did not get round to the call in time; nothing was written."""


class Full(StoreError):
    """There is no room for the write; nothing was written."""


class BadToken(StoreError):
    """A continuation token or cursor that was not made here, or for another order."""


class StoreClosed(StoreError):
    """The store was closed before or during the call."""


class Row(NamedTuple):
    """One stored document: ``body`` is UTF-8 JSON, ``sequence`` grows with every write."""

    container: str
    partition: str
    id: str
    etag: str
    body: bytes
    sequence: int


class Create(NamedTuple):
    """A row that is to be there; ``document`` is what its body says, if that is known."""

    container: str
    partition: str
    id: str
    body: bytes
    document: object = None


class Replace(NamedTuple):
    """A new body for a row that is still as it was read; ``document`` as in ``Create``."""

    row: Row
    body: bytes
    document: object = None


Write = Create | Replace


@dataclass(frozen=True, slots=True)
class Equals:
    """The value at ``path`` is ``value``; an absent one equals nothing."""

    path: str
    value: str | bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value at ``path`` is one of ``values``."""

    path: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartsWith:
    """The text at ``path`` begins with ``prefix``."""

    path: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Below:
    """The number at ``path`` is less than ``bound``; an absent one counts as 0."""

    path: str
    bound: float


Filter = Equals | OneOf | StartsWith | Below

BY_ID = "/id"
BY_WRITE = "(write)"
"""Orders rows by their last write, longest untouched first."""


@dataclass(frozen=True, slots=True)
class Query:
    """Rows of a container that pass every filter.

    Without a partition all partitions are searched. ``order`` is ``BY_ID``, ``BY_WRITE``
    or the path of a unique key; ``continuation`` is what the page before gave out.
    """

    container: str
    where: tuple[Filter, ...] = ()
    partition: str | None = None
    order: str = BY_ID
    limit: int = 100
    continuation: str = ""


class Lookup(NamedTuple):
    """The row of a partition whose ``unique`` path, a unique key or the id, is ``value``."""

    container: str
    partition: str
    value: str
    unique: str = BY_ID


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows in order; ``continuation`` is empty on the last page."""

    rows: tuple[Row, ...]
    continuation: str


@dataclass(frozen=True, slots=True)
class RowChanges:
    """The latest state of changed rows, in write order, and where to go on; empty when drained."""

    rows: tuple[Row, ...]
    cursor: str


class Store(Protocol):
    """Rows with opaque etags. Every write but ``create`` names the etag that was read.

    A finished write is durable and seen by every later read, of any process. A write
    that raises has changed nothing. Keys are unique within a partition, atomically.
    Expired rows are invisible at once and removed some time later.
    """

    async def get(self, container: str, partition: str, id: str) -> Row:
        """Raises NotFound."""
        ...

    async def create(self, container: str, partition: str, id: str, body: bytes) -> Row:
        """Raises AlreadyExists."""
        ...

    async def replace(self, row: Row, body: bytes) -> Row:
        """Raises EtagMismatch, also when the row vanished, and AlreadyExists."""
        ...

    async def delete(self, row: Row) -> None:
        """Raises EtagMismatch, also when the row vanished."""
        ...

    async def write(self, *writes: Write) -> tuple[Row, ...]:
        """All of them or, when one raises AlreadyExists or EtagMismatch, none.

        A process that dies meanwhile may leave the first ones without the last ones,
        where the store has no transactions over containers; never the other way round.
        """
        ...

    async def find(self, lookup: Lookup) -> Row | None:
        """None when there is no such row."""
        ...

    async def find_all(self, *wanted: Lookup) -> tuple[Row | None, ...]:
        """What ``find`` would say of each, in one go."""
        ...

    async def query(self, query: Query) -> RowPage:
        """One page. Rows that exist throughout are seen exactly once over all pages."""
        ...

    async def count(self, query: Query) -> int:
        """How many rows pass; limit and continuation do not matter."""
        ...

    async def changes(self, container: str, cursor: str, limit: int = 100) -> RowChanges:
        """The next changes after ``cursor``; the empty cursor is the beginning.

        Gives each row's latest state at least once, never a deletion. Cursors survive
        restarts; one of another store raises BadToken.
        """
        ...

    async def changed(self, container: str, since: str, timeout_s: float) -> str:
        """Waits for a write after cursor ``since``; returns the new cursor, or ``since`` in vain.

        Wakes at once for a write of this process, within about 250 ms for another's.
        """
        ...

    def now(self) -> float:
        """Seconds since the epoch by the store's own clock: leases compare with nothing else."""
        ...

    async def close(self) -> None:
        """Finishes writes under way, wakes waiters with StoreClosed; may be called twice."""
        ...
