"""The real plans on the local cloud with the real Azure clients, killed at any point.

A ``Region`` outlives its processes. What it is at the beginning of an operation is made once per
test process and copied for every life.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from aro_api.internal.models import (
    CorrelationData,
    OpenShiftClusterDocument,
    PlatformWorkloadIdentity,
    Subscription,
    SubscriptionDocument,
    SubscriptionProperties,
)
from aro_api.secret import Secret
from aro_devcloud.cloud import Cloud, build_cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION, DEFAULT_TENANT, CloudConfig
from aro_devcloud.errors import ConnectionDropped
from aro_devcloud.records import Contents, Records
from aro_devcloud.testing import ARM_URL, AsgiTransport, SharedKeys
from aro_rp.azure import Azure
from aro_rp.backend import Backend, BackendSettings
from aro_rp.backend.rehearsal import CrashingStore, Stage
from aro_rp.backend.remains import NotedStore, in_clear, without_secrets
from aro_rp.clock import Ids, SeededIds
from aro_rp.cluster.context import ClusterContexts, Surroundings
from aro_rp.cluster.installer import HttpInstaller
from aro_rp.cluster.plans import INSTALL_PHASES, plan_for
from aro_rp.cluster.rehearsal import (
    NotedChance,
    SharedSizes,
    document_id,
    identity,
    new_document,
    operators,
    role_set,
)
from aro_rp.database.databases import Databases
from aro_rp.database.encryption import Cipher
from aro_rp.database.sqlite import SqliteStore
from aro_rp.database.sqlite_file import MEMORY
from aro_rp.database.transfer import export_documents, import_documents
from aro_rp.env import Settings, local_settings
from aro_rp.steps.branches import Branches, run_branching
from aro_rp.steps.crashpoints import Crash, CrashingClock, CrashPoints
from aro_rp.steps.virtual_time import run_virtual

KEY = bytes(64)
STATES = {
    "create": "Creating",
    "create again": "Creating",
    "update": "Updating",
    "admin update": "AdminUpdating",
    "delete": "Deleting",
}
SETTINGS = BackendSettings(delete_pause_s=24.0)
"""The pause ends between two heartbeats, so that no chance decides which comes first."""
PlanFor = Callable[[OpenShiftClusterDocument], Any]
_acting: ContextVar[Process] = ContextVar("acting")


@dataclass(frozen=True)
class Memory:
    """What outlives every process: documents as JSON lines, the cloud's records, the time."""

    documents: bytes
    cloud: Contents
    elapsed: float

    def digest(self, cipher: Cipher) -> str:
        """The same for worlds that differ in nothing but the time and in what is secret."""
        found = hashlib.sha256()
        for line in self.documents.splitlines():
            found.update(orjson.dumps(without_secrets(orjson.loads(line), cipher)))
        for kind, records in self.cloud.items():
            for key, record in records.items():
                kept = orjson.loads(record)
                for secret in SECRET_RECORDS.get(kind, ()):
                    kept.pop(secret, None)
                found.update(orjson.dumps([kind, key, kept]))
        return found.hexdigest()


SECRET_RECORDS = {"blobs": ("content",), "installs": ("order", "graph")}


@dataclass
class Process:
    """One worker: a backend with Azure clients of its own, until it dies at one of its points."""

    region: Region
    points: CrashPoints
    chance: NotedChance
    backend: Backend[Any] = field(init=False)

    async def send(self, scope: Any, receive: Any, send: Any) -> None:
        """The way to the cloud: nothing gets there from the dead."""
        if self.points.dead:
            raise Crash(self.points.died_at)
        message = await receive()
        if scope["method"] not in ("GET", "HEAD"):
            sent = f"{scope['path']} {message['body'].decode('latin-1')}"
            await self.region.check_saved(self.chance, sent)
            await self.region.witness(self, scope["path"])
        _acting.set(self)

        async def again() -> Any:
            return message

        await self.region.cloud.app(scope, again, send)


async def nobody(process: Process, path: str) -> None:
    """Sees no request."""


def nothing() -> bool:
    """Gets lost."""
    return False


def reach(moment: str, call: str) -> None:
    """Called by the cloud around each change; the request says whose it is."""
    process = _acting.get(None)
    if process is not None:
        process.points.reach(f"{moment} {call}")
        process.region.lose(moment, call)


@dataclass
class Region:
    """A cloud, a store and the time between them, in which processes come and go.

    ``breaches`` are chance names and keys that were used before they were saved. ``witness`` is
    told of every request that may change something before it gets to the cloud. ``losing`` says
    of every change whether the reply gets lost; ``lost`` is the last one that did.
    """

    stage: Stage
    cloud: Cloud
    settings: Settings
    path: str = MEMORY
    breaches: list[str] = field(default_factory=list)
    losing: Callable[[], bool] = nothing
    lost: str = ""
    witness: Callable[[Process, str], Awaitable[None]] = nobody
    chance: Ids = field(default_factory=lambda: SeededIds(1000))
    key: bytes = KEY

    @classmethod
    async def open(
        cls,
        seed: int,
        memory: Memory | None = None,
        path: str = MEMORY,
        losing: Callable[[], bool] = nothing,
        **cloud: Any,
    ) -> Region:
        """Regions that follow on one another need different seeds, or their ids repeat.

        On a file, every process has a store of its own.
        """
        stage = Stage(ids=SeededIds(seed))
        stage.store = NotedStore(path, stage.clock)
        stage.databases = stage.seen_by(CrashPoints())
        if memory is not None:
            await asyncio.sleep(memory.elapsed)
            lines = memory.documents.splitlines(keepends=True)
            await import_documents(stage.databases.store, lines)
        settings = local_settings(ARM_URL, None, Path("nowhere"), instant=False)
        records = Records(None, memory.cloud if memory else None)
        made = new_cloud(stage, SeededIds(seed + 100), records, **cloud)
        return cls(stage, made, settings, path, losing=losing)

    async def memory(self) -> Memory:
        documents = io.BytesIO()
        await export_documents(self.stage.databases.store, documents)
        elapsed = asyncio.get_running_loop().time()
        return Memory(documents.getvalue(), self.cloud.records.contents(), elapsed)

    @asynccontextmanager
    async def process(
        self, points: CrashPoints, plan_for: PlanFor = plan_for
    ) -> AsyncIterator[Process]:
        stage = self.stage
        store = stage.store if self.path == MEMORY else SqliteStore(self.path, stage.clock)
        seen = CrashingStore(store, points)
        databases = Databases.on(seen, stage.cipher, stage.clock, stage.ids)
        clock = CrashingClock(stage.clock, points)
        process = Process(self, points, NotedChance(self.chance, SharedKeys()))
        async with AsyncExitStack() as opened:
            azure = await opened.enter_async_context(self.azure(process, clock))
            world = Surroundings(
                settings=self.settings,
                azure=azure,
                installer=await opened.enter_async_context(HttpInstaller(azure, self.settings)),
                cipher=databases.cipher,
                billing=databases.billing,
                role_sets=databases.role_sets,
                clock=clock,
                ids=process.chance,
                keys=process.chance,
                graph_keys=[KEY],
                sizes=SharedSizes(),
            )
            process.backend = Backend(
                databases, plan_for, ClusterContexts(world).open, clock, stage.ids, SETTINGS
            )
            yield process

    def azure(self, process: Process, clock: CrashingClock) -> Azure:
        settings = self.settings
        endpoints = settings.endpoints(lambda: AsgiTransport(process.send, clock))
        return Azure(endpoints, settings.client_id, settings.client_secret, clock)

    async def live(self, points: CrashPoints, plan_for: PlanFor = plan_for) -> None:
        """A process works until nothing is left to do, or until it dies."""
        async with self.process(points, plan_for) as process:
            await self.stage.live(process.backend, points)

    def lose(self, moment: str, call: str) -> None:
        if moment == "after" and self.losing():
            self.lost = call
            raise ConnectionDropped(call)

    async def restart_cloud(self, **more: Any) -> None:
        """The cloud's process dies as well and starts again on what it wrote down."""
        kept = self.cloud.records.contents()
        await self.cloud.close()
        self.cloud = new_cloud(self.stage, SeededIds(200), Records(None, kept), **more)
        self.cloud.installer.resume()

    async def check_saved(self, chance: NotedChance, sent: str) -> None:
        """What came from chance must be in a document before anybody else sees it."""
        words = [word for word in chance.given if word in sent]
        if words:
            saved = [
                in_clear(orjson.loads(stored.row.body), self.stage.cipher)
                async for stored in self.stage.databases.clusters.all()
            ]
            text = orjson.dumps(saved).decode()
            lost = [word for word in words if chance.given[word] not in text]
            self.breaches += [f"{word} is used before it is saved: {sent[:200]}" for word in lost]


def new_cloud(stage: Stage, ids: SeededIds, records: Records, **more: Any) -> Cloud:
    config = CloudConfig(**{"remembered_calls": 0, "installer_in_background": False, **more})
    cloud = build_cloud(config, stage.clock, ids, SharedKeys(), records)
    cloud.watch(reach)
    return cloud


# Clusters and what is done to them


@dataclass(frozen=True)
class Case:
    """One operation on one sort of cluster: ``sp`` or ``wi``."""

    kind: str
    operation: str
    number: int = 0

    def before(self) -> Memory:
        return pristine(self.kind) if self.operation == "create" else installed(self.kind)

    async def accept(self, region: Region) -> OpenShiftClusterDocument:
        """What the front end writes: the operation first."""
        state, databases = STATES[self.operation], region.stage.databases
        operation = await region.stage.operation_of(state)

        def change(doc: OpenShiftClusterDocument) -> None:
            properties = doc.open_shift_cluster.properties
            properties.last_provisioning_state = properties.provisioning_state
            properties.provisioning_state = state
            doc.async_operation_id, doc.dequeues = operation.id, 0
            doc.correlation_data = CorrelationData(request_time=region.stage.clock.now())
            CHANGES.get((self.operation, self.kind), lambda p: None)(properties)

        if self.operation == "create":
            doc = new_document(self.kind, self.number)
            change(doc)
            return (await databases.clusters.create(doc)).doc
        id = document_id(self.number)
        return (await databases.clusters.patch(id, change, DEFAULT_SUBSCRIPTION)).doc


def _rotate_and_shrink(properties: Any) -> None:
    properties.service_principal_profile.client_id = "33333333-3333-3333-3333-333333333333"
    properties.service_principal_profile.client_secret = Secret("rotated")
    properties.network_profile.load_balancer_profile.managed_outbound_ips.count = 1


def _replace_identity_and_grow(properties: Any) -> None:
    identities = properties.platform_workload_identity_profile.platform_workload_identities
    identities["ingress"] = PlatformWorkloadIdentity(resource_id=identity("wi", "other"))
    properties.network_profile.load_balancer_profile.managed_outbound_ips.count = 3


def _forget_what_maintenance_mends(properties: Any) -> None:
    properties.maintenance_task = "Everything"
    properties.apiserver_profile.int_ip = ""
    properties.aro_sre_kubeconfig = properties.user_admin_kubeconfig = None


CHANGES: dict[tuple[str, str], Callable[[Any], None]] = {
    ("update", "sp"): _rotate_and_shrink,
    ("update", "wi"): _replace_identity_and_grow,
    ("admin update", "sp"): _forget_what_maintenance_mends,
    ("admin update", "wi"): _forget_what_maintenance_mends,
}


@cache
def pristine(kind: str) -> Memory:
    """Before anybody asked for a cluster: the customer's network and identities are there."""

    async def make() -> Memory:
        region = await Region.open(1)
        databases, cloud = region.stage.databases, region.cloud
        tenant = SubscriptionProperties(tenant_id=DEFAULT_TENANT)
        state = Subscription(state="Registered", properties=tenant)
        subscription = SubscriptionDocument(id=DEFAULT_SUBSCRIPTION, subscription=state)
        await databases.subscriptions.upsert(subscription)
        cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, f"{kind}-rg", "vnet", "eastus")
        for name in ("cluster", "other", *operators()):
            cloud.make(identity(kind, name), {"location": "eastus"})
        await databases.role_sets.create(role_set("4.17"))
        return await region.memory()

    return run_virtual(make())


@cache
def installed(kind: str) -> Memory:
    """With a cluster that nobody disturbed, one of whose machines was stopped since."""
    before = pristine(kind)

    async def make() -> Memory:
        region = await Region.open(2, before)
        doc = await Case(kind, "create").accept(region)
        await region.live(CrashPoints())
        machines = f"{doc.open_shift_cluster.properties.cluster_profile.resource_group_id}/"
        found = await region.stage.find(doc)
        assert found is not None
        infra = found.open_shift_cluster.properties.infra_id
        machine = region.cloud.resource(
            f"{machines}providers/Microsoft.Compute/virtualMachines/{infra}-master-0"
        )
        assert machine is not None
        machine.state["power"] = "deallocated"
        region.cloud.store.put(machine)
        return await region.memory()

    return run_virtual(make())


# Lives


@dataclass(frozen=True)
class Life:
    """One operation, killed or not: the processes' points and what they left behind.

    ``ends`` are the terminal states that were written to the operation; ``faults`` are names and
    keys that were used before they were saved, or that do not fit one another in the end.
    """

    points: Sequence[CrashPoints]
    left: dict[str, str]
    ends: Sequence[tuple[str, str]]
    faults: Sequence[str]

    @property
    def passed(self) -> list[str]:
        return self.points[0].passed

    @property
    def end(self) -> tuple[dict[str, str], Sequence[tuple[str, str]], Sequence[str]]:
        """All but the points."""
        return self.left, self.ends, self.faults

    @property
    def deaths(self) -> list[str]:
        return [points.died_at for points in self.points if points.dead]

    @property
    def where(self) -> str:
        return ", then ".join(f"{one.limit}: {one.died_at}" for one in self.points if one.dead)


@dataclass(slots=True)
class Deaths(CrashPoints):
    """Dies at each of ``limits``, in a branch of its own."""

    limits: range = range(0)
    branches: Branches = field(default_factory=Branches)

    def reach(self, label: str) -> None:
        number = len(self.passed) + 1
        if number in self.limits and self.branches.part():
            self.limit = number
        CrashPoints.reach(self, label)


Scene = Callable[[Region, OpenShiftClusterDocument], Awaitable[Sequence[CrashPoints]]]
"""Answers the points of the processes that were killed in it."""


@dataclass(frozen=True)
class Plans:
    """What the tests of this folder ask for."""

    ends: Any
    troubled: Any
    calm: dict[Case, Life] = field(default_factory=dict)

    def case(self, kind: str, operation: str, number: int = 0) -> Case:
        return Case(kind, operation, number)

    def undisturbed(self, case: Case) -> Life:
        if case not in self.calm:
            self.calm[case] = self.killed(case)
        return self.calm[case]

    def killed(self, case: Case, *limits: int, plan_for: PlanFor = plan_for) -> Life:
        """Killed at each limit in turn, one process after the other; the last is left alone."""

        async def main(before: Memory) -> Life:
            region = await Region.open(3, before)
            doc = await case.accept(region)
            processes: list[CrashPoints] = []
            for limit in (*limits, 0):
                processes.append(CrashPoints(limit))
                await region.live(processes[-1], plan_for)
                if not processes[-1].dead:
                    break
            return await self.ended(region, doc, processes)

        return run_virtual(main(case.before()))

    async def ended(
        self, region: Region, doc: OpenShiftClusterDocument, processes: Sequence[CrashPoints]
    ) -> Life:
        """The life that has just ended in a region."""
        await asyncio.sleep(3600)
        region.cloud.operations.settle()
        store = region.stage.store
        assert isinstance(store, NotedStore)
        written = [end for end in store.ends if end["id"] == doc.async_operation_id]
        ends = sorted({(end["status"], end["endTime"]) for end in written})
        faults = [*region.breaches, *await self.ends.misfits(region, doc)]
        return Life(processes, await self.ends.remains(region), ends, faults)

    def killed_at_each(self, case: Case, limits: range) -> Iterator[Life]:
        """One life for each limit.

        Deaths that left the same world behind share what became of it: nothing but the time and
        the keys could tell their successors apart.
        """
        before, known = case.before(), dict[str, Life]()

        async def main(branches: Branches) -> Any:
            region = await Region.open(3, before)
            doc = await case.accept(region)
            deaths = Deaths(limits=limits, branches=branches)
            await region.live(deaths)
            if not deaths.dead:
                return None
            points = (deaths.limit, deaths.passed, deaths.died_at)
            world = (await region.memory()).digest(region.stage.cipher)
            if any(world == left for _, left, _ in branches.told):
                return points, world, None
            await region.live(CrashPoints())
            return points, world, (await self.ended(region, doc, [])).end

        _, ends = run_branching(main)
        for points, world, end in ends:
            if end is not None:
                known[world] = Life([], *end)
            yield replace(known[world], points=[CrashPoints(*points)])

    def losing_each_reply(self, case: Case) -> Iterator[tuple[str, Life]]:
        """One life for each change in the cloud: the worker lives on, but hears nothing of it."""
        before = case.before()

        async def main(branches: Branches) -> Any:
            region = await Region.open(3, before, losing=branches.part)
            doc = await case.accept(region)
            await region.live(CrashPoints())
            return region.lost, (await self.ended(region, doc, [])).end

        _, ends = run_branching(main)
        for lost, end in ends:
            yield lost, Life([], *end)

    def told(self, case: Case, scene: Scene, **region: Any) -> Life:
        """What ``scene`` makes of an operation that was just accepted."""

        async def main(before: Memory) -> Life:
            opened = await Region.open(3, before, **region)
            doc = await case.accept(opened)
            return await self.ended(opened, doc, await scene(opened, doc))

        return run_virtual(main(case.before()))

    def differences(self, calm: Life, killed: Life) -> list[str]:
        return self.differ(calm.left, killed.left)

    def differ(self, before: dict[str, str], after: dict[str, str]) -> list[str]:
        found: list[str] = self.ends.differences(before, after)
        return found

    def failing_at(self, name: str) -> PlanFor:
        failing: PlanFor = self.troubled.failing_at(plan_for, name)
        return failing

    def canceled_at(self, name: str) -> PlanFor:
        canceled: PlanFor = self.troubled.canceled_at(plan_for, name)
        return canceled

    async def cancel(self, region: Region, doc: OpenShiftClusterDocument) -> None:
        """What the front end writes."""
        await region.stage.databases.clusters.patch(doc.id, self.troubled.cancel, doc.partition_key)

    def before_the_create(self, kind: str) -> dict[str, str]:
        """What there is when no cluster was asked for yet."""

        async def look(memory: Memory) -> dict[str, str]:
            left: dict[str, str] = await self.ends.remains(await Region.open(3, memory))
            return left

        return run_virtual(look(pristine(kind)))

    def create_steps(self, kind: str) -> list[str]:
        """Names of the steps of both phases."""
        phases = [phase(new_document(kind)) for phase in INSTALL_PHASES.values()]
        return [step.name for plan in phases for step in plan.steps]

    def steps(self, case: Case) -> list[str]:
        """Names of the steps of an operation on a finished cluster."""
        doc = new_document(case.kind)
        doc.open_shift_cluster.properties.provisioning_state = STATES[case.operation]
        return [step.name for step in plan_for(doc).steps]


@pytest.fixture(scope="session")
def plans(ends: Any, troubled: Any) -> Plans:
    return Plans(ends, troubled)
