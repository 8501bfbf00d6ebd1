"""A stage for crash tests and simulations: a store that outlives processes which may die.

Runs on ``steps.virtual_time``. Nothing of a running service imports this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aro_api.internal.models import (
    AsyncOperation,
    AsyncOperationDocument,
    CorrelationData,
    Install,
    OpenShiftClusterDocument,
    ProvisioningState,
    Subscription,
    SubscriptionDocument,
    SubscriptionState,
)
from aro_rp.clock import SeededIds
from aro_rp.database.databases import Databases
from aro_rp.database.encryption import Cipher
from aro_rp.database.sqlite import SqliteStore
from aro_rp.database.store import Lookup, Query, Replace, Row, RowChanges, RowPage, Store, Write
from aro_rp.steps.crashpoints import Crash, CrashPoints
from aro_rp.steps.virtual_time import LoopClock

from .worker import Backend

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
LOOK_S = 1.0


@dataclass(frozen=True, slots=True)
class CrashingStore:
    """A process's view of a store: it may die before or after a write, then it sees nothing."""

    inner: Store
    points: CrashPoints

    async def get(self, container: str, partition: str, id: str) -> Row:
        self._alive()
        return await self.inner.get(container, partition, id)

    async def create(self, container: str, partition: str, id: str, body: bytes) -> Row:
        self.points.reach(f"before create {container}")
        row = await self.inner.create(container, partition, id, body)
        self.points.reach(f"after create {container}")
        return row

    async def replace(self, row: Row, body: bytes) -> Row:
        self.points.reach(f"before replace {row.container}")
        written = await self.inner.replace(row, body)
        self.points.reach(f"after replace {row.container}")
        return written

    async def delete(self, row: Row) -> None:
        self.points.reach(f"before delete {row.container}")
        await self.inner.delete(row)
        self.points.reach(f"after delete {row.container}")

    async def write(self, *writes: Write) -> tuple[Row, ...]:
        match writes:
            case (Replace(row=row),):
                what = f"replace {row.container}"
            case _:
                what = "a write together"
        self.points.reach(f"before {what}")
        rows = await self.inner.write(*writes)
        self.points.reach(f"after {what}")
        return rows

    async def find(self, lookup: Lookup) -> Row | None:
        self._alive()
        return await self.inner.find(lookup)

    async def find_all(self, *wanted: Lookup) -> tuple[Row | None, ...]:
        self._alive()
        return await self.inner.find_all(*wanted)

    async def query(self, query: Query) -> RowPage:
        self._alive()
        return await self.inner.query(query)

    async def count(self, query: Query) -> int:
        self._alive()
        return await self.inner.count(query)

    async def changes(self, container: str, cursor: str, limit: int = 100) -> RowChanges:
        self._alive()
        return await self.inner.changes(container, cursor, limit)

    async def changed(self, container: str, since: str, timeout_s: float) -> str:
        self._alive()
        return await self.inner.changed(container, since, timeout_s)

    def now(self) -> float:
        return self.inner.now()

    async def close(self) -> None:
        """The store belongs to the stage."""

    def _alive(self) -> None:
        if self.points.dead:
            raise Crash(self.points.died_at)


@dataclass(slots=True)
class Stage:
    """One store, its clock, and processes that come and go."""

    clock: LoopClock = field(default_factory=LoopClock)
    ids: SeededIds = field(default_factory=SeededIds)
    cipher: Cipher = field(default_factory=lambda: Cipher.from_keys([bytes(64)]))
    store: Store = field(init=False)
    databases: Databases = field(init=False)

    def __post_init__(self) -> None:
        self.store = SqliteStore(":memory:", self.clock)
        self.databases = self.seen_by(CrashPoints())

    def seen_by(self, points: CrashPoints) -> Databases:
        """The collections as a process sees them that dies at these points."""
        store = CrashingStore(self.store, points)
        return Databases.on(store, self.cipher, self.clock, self.ids)

    async def subscribe(self, state: str = SubscriptionState.REGISTERED) -> None:
        await self.databases.subscriptions.upsert(
            SubscriptionDocument(id=SUBSCRIPTION, subscription=Subscription(state=state))
        )

    async def accept(
        self,
        state: str,
        name: str = "one",
        prepare: Callable[[OpenShiftClusterDocument], None] = lambda doc: None,
    ) -> OpenShiftClusterDocument:
        """A new cluster with an operation that waits, written in the front end's order."""
        operation = await self.operation_of(state)
        doc = new_cluster(name, self.ids.uuid())
        properties = doc.open_shift_cluster.properties
        if state != ProvisioningState.CREATING:
            properties.last_provisioning_state = ProvisioningState.SUCCEEDED.value
        properties.provisioning_state = state
        doc.async_operation_id = operation.id
        doc.correlation_data = CorrelationData(request_time=self.clock.now())
        prepare(doc)
        return (await self.databases.clusters.create(doc)).doc

    async def operation_of(self, state: str) -> AsyncOperationDocument:
        id = self.ids.uuid()
        begun = AsyncOperation(
            id=id, name=id, initial_status=state, status=state, start_time=self.clock.now()
        )
        doc = AsyncOperationDocument(id=id, async_operation=begun)
        return (await self.databases.async_operations.create(doc)).doc

    async def find(self, doc: OpenShiftClusterDocument) -> OpenShiftClusterDocument | None:
        stored = await self.databases.clusters.find(doc.id, doc.partition_key)
        return stored.doc if stored else None

    async def operation(self, id: str) -> AsyncOperationDocument:
        return (await self.databases.async_operations.get(id)).doc

    async def resting(self) -> bool:
        """No cluster is in a state that a worker has to end."""
        clusters = self.databases.clusters
        return not [stored async for stored in clusters.all(*clusters.container.queue)]

    async def until(self, holds: Callable[[], Any], limit_s: float = 36_000.0) -> None:
        """Returns when ``holds`` does, asked on news of clusters and, as deletions make none,
        every second; ``TimeoutError`` says it never did.
        """
        async with asyncio.timeout(limit_s):
            since = ""
            while not await holds():
                since = await self.databases.clusters.changed(since, LOOK_S)

    async def live(self, backend: Backend[Any], points: CrashPoints | None = None) -> None:
        """Lets the process work until nothing is left to do, or until it dies."""
        process = asyncio.create_task(backend.run())
        if points is not None:
            points.on_death = process.cancel
        rest = asyncio.create_task(self.until(self.resting))
        await asyncio.wait({process, rest}, return_when=asyncio.FIRST_COMPLETED)
        backend.stop()
        rest.cancel()
        try:
            await process
        except (asyncio.CancelledError, BaseExceptionGroup):
            if points is None or not points.dead:
                raise
        with suppress(asyncio.CancelledError):
            await rest


def new_cluster(name: str, id: str) -> OpenShiftClusterDocument:
    """A cluster document with the keys that a store asks for."""
    group = f"/subscriptions/{SUBSCRIPTION}/resourcegroups"
    doc = OpenShiftClusterDocument(
        id=id,
        partition_key=SUBSCRIPTION,
        key=f"{group}/rg/providers/microsoft.redhatopenshift/openshiftclusters/{name}",
        client_id_key=f"client-{name}",
        cluster_resource_group_id_key=f"{group}/managed-{name}",
    )
    doc.open_shift_cluster.id, doc.open_shift_cluster.name = doc.key, name
    return doc


def in_phase(phase: int) -> Callable[[OpenShiftClusterDocument], None]:
    """Puts a create into this phase of its installation."""

    def prepare(doc: OpenShiftClusterDocument) -> None:
        doc.open_shift_cluster.properties.install = Install(phase=phase)

    return prepare
