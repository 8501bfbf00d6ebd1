"""Typed documents on a store of rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from pydantic import BaseModel

from aro_rp.clock import Clock
from aro_rp.database.containers import Container
from aro_rp.database.encryption import Cipher
from aro_rp.database.store import (
    Create,
    EtagMismatch,
    Filter,
    Lookup,
    Query,
    Replace,
    Row,
    Store,
)

D = TypeVar("D", bound=BaseModel)
JsonObject = dict[str, Any]

PATCH_ATTEMPTS = 5
PATCH_PAUSE_S = 0.1
ALL_AT_ONCE = 500


class Stored(Generic[D]):
    """A document as last read or written.

    ``doc`` is the holder's own copy; it is parsed when first asked for, because most
    results of writes and many of reads are only passed on.
    """

    __slots__ = ("_doc", "_document", "_model", "row")

    def __init__(
        self, row: Row, model: type[D], doc: D | None = None, document: JsonObject | None = None
    ) -> None:
        """``doc`` and ``document``, its JSON, are what the row was written from.

        They may be given when they are at hand and nobody changes them.
        """
        self.row = row
        self._model = model
        self._doc = doc
        self._document = document

    @property
    def doc(self) -> D:
        if self._doc is None:
            self._doc = self.fresh()
        return self._doc

    def fresh(self) -> D:
        """Another copy of the document as it was read, whatever became of ``doc``."""
        return self._model.model_validate_json(self.row.body)

    def json(self) -> Any:
        """Another copy of the document as it was read, as JSON; its secrets are sealed."""
        return orjson.loads(self.row.body)

    def with_members(self, members: Mapping[str, Any]) -> JsonObject:
        """The document as JSON with other values for some of its members; its parts are shared."""
        return {**(self._document or self.json()), **members}

    def __eq__(self, other: object) -> bool:
        """Whether both are the same state of the same document."""
        return isinstance(other, Stored) and self.row == other.row

    def __hash__(self) -> int:
        return hash(self.row)

    def __repr__(self) -> str:
        return f"Stored({self.row.container} '{self.id}' at {self.etag})"

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def partition(self) -> str:
        return self.row.partition

    @property
    def etag(self) -> str:
        return self.row.etag


@dataclass(frozen=True, slots=True)
class Page(Generic[D]):
    """Documents in order; ``continuation`` is empty on the last page."""

    items: tuple[Stored[D], ...]
    continuation: str


@dataclass(frozen=True, slots=True)
class Changes(Generic[D]):
    """Changed documents in write order; empty when the feed is drained."""

    items: tuple[Stored[D], ...]
    cursor: str


def lower(text: str) -> str:
    """The text, which must be lower case already: a wrong spelling is a bug of the caller."""
    if text != text.lower():
        raise ValueError(f"'{text}' must be lower case")
    return text


class Collection(Generic[D]):
    """The documents of one container. Ids and keys must be lower case, else ValueError.

    Partition keys are read from the document; where documents are partitioned by id,
    lookups need no ``partition``.
    """

    def __init__(self, store: Store, container: Container[D], cipher: Cipher, clock: Clock) -> None:
        self.store = store
        self.container = container
        self._model = container.model
        self._context = {"seal": cipher.seal}
        self._clock = clock
        self._partition = container.partition.removeprefix("/")
        self._partition_field = _field_of(container.model, container.partition)

    async def find(self, id: str, partition: str | None = None) -> Stored[D] | None:
        """None when there is no such document."""
        return self.found(await self.store.find(self.lookup(id, partition)))

    async def get(self, id: str, partition: str | None = None) -> Stored[D]:
        """Raises NotFound."""
        wanted = self.lookup(id, partition)
        return self._stored(await self.store.get(wanted.container, wanted.partition, id))

    def lookup(self, id: str, partition: str | None = None) -> Lookup:
        """A ``find`` to be made together with others, see Store.find_all and ``found``."""
        lower(id)
        return Lookup(self.container.name, id if partition is None else partition, id)

    def found(self, row: Row | None) -> Stored[D] | None:
        """The document in a row of this container."""
        return None if row is None else Stored(row, self._model)

    async def create(self, doc: D) -> Stored[D]:
        """Raises AlreadyExists. Secrets of ``doc`` are sealed in place of their clear text."""
        new = self.creation(doc)
        return self._stored(await self.store.create(new.container, new.partition, new.id, new.body))

    async def replace(self, stored: Stored[D], doc: D) -> Stored[D]:
        """Raises EtagMismatch when the document is no longer as in ``stored``."""
        return self._stored(await self.store.replace(stored.row, self._body(doc)))

    async def assign(self, stored: Stored[D], fields: Mapping[str, Any]) -> Stored[D]:
        """Gives fields of the document new values; all else stays as stored and is not looked at.

        For what is written often: a ``replace`` parses, checks and writes every part of the
        document. The result's ``doc`` shares its parts with that of ``stored``. Raises
        EtagMismatch.
        """
        aliases = {name: self._model.model_fields[name].alias or name for name in fields}
        members = {aliases[name]: _plain(value) for name, value in fields.items()}
        document = stored.with_members(members)
        (row,) = await self.store.write(self.replacement_by(stored, document))
        doc = stored.doc.model_copy(update=dict(fields))
        return Stored(row, self._model, doc, document)

    def creation(self, doc: D) -> Create:
        """A ``create`` to be written together with other documents, see Store.write."""
        id = lower(str(getattr(doc, "id")))  # noqa: B009
        partition = str(getattr(doc, self._partition_field))
        return Create(self.container.name, partition, id, self._body(doc))

    def creation_of(self, document: Mapping[str, Any]) -> Create:
        """A ``creation`` of a document that is JSON already, its secrets sealed."""
        id, partition = lower(document["id"]), document[self._partition]
        return Create(self.container.name, partition, id, _compact(document), document)

    def replacement_by(self, stored: Stored[D], document: Mapping[str, Any]) -> Replace:
        """A ``replacement`` by a document that is JSON already, its secrets sealed."""
        return Replace(stored.row, _compact(document), document)

    async def upsert(self, doc: D) -> Stored[D]:
        """Creates the document or replaces whatever has its id."""
        id = str(getattr(doc, "id"))  # noqa: B009
        held = await self.find(id, str(getattr(doc, self._partition_field)))
        return await (self.create(doc) if held is None else self.replace(held, doc))

    async def patch(
        self, id: str, change: Callable[[D], None], partition: str | None = None
    ) -> Stored[D]:
        """Reads, changes, writes; again from a fresh read, 5 times, when others were faster.

        ``change`` must be pure: it may run several times. Raises NotFound, EtagMismatch.
        """
        for attempt in range(PATCH_ATTEMPTS):
            held = await self.get(id, partition)
            change(held.doc)
            try:
                return await self.replace(held, held.doc)
            except EtagMismatch:
                if attempt == PATCH_ATTEMPTS - 1:
                    raise
            await self._clock.sleep(attempt * PATCH_PAUSE_S)
        raise AssertionError("unreachable")

    async def delete(self, stored: Stored[D]) -> None:
        """Raises EtagMismatch when the document is no longer as in ``stored``, or gone."""
        await self.store.delete(stored.row)

    async def all(self, *where: Filter) -> AsyncIterator[Stored[D]]:
        """Every document that passes the filters, page by page."""
        continuation = None
        while continuation != "":
            page = await self.select(*where, limit=ALL_AT_ONCE, continuation=continuation or "")
            for stored in page.items:
                yield stored
            continuation = page.continuation

    async def select(
        self,
        *where: Filter,
        partition: str | None = None,
        order: str = "/id",
        limit: int = 100,
        continuation: str = "",
    ) -> Page[D]:
        """One page of the documents that pass all filters.

        Raises BadToken for a continuation that this query never gave out.
        """
        found = await self.store.query(
            Query(self.container.name, where, partition, order, limit, continuation)
        )
        return Page(tuple(map(self._stored, found.rows)), found.continuation)

    async def changes(self, cursor: str = "", limit: int = 100) -> Changes[D]:
        """The next changes after the cursor; the empty cursor is the beginning."""
        found = await self.store.changes(self.container.name, cursor, limit)
        return Changes(tuple(map(self._stored, found.rows)), found.cursor)

    async def changed(self, since: str, timeout_s: float) -> str:
        """Waits for a write after the cursor, see Store.changed."""
        return await self.store.changed(self.container.name, since, timeout_s)

    def _body(self, doc: D) -> bytes:
        text = doc.model_dump_json(by_alias=True, exclude_defaults=True, context=self._context)
        return text.encode()  # exclude_none would drop unknown members that are null

    def _stored(self, row: Row) -> Stored[D]:
        return Stored(row, self._model)


def _compact(document: Mapping[str, Any]) -> bytes:
    """JSON in a block of its own length.

    orjson's own has room for several times as much, which a document would hold until it is
    committed; a create is a twentieth cheaper when all that wait fit into the processor's caches.
    """
    return b"%b" % orjson.dumps(document)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return value


def _field_of(model: type[BaseModel], path: str) -> str:
    alias = path.removeprefix("/")
    for name, info in model.model_fields.items():
        if alias in (name, info.alias):
            return name
    raise ValueError(f"{model.__name__} has no field for {path}")
