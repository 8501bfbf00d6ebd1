"""The embedded store: one SQLite file, shared by any number of processes.

WAL, so that readers never wait for a writer. ``synchronous=FULL``: a finished write has
been fsynced, so neither a killed process nor a power cut takes back a saved intent (a
lost one would leave cloud resources that no document names). That costs 0.15 ms a
commit here; NORMAL would survive only the kill. Reads are synchronous calls of about
10 us on the event loop; the loop never waits for another process's lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aro_rp.clock import Clock
from aro_rp.database import selects
from aro_rp.database.commits import PATIENCE_S, Commits
from aro_rp.database.containers import CONTAINERS, Container
from aro_rp.database.marks import Marks
from aro_rp.database.sqlite_file import MEMORY, Reads, open_connection, prepare
from aro_rp.database.store import (
    Create,
    Lookup,
    NotFound,
    Query,
    Replace,
    Row,
    RowChanges,
    RowPage,
    StoreClosed,
    Write,
)
from aro_rp.database.tables import Table
from aro_rp.database.waiting import Waiting
from aro_rp.database.writes import Removal, RowWrite

POLL_S = 0.2
NEVER_WRITTEN = -1


class SqliteStore:
    """A Store on one file, or in memory for ``:memory:``; belongs to the thread that opened it.

    ``patience_s`` is how long a call tries while other processes hold the file locked.
    """

    def __init__(
        self,
        path: str,
        clock: Clock,
        containers: Mapping[str, Container[Any]] = CONTAINERS,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._clock = clock
        self._tables = MappingProxyType({name: Table(c) for name, c in containers.items()})
        self._connection = open_connection(path)
        self._marks = Marks(prepare(self._connection, self._tables.values()))
        self._poll_s = float("inf") if path == MEMORY else POLL_S
        self._waiting = Waiting(clock)
        self._reads = Reads(self._connection, patience_s)
        self._commits = Commits(self._connection, self.now, self._waiting.wake, patience_s)
        self._closed = False

    async def get(self, container: str, partition: str, id: str) -> Row:
        row = await self.find(Lookup(container, partition, id))
        if row is None:
            raise NotFound(f"{container} has no document '{id}' in partition '{partition}'")
        return row

    async def find(self, lookup: Lookup) -> Row | None:
        container, partition, value, unique = lookup
        sql = self._table(container).find[unique]
        for id, sequence, expires, body in await self._reads.all(sql, (partition, value)):
            if expires is None or expires > self.now():
                return Row(container, partition, id, self._marks.make(sequence), body, sequence)
        return None

    async def find_all(self, *wanted: Lookup) -> tuple[Row | None, ...]:
        finds: list[str] = []
        keys: list[str] = []
        for container, partition, value, unique in wanted:
            finds.append(self._table(container).find[unique])
            keys += (partition, value)
        found: list[Row | None] = [None] * len(wanted)
        sql = selects.several(tuple(finds))
        for place, id, sequence, expires, body in await self._reads.all(sql, keys):
            if expires is None or expires > self.now():
                container, partition, _, _ = wanted[place]
                etag = self._marks.make(sequence)
                found[place] = Row(container, partition, id, etag, body, sequence)
        return tuple(found)

    async def create(self, container: str, partition: str, id: str, body: bytes) -> Row:
        (row,) = await self.write(Create(container, partition, id, body))
        return row

    async def replace(self, row: Row, body: bytes) -> Row:
        (written,) = await self.write(Replace(row, body))
        return written

    async def write(self, *writes: Write) -> tuple[Row, ...]:
        changes = [self._change(write) for write in writes]
        del writes  # documents of all that share a commit would be megabytes by then
        first, make = await self._commits.run(changes), self._marks.make
        written = []
        for sequence, change in enumerate(changes, first):
            container, partition, id, body, _ = change.row
            written.append(Row(container, partition, id, make(sequence), body, sequence))
        return tuple(written)

    async def delete(self, row: Row) -> None:
        table, read = self._table(row.container), self._marks.read(row.etag)
        await self._commits.run([Removal(table, row.partition, row.id, read)])

    async def query(self, query: Query) -> RowPage:
        table = self._table(query.container)
        wanted = selects.page(table, query, self.now())
        found = await self._reads.all(wanted.sql, wanted.parameters)
        rows = tuple(self._row(query.container, *v[wanted.keys :]) for v in found[: query.limit])
        if len(found) <= query.limit:
            return RowPage(rows, "")
        last = found[query.limit - 1][: wanted.keys]
        return RowPage(rows, selects.make_token(query.order, last))

    async def count(self, query: Query) -> int:
        wanted = selects.count(self._table(query.container), query, self.now())
        ((number,),) = await self._reads.all(wanted.sql, wanted.parameters)
        return int(number)

    async def changes(self, container: str, cursor: str, limit: int = 100) -> RowChanges:
        after = self._marks.after(cursor)
        wanted = selects.changes(self._table(container), after, self.now(), limit)
        found = await self._reads.all(wanted.sql, wanted.parameters)
        rows = tuple(self._row(container, *values) for values in found)
        return RowChanges(rows, self._marks.make(rows[-1].sequence if rows else after))

    async def changed(self, container: str, since: str, timeout_s: float) -> str:
        after, deadline = self._marks.after(since), self.now() + timeout_s
        while True:
            ((latest,),) = await self._reads.all(self._table(container).latest, ())
            if latest is not None and latest > after:
                return self._marks.make(latest)
            left = deadline - self.now()
            if left <= 0:
                return since
            await self._waiting.for_write(container, min(left, self._poll_s))

    def now(self) -> float:
        return self._clock.now().timestamp()

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        await self._commits.drained()
        self._waiting.close()
        self._connection.close()

    def _change(self, write: Write) -> RowWrite:
        if isinstance(write, Create):
            table = self._table(write.container)
            return RowWrite.of(table, write)
        row, read = write.row, self._marks.read(write.row.etag)
        replaces = NEVER_WRITTEN if read is None else read
        whole = Create(row.container, row.partition, row.id, write.body, write.document)
        return RowWrite.of(self._table(row.container), whole, replaces)

    def _table(self, container: str) -> Table:
        if self._closed:
            raise StoreClosed("the store was closed")
        table = self._tables.get(container)
        if table is None:
            raise ValueError(f"there is no container '{container}'")
        return table

    def _row(self, container: str, partition: Any, id: Any, sequence: Any, body: Any) -> Row:
        return Row(container, partition, id, self._marks.make(sequence), body, sequence)
