"""Several backends on one store, one virtual clock and one seed: kills, outages, slow calls.

Rules that must hold are checked at each write, where the writer is known.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest

from aro_api.internal.models import (
    OpenShiftVersion,
    OpenShiftVersionDocument,
    OpenShiftVersionProperties,
)
from aro_rp.arm.errors import ArmError
from aro_rp.arm.long_running import TERMINAL
from aro_rp.backend import Backend, BackendSettings
from aro_rp.backend.rehearsal import SUBSCRIPTION, Stage
from aro_rp.database.databases import Databases
from aro_rp.database.store import Lookup, NotFound, Query, Row, Throttled, Write
from aro_rp.frontend.app import build_app
from aro_rp.frontend.azure_side import WithoutAzure
from aro_rp.frontend.config import FrontendConfig
from aro_rp.local import demo
from aro_rp.steps import Action, Condition, Plan
from aro_rp.steps.crashpoints import Crash
from aro_rp.steps.virtual_time import run_virtual

CANCELABLE = frozenset({"Creating", "Updating"})
CLUSTERS, OPERATIONS = "OpenShiftClusters", "AsyncOperations"


class Broken(AssertionError):
    """A rule of the service was broken."""


@dataclass
class World:
    """All that is shared, and the rules."""

    seed: int
    stage: Stage = field(default_factory=Stage)
    acting: dict[str, str] = field(default_factory=dict)
    began: int = 0
    kills: int = 0
    outages: int = 0
    cancels: int = 0
    breaches: list[str] = field(default_factory=list)

    def broken(self, how: str) -> Broken:
        """Kept as well, because a worker takes any error for one of its plan."""
        self.breaches.append(how)
        return Broken(how)

    def chance(self, whose: str) -> random.Random:
        """Each has its own, so that who comes first at one moment changes nobody's luck."""
        return random.Random(f"{self.seed}/{whose}")

    async def check_write(self, writer: str, row: Row, body: bytes | None) -> None:
        before = await self._row(row)
        if before is None:
            return
        if row.container == CLUSTERS:
            self._check_owner(writer, before)
        elif row.container == OPERATIONS and body is not None:
            self._check_ends_once(before, orjson.loads(body))

    async def _row(self, row: Row) -> dict[str, Any] | None:
        try:
            found = await self.stage.store.get(row.container, row.partition, row.id)
        except NotFound:
            return None
        return orjson.loads(found.body) if found.etag == row.etag else None

    def _check_owner(self, writer: str, before: dict[str, Any]) -> None:
        owner = before.get("leaseOwner", "")
        alive = before.get("leaseExpires", 0) >= self.stage.store.now()
        if owner and alive and not owner.startswith(writer):
            raise self.broken(f"{writer} wrote a document that {owner} holds")

    def _check_ends_once(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        was, now = (d["asyncOperation"].get("status", "") for d in (before, after))
        if was in TERMINAL and was != now:
            raise self.broken(f"an operation went from {was} to {now}")

    @asynccontextmanager
    async def act(self, cluster: str, process: str) -> AsyncIterator[None]:
        """At most one process works on a cluster at any time."""
        if cluster in self.acting:
            raise self.broken(f"{process} works on {cluster} while {self.acting[cluster]} does")
        self.acting[cluster] = process
        self.began += 1
        try:
            yield
        finally:
            del self.acting[cluster]


@dataclass
class SimStore:
    """One process's way to the store: slow, at times cut off, and dead with the process."""

    world: World
    chance: random.Random
    writer: str = ""
    dead: bool = False
    cut_until: float = 0.0

    async def _reach(self) -> None:
        if self.dead:
            raise Crash(self.writer)
        await asyncio.sleep(self.chance.random() * 0.05)
        if self.now() < self.cut_until:
            await asyncio.sleep(self.chance.random() * 5)
            raise Throttled("cut off")

    async def get(self, container: str, partition: str, id: str) -> Row:
        await self._reach()
        return await self.world.stage.store.get(container, partition, id)

    async def create(self, container: str, partition: str, id: str, body: bytes) -> Row:
        await self._reach()
        return await self.world.stage.store.create(container, partition, id, body)

    async def replace(self, row: Row, body: bytes) -> Row:
        await self._reach()
        await self.world.check_write(self.writer, row, body)
        return await self.world.stage.store.replace(row, body)

    async def delete(self, row: Row) -> None:
        await self._reach()
        await self.world.check_write(self.writer, row, None)
        await self.world.stage.store.delete(row)

    async def write(self, *writes: Write) -> Any:
        await self._reach()
        return await self.world.stage.store.write(*writes)

    async def find(self, lookup: Lookup) -> Row | None:
        await self._reach()
        return await self.world.stage.store.find(lookup)

    async def find_all(self, *wanted: Lookup) -> tuple[Row | None, ...]:
        await self._reach()
        return await self.world.stage.store.find_all(*wanted)

    async def query(self, query: Query) -> Any:
        await self._reach()
        return await self.world.stage.store.query(query)

    async def count(self, query: Query) -> int:
        await self._reach()
        return await self.world.stage.store.count(query)

    async def changes(self, container: str, cursor: str, limit: int = 100) -> Any:
        await self._reach()
        return await self.world.stage.store.changes(container, cursor, limit)

    async def changed(self, container: str, since: str, timeout_s: float) -> str:
        await self._reach()
        return await self.world.stage.store.changed(container, since, timeout_s)

    def now(self) -> float:
        return self.world.stage.store.now()

    async def close(self) -> None:
        """The store belongs to the world."""


@dataclass
class Process:
    """One backend from its start to its kill or stop."""

    world: World
    name: str
    chance: random.Random = field(init=False)
    store: SimStore = field(init=False)
    backend: Backend[Any] = field(init=False)

    def __post_init__(self) -> None:
        stage = self.world.stage
        self.chance = self.world.chance(self.name)
        self.store = SimStore(self.world, self.chance)
        databases = Databases.on(self.store, stage.cipher, stage.clock, stage.ids)
        self.backend = Backend(
            databases,
            self.plan_for,
            self.open_context,
            stage.clock,
            stage.ids,
            BackendSettings(max_workers=3),
        )
        self.store.writer = self.backend.owner

    def plan_for(self, doc: Any) -> Plan[Any]:
        properties = doc.open_shift_cluster.properties
        phase = properties.install.phase if properties.install else ""
        steps = [self.step(f"s{number}") for number in range(4)]
        return Plan(f"{properties.provisioning_state}{phase}", tuple(steps))

    def step(self, name: str) -> Any:
        async def work(lease: Any) -> None:
            async with self.world.act(lease.id, self.name):
                await asyncio.sleep(self.chance.choice([0, 0, 1, 15, 90]))

                def note(doc: Any) -> None:
                    doc.open_shift_cluster.properties.infra_id = f"{self.name} {name}"

                await lease.patch(note)

        async def holds(lease: Any) -> bool:
            async with self.world.act(lease.id, self.name):
                await asyncio.sleep(self.chance.random())
            return self.chance.random() < 0.5

        if name == "s2":
            return Condition(name, holds, timeout=timedelta(hours=3))
        return Action(name, work)

    @asynccontextmanager
    async def open_context(self, lease: Any, subscription: Any) -> AsyncIterator[Any]:
        yield lease

    async def live(self, for_s: float, kindly: bool) -> None:
        """Runs for a while, perhaps cut off in between, and ends kindly or not."""
        running = asyncio.create_task(self.backend.run())
        chance, world = self.chance, self.world
        if chance.random() < 0.5:
            await asyncio.wait({running}, timeout=for_s / 2)
            self.store.cut_until = self.store.now() + chance.uniform(1, 150)
            world.outages += 1
        await asyncio.wait({running}, timeout=for_s)
        if kindly:
            self.backend.stop()
        else:
            self.store.dead = True
            running.cancel()
            world.kills += 1
        await asyncio.wait({running})
        if not running.cancelled() and not self.store.dead:
            running.result()


@dataclass
class Report:
    world: World
    ends: list[tuple[str, Any, Any]]


async def simulate(seed: int, processes: int, clusters: int) -> Report:
    world = World(seed)
    stage = world.stage
    await stage.subscribe()
    docs = []

    async def slot(number: int) -> None:
        chance = world.chance(f"slot {number}")
        for life in range(6):
            await asyncio.sleep(chance.uniform(0, 30))
            process = Process(world, f"p{number}.{life}")
            await process.live(chance.uniform(20, 300), kindly=chance.random() < 0.3)

    async def arrive() -> None:
        chance = world.chance("arrivals")
        for number in range(clusters):
            await asyncio.sleep(chance.uniform(0, 60))
            state = chance.choice(["Creating", "Updating", "AdminUpdating", "Deleting"])
            docs.append((state, await stage.accept(state, name=f"c{number}")))
            if state in CANCELABLE and chance.random() < 0.3:
                tasks.create_task(cancel(docs[-1][1], chance.uniform(0, 200)))

    async def cancel(doc: Any, after_s: float) -> None:
        """What the front end writes, if it is not too late."""
        await asyncio.sleep(after_s)

        def change(found: Any) -> None:
            if found.async_operation_id == doc.async_operation_id:
                found.canceled_operation_id = doc.async_operation_id

        await stage.databases.clusters.patch(doc.id, change, doc.partition_key)
        world.cancels += 1

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(arrive())
        for number in range(processes):
            tasks.create_task(slot(number))
    last = Process(world, "last")
    await stage.live(last.backend)
    ends = []
    for state, doc in docs:
        operation = await stage.operation(doc.async_operation_id)
        ends.append((state, await stage.find(doc), operation))
    return Report(world, ends)


@pytest.fixture
def simulation():
    def run(seed: int, processes: int = 3, clusters: int = 6) -> Report:
        return run_virtual(simulate(seed, processes, clusters))

    return run


@pytest.fixture
def rules():
    """A world on virtual time whose rules a test may break by hand."""

    def run(scene):
        async def main():
            return await scene(World(0))

        return run_virtual(main())

    run.Broken = Broken
    run.Process = Process
    return run


NEWEST = "api-version=2025-07-25"
STEPS = ("make the group", "make the network", "make the machines", "wait for the machines")


@dataclass
class Town:
    """A frontend, a backend that ``close`` ends, and a customer who polls."""

    stage: Stage
    http: httpx.AsyncClient
    steps_s: float = 20.0
    failing: str = ""
    ran: list[str] = field(default_factory=list)
    close: Callable[[], None] = lambda: None

    @property
    def cluster(self) -> str:
        return demo.cluster_id(SUBSCRIPTION)

    async def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        url = path if "api-version" in path else f"{path}?{NEWEST}"
        headers = {"referer": f"https://arm.example{url}"}
        return await self.http.request(method, url, json=body, headers=headers)

    async def put(self, **changes: Any) -> httpx.Response:
        return await self.send("PUT", self.cluster, demo.cluster(SUBSCRIPTION) | changes)

    async def state(self) -> str:
        found = (await self.send("GET", self.cluster)).json()
        return str(found["properties"]["provisioningState"])

    async def follow(self, reply: httpx.Response) -> list[dict[str, Any]]:
        """Every status until the operation's end, asked for at the pace of the service."""
        found: list[dict[str, Any]] = []
        path = way(reply, "azure-asyncoperation")
        while not found or found[-1]["status"] not in TERMINAL:
            status = await self.send("GET", path)
            assert status.status_code == 200, status.text
            found.append(status.json())
            await self.stage.clock.sleep(int(status.headers.get("retry-after", 0)))
        return found

    def plan_for(self, doc: Any) -> Plan[Any]:
        properties = doc.open_shift_cluster.properties
        if properties.install is not None and properties.install.phase:
            return Plan("tidy up", tuple(self.steps("tidy up")))
        ends_at = 80 if properties.install else 100
        return Plan(properties.provisioning_state, tuple(self.steps(*STEPS)), ends_at=ends_at)

    def steps(self, *names: str) -> Iterator[Action[Any]]:
        for name in names:

            async def work(lease: Any, name: str = name) -> None:
                self.ran.append(name)
                await self.stage.clock.sleep(self.steps_s)
                if name == self.failing:
                    raise ArmError.of(400, "QuotaExceeded", "No cores left.")

            yield Action(name, work)

    def backend(self) -> Backend[Any]:
        @asynccontextmanager
        async def open_context(lease: Any, subscription: Any) -> AsyncIterator[Any]:
            yield lease

        stage = self.stage
        return Backend(stage.databases, self.plan_for, open_context, stage.clock, stage.ids)


def way(reply: httpx.Response, header: str) -> str:
    return httpx.URL(reply.headers[header]).raw_path.decode()


@asynccontextmanager
async def town() -> AsyncIterator[Town]:
    stage = Stage()
    await stage.subscribe()
    offered = OpenShiftVersionProperties(version="4.17.27", enabled=True, default=True)
    await stage.databases.versions.create(
        OpenShiftVersionDocument(
            id=stage.ids.uuid(), open_shift_version=OpenShiftVersion(properties=offered)
        )
    )
    config = FrontendConfig(location="eastus", domain="eastus.aroapp.io", retry_after_s=10)
    app = build_app(stage.databases, config, stage.clock, stage.ids, WithoutAzure())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://rp") as http:
        yield Town(stage, http)


@pytest.fixture
def story():
    """Runs a scene, a function of a town with one backend at work, on virtual time."""

    def run(scene):
        async def main():
            async with town() as made:
                backend = made.backend()
                made.close = backend.stop
                working = asyncio.create_task(backend.run())
                try:
                    return await scene(made)
                finally:
                    backend.stop()
                    await working

        return run_virtual(main())

    return run
