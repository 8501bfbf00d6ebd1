"""The right to work on one document, for 60 s at a time by the store's clock.

Every write is conditional on the etag last seen, so of two workers that believe they
hold a lease only one can write (backend.md 29.2, H5). The owner written into the
document is different for every lease, so that a process that lost one and took the
document again does not mistake the new lease for the old.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Generic, TypeVar

import structlog
from pydantic import ValidationError

from aro_api.internal.models import (
    MaintenanceManifestDocument,
    OpenShiftClusterDocument,
    SubscriptionDocument,
)
from aro_rp.clock import Clock, Ids
from aro_rp.database.collection import PATCH_ATTEMPTS, PATCH_PAUSE_S, Collection, Stored
from aro_rp.database.containers import LEASE_EXPIRES
from aro_rp.database.store import BY_WRITE, Below, EtagMismatch, Filter, Full, Query, Throttled

LEASE_S = 60.0
OUTAGE_PAUSE_S = 1.0
RETRY_LATER_S = 600.0
CANDIDATES = 4

LeasedDocument = OpenShiftClusterDocument | SubscriptionDocument | MaintenanceManifestDocument
L = TypeVar("L", bound=LeasedDocument)
T = TypeVar("T")

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another worker has the document, it vanished, or the lease was ended; stop silently."""


class DocumentLease(Generic[L]):
    """A leased document. Calls may overlap: they take turns.

    A store that takes no writes for a while is waited for as long as the lease lasts: nobody else
    could go on sooner. ``taken_from`` is whose lease ran out without being given back, "" when
    nobody's did.
    """

    def __init__(
        self, collection: Collection[L], stored: Stored[L], clock: Clock, taken_from: str = ""
    ) -> None:
        self.owner = stored.doc.lease_owner
        self.taken_from = taken_from
        self._collection = collection
        self._held = stored
        self._clock = clock
        self._turn = asyncio.Lock()
        self._over = ""
        self._notes: list[Callable[[L], None]] = []
        self._noted: L | None = None

    @property
    def doc(self) -> L:
        """The document as this lease last read or wrote it, with what was noted since.

        Changes to it go nowhere.
        """
        if not self._notes:
            return self._held.doc
        if self._noted is None:
            self._noted = self._draft()
        return self._noted

    @property
    def id(self) -> str:
        return self._held.id

    async def patch(self, change: Callable[[L], None]) -> L:
        """Writes a change and renews the lease.

        ``change`` must be pure: it runs again on a fresh copy when somebody else wrote
        the document meanwhile. Raises LeaseLost; EtagMismatch after 5 tries in vain.
        """

        def renewed(doc: L) -> None:
            change(doc)
            doc.lease_expires = self._collection.store.now() + LEASE_S

        return await self._insist(lambda: self._write(renewed))

    def note(self, change: Callable[[L], None]) -> None:
        """Keeps a change for the next write of this lease, whichever that is; ``doc`` shows it.

        ``change`` must be pure as for ``patch``; one that raises does so here, and is not kept. A
        process that dies before that write has never made it, so nothing outside may rely on it
        until then.
        """
        noted = self._draft()
        change(noted)
        self._notes.append(change)
        self._noted = noted

    async def assign(self, **fields: Any) -> L:
        """Gives fields of the document new values and renews the lease: a cheap ``patch``.

        See Collection.assign. Raises LeaseLost; EtagMismatch after 5 tries in vain.
        """
        return await self._insist(lambda: self._assign(fields))

    async def renew(self) -> L:
        """Holds the lease for another 60 s. Raises LeaseLost."""
        return await self.assign()

    async def end(self, change: Callable[[L], None], *, retry_later: bool = False) -> L:
        """Writes a last change and gives the lease up in the same write. Raises LeaseLost.

        The document may be taken again at once, or after 600 s with ``retry_later``.
        """

        def ended(doc: L) -> None:
            change(doc)
            doc.lease_owner = ""
            later = self._collection.store.now() + RETRY_LATER_S
            doc.lease_expires = later if retry_later else 0

        async def write() -> L:
            doc = await self._write(ended)
            self._over = "was ended"
            return doc

        return await self._insist(write)

    async def delete(self) -> None:
        """Removes the document, and the lease with it. Raises LeaseLost."""

        async def write() -> None:
            await self._collection.delete(self._held)
            self._over = "ended with its document"

        await self._insist(write)

    async def _write(self, change: Callable[[L], None]) -> L:
        doc, noted = self._draft(), len(self._notes)
        change(doc)
        written = await self._collection.replace(self._held, doc)
        self._held = Stored(written.row, type(doc), doc)
        del self._notes[:noted]
        self._noted = None
        return doc

    async def _assign(self, fields: Mapping[str, Any]) -> L:
        renewed = {**fields, "lease_expires": self._collection.store.now() + LEASE_S}
        if self._notes:
            return await self._write(lambda doc: _set(doc, renewed))
        self._held = await self._collection.assign(self._held, renewed)
        self._noted = None
        return self._held.doc

    def _draft(self) -> L:
        doc = self._held.fresh()
        for change in self._notes:
            change(doc)
        return doc

    async def _insist(self, write: Callable[[], Awaitable[T]]) -> T:
        async with self._turn:
            for pause in range(PATCH_ATTEMPTS - 1):
                self._check()
                try:
                    return await self._sit_out(write)
                except EtagMismatch:
                    await self._read_again()
                await self._clock.sleep(pause * PATCH_PAUSE_S)
            self._check()
            return await self._sit_out(write)

    async def _sit_out(self, write: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                return await write()
            except (Throttled, Full) as outage:
                left = self._held.doc.lease_expires - self._collection.store.now()
                if left <= OUTAGE_PAUSE_S:
                    raise
                log.warning("document not yet written", id=self.id, reason=str(outage))
            await self._clock.sleep(OUTAGE_PAUSE_S)

    async def _read_again(self) -> None:
        held = await self._collection.find(self._held.id, self._held.partition)
        if held is None:
            self._over = "was lost: the document is gone"
        elif held.doc.lease_owner != self.owner:
            self._over = f"was lost to '{held.doc.lease_owner}'"
        else:
            self._held, self._noted = held, None

    def _check(self) -> None:
        if self._over:
            raise LeaseLost(f"the lease of '{self.owner}' on '{self.id}' {self._over}")


def _set(doc: LeasedDocument, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(doc, name, value)


class LeasedCollection(Collection[L]):
    """Documents that wait in a queue for a worker; see ``Container.queue``."""

    async def take(self, owner: str, clock: Clock, ids: Ids) -> DocumentLease[L] | None:
        """Leases the document that has waited longest since its last write; None: nothing waits.

        Counts the pick-up in ``dequeues``. Of many callers, in any process, one gets it. Documents
        that cannot be read are set aside: those behind them must not wait for somebody's repair.
        """
        wanted = 1
        while waiting := (await self.select(*self._queue(), order=BY_WRITE, limit=wanted)).items:
            for stored in waiting:
                try:
                    return await self._lease(stored, f"{owner}/{ids.uuid()}", clock)
                except ValidationError as unreadable:
                    await self._set_aside(stored, unreadable)
                except EtagMismatch:
                    wanted = CANDIDATES
        return None

    async def _lease(self, stored: Stored[L], owner: str, clock: Clock) -> DocumentLease[L]:
        doc = stored.fresh()
        taken_from, doc.lease_owner = doc.lease_owner, owner
        doc.lease_expires = self.store.now() + LEASE_S
        doc.dequeues += 1
        return DocumentLease(self, await self.replace(stored, doc), clock, taken_from)

    async def _set_aside(self, stored: Stored[L], unreadable: ValidationError) -> None:
        """As if a worker had died with it: a newer release may be able to read it."""
        where = [".".join(map(str, fault["loc"])) for fault in unreadable.errors()]
        log.error("document not readable", container=self.container.name, id=stored.id, at=where)
        with suppress(EtagMismatch):
            await self.write_json(stored, {"leaseExpires": self.store.now() + LEASE_S})

    async def write_json(self, stored: Stored[L], members: Mapping[str, Any]) -> None:
        """Sets members of a document without reading the others. Raises EtagMismatch."""
        await self.store.write(self.replacement_by(stored, {**stored.json(), **members}))

    async def queue_length(self) -> int:
        """How many documents wait for a worker now."""
        return await self.store.count(Query(self.container.name, self._queue()))

    def _queue(self) -> tuple[Filter, ...]:
        return (*self.container.queue, Below(LEASE_EXPIRES, self.store.now()))
