from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from aro_api.data import read_table
from aro_api.internal.models import (
    Install,
    OpenShiftClusterDocument,
    ServicePrincipalProfile,
    Subscription,
    SubscriptionDocument,
    SubscriptionProperties,
)
from aro_api.secret import Secret
from aro_devcloud.clock import Clock
from aro_devcloud.cloud import Cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION, DEFAULT_TENANT
from aro_devcloud.testing import ARM_URL, AsgiTransport, SharedKeys, VirtualClock, memory_cloud
from aro_rp.azure import Azure
from aro_rp.backend.ledger import LeaseLedger
from aro_rp.backend.rehearsal import in_phase
from aro_rp.clock import SeededIds
from aro_rp.cluster.context import ClusterContext, ClusterContexts, Surroundings
from aro_rp.cluster.installer import HttpInstaller
from aro_rp.cluster.plans import plan_for
from aro_rp.cluster.rehearsal import role_set
from aro_rp.database.databases import Databases, open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.database.leases import DocumentLease
from aro_rp.env import Settings, local_settings
from aro_rp.steps import run
from aro_rp.steps.crashpoints import Crash, CrashPoints

OWNER = "worker"
READS = ("/token", "/listAccountSas", "/listKeys", "/instanceView", "/checkAccess")
KEY = bytes(range(64))
GROUP = f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups"


class FewKeys:
    """Real keys, the same few again and again."""

    def __init__(self) -> None:
        self._keys = SharedKeys()
        self.made = 0

    async def rsa(self, bits: int):
        self.made += 1
        return self._keys.rsa()

    def ec(self):
        return self._keys.ec()


@dataclass
class WorldEnd:
    """Where the process dies; by itself it never does."""

    points: CrashPoints = field(default_factory=CrashPoints)

    def reach(self, label: str) -> None:
        self.points.reach(label)


@dataclass
class DyingLease:
    """A lease whose process may die before or after a write."""

    inner: Any
    points: CrashPoints
    notes: list[Callable[[OpenShiftClusterDocument], None]] = field(default_factory=list)

    @property
    def doc(self) -> OpenShiftClusterDocument:
        doc: OpenShiftClusterDocument = self.inner.doc.model_copy(deep=True)
        for change in self.notes:
            change(doc)
        return doc

    def note(self, change: Callable[[OpenShiftClusterDocument], None]) -> None:
        self.notes.append(change)

    async def patch(self, change: Callable[[OpenShiftClusterDocument], None]) -> Any:
        def all_changes(doc: OpenShiftClusterDocument) -> None:
            for one in (*self.notes, change):
                one(doc)

        self.points.reach("before patch")
        doc = await self.inner.patch(all_changes)
        self.notes.clear()
        self.points.reach("after patch")
        return doc

    async def end_of_step(self) -> None:
        """What was noted is written with the journal."""
        if self.notes:
            await self.patch(lambda doc: None)


@dataclass
class Region:
    """A cloud, a store and what a worker needs to run plans between them."""

    cloud: Cloud
    clock: Clock
    databases: Databases
    settings: Settings
    world: Surroundings
    keys: FewKeys
    world_end: WorldEnd
    writes: list[str] = field(default_factory=list)

    def new(self, kind: str) -> OpenShiftClusterDocument:
        return new_sp_cluster(self) if kind == "sp" else new_wi_cluster(self)

    async def create(self, doc: OpenShiftClusterDocument) -> OpenShiftClusterDocument:
        return (await self.databases.clusters.create(doc)).doc

    @asynccontextmanager
    async def working(self) -> AsyncIterator[ClusterContext]:
        """A leased cluster, as the worker loop hands it to a plan."""
        lease = await self.databases.clusters.dequeue(OWNER)
        assert lease is not None
        subscription = await self.databases.subscriptions.get(lease.doc.partition_key)
        async with ClusterContexts(self.world).open(lease, subscription.doc) as ctx:
            try:
                yield ctx
            finally:
                await lease.end(lambda doc: None)

    @asynccontextmanager
    async def working_idle(self, doc: OpenShiftClusterDocument) -> AsyncIterator[ClusterContext]:
        """A context on a cluster that nothing is to be done for."""
        stored = await self.databases.clusters.get(doc.id, doc.partition_key)
        subscription = await self.databases.subscriptions.get(doc.partition_key)
        lease = DocumentLease(self.databases.clusters, stored, self.clock)
        async with ClusterContexts(self.world).open(lease, subscription.doc) as ctx:
            yield ctx

    async def run_plan(self) -> OpenShiftClusterDocument:
        """Runs what the waiting cluster's document asks for and gives the document back."""
        async with self.working() as ctx:
            plan = plan_for(ctx.doc)
            await run(plan, ctx, LeaseLedger(ctx._lease), self.clock)
            return ctx.doc

    async def run_each_step_twice(self) -> OpenShiftClusterDocument:
        """The plan's steps one by one, each again after itself, as after a crash."""
        async with self.working() as ctx:
            for step in plan_for(ctx.doc).steps:
                for _ in range(2):
                    work = getattr(step, "run", None)
                    if work is not None:
                        await work(ctx)
                    else:
                        while not await step.holds(ctx):
                            await self.clock.sleep(1)
            return ctx.doc

    async def change(self, doc: OpenShiftClusterDocument, change: Callable[[Any], None]) -> None:
        await self.databases.clusters.patch(doc.id, change, doc.partition_key)

    async def install(self, doc: OpenShiftClusterDocument) -> OpenShiftClusterDocument:
        """Both phases, and the end that the worker loop writes."""
        doc = await self.create(doc)
        await self.run_plan()
        await self.change(
            doc, lambda d: setattr(d.open_shift_cluster.properties.install, "phase", 1)
        )
        await self.run_plan()
        await self.to_state(doc, "Succeeded")
        return (await self.databases.clusters.get(doc.id, doc.partition_key)).doc

    async def run_killed_everywhere(self) -> int:
        """Each step dies at its first place, its second, ... until it comes to its end.

        Gives the number of deaths. Nothing is cleaned up in between.
        """
        deaths = 0
        async with self.working() as ctx:
            for step in plan_for(ctx.doc).steps:
                limit = 1
                while not await self._survives(step, ctx, limit):
                    limit += 1
                deaths += limit - 1
        return deaths

    async def _survives(self, step: Any, old: ClusterContext, limit: int) -> bool:
        points = self.world_end.points = CrashPoints(limit)
        lease: Any = DyingLease(old._lease, points)
        async with ClusterContexts(self.world).open(lease, old.subscription) as ctx:
            try:
                work = getattr(step, "run", None)
                if work is not None:
                    await work(ctx)
                else:
                    while not await step.holds(ctx):
                        await self.clock.sleep(1)
                await lease.end_of_step()
            except Crash:
                return False
            finally:
                self.world_end.points = CrashPoints()
        return not points.dead

    async def hand_over(self, doc: OpenShiftClusterDocument) -> None:
        await self.change(doc, in_phase(1))

    async def to_state(self, doc: OpenShiftClusterDocument, state: str) -> None:
        def change(stored: OpenShiftClusterDocument) -> None:
            stored.open_shift_cluster.properties.provisioning_state = state
            stored.open_shift_cluster.properties.install = None
            stored.journal = None

        await self.change(doc, change)

    def resources(self, scope: str = "") -> list[str]:
        """Ids of everything in the cloud below a scope."""
        return sorted(
            one.id for one in self.cloud.store.everything() if scope.lower() in one.id.lower()
        )

    def body(self, resource_id: str) -> dict[str, Any]:
        found = self.cloud.store.find(resource_id)
        assert found is not None, resource_id
        return found.body

    def state(self) -> dict[str, Any]:
        """Everything the cloud holds, without what only says when it was written."""
        return {
            one.id: without_times(one.properties)
            for one in self.cloud.store.everything()
            if "/deployments/" not in one.id
        }


def without_times(value: Any) -> Any:
    """The value without members that only say when something was written."""
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if not k.endswith(("Time", "On"))}
        return {k: without_times(v) for k, v in kept.items()}
    return [without_times(v) for v in value] if isinstance(value, list) else value


@pytest.fixture
async def region(tmp_path: Path) -> AsyncIterator[Region]:
    async with opened_region(tmp_path) as region:
        yield region


@asynccontextmanager
async def opened_region(folder: Path) -> AsyncIterator[Region]:
    clock, ids, keys = VirtualClock(), SeededIds(), FewKeys()
    cloud = memory_cloud(clock=clock)
    settings = local_settings(ARM_URL, None, folder, instant=True)
    writes: list[str] = []
    world_end = WorldEnd()

    async def app(scope, receive, send):
        is_read = scope["method"] in ("GET", "HEAD") or scope["path"].endswith(READS)
        if is_read:
            return await cloud.app(scope, receive, send)
        label = f"{scope['method']} {scope['path']}"
        world_end.reach(f"before {label}")
        writes.append(label)
        await cloud.app(scope, receive, send)
        world_end.reach(f"after {label}")

    async with AsyncExitStack() as opened:
        databases = await opened.enter_async_context(
            open_databases(":memory:", Cipher.from_keys([KEY]), clock, ids)
        )
        azure = await opened.enter_async_context(
            Azure(
                settings.endpoints(lambda: AsgiTransport(app, clock)),
                settings.client_id,
                settings.client_secret,
                clock,
            )
        )
        installer = await opened.enter_async_context(HttpInstaller(azure, settings))
        world = Surroundings(
            settings=settings,
            azure=azure,
            installer=installer,
            cipher=databases.cipher,
            billing=databases.billing,
            role_sets=databases.role_sets,
            clock=clock,
            ids=ids,
            keys=keys,
            graph_keys=[KEY],
        )
        await databases.subscriptions.upsert(
            SubscriptionDocument(
                id=DEFAULT_SUBSCRIPTION,
                subscription=Subscription(
                    state="Registered", properties=SubscriptionProperties(tenant_id=DEFAULT_TENANT)
                ),
            )
        )
        for release in read_table("role_sets")["releases"]:
            await databases.role_sets.create(role_set(release))
        yield Region(cloud, clock, databases, settings, world, keys, world_end, writes)


def new_document(region: Region, name: str = "demo") -> OpenShiftClusterDocument:
    network = region.cloud.seed_customer_network(
        DEFAULT_SUBSCRIPTION, f"{name}-rg", f"{name}-vnet", "eastus"
    )
    cluster_id = f"{GROUP}/{name}-rg/providers/Microsoft.RedHatOpenShift/openShiftClusters/{name}"
    managed = f"{GROUP}/{name}-managed"
    return OpenShiftClusterDocument.model_validate(
        {
            "id": f"00000000-0000-4000-8000-{name.encode().hex():0>12}"[:36],
            "partitionKey": DEFAULT_SUBSCRIPTION,
            "key": cluster_id.lower(),
            "clusterResourceGroupIdKey": managed.lower(),
            "clientIdKey": f"client-{name}",
            "asyncOperationId": "operation",
            "openShiftCluster": {
                "id": cluster_id,
                "name": name,
                "type": "Microsoft.RedHatOpenShift/openShiftClusters",
                "location": "eastus",
                "properties": {
                    "architectureVersion": 1,
                    "provisioningState": "Creating",
                    "clusterProfile": {
                        "domain": name,
                        "version": "4.17.27",
                        "resourceGroupId": managed,
                    },
                    "networkProfile": {
                        "podCidr": "10.128.0.0/14",
                        "serviceCidr": "172.30.0.0/16",
                        "outboundType": "Loadbalancer",
                        "loadBalancerProfile": {"managedOutboundIps": {"count": 1}},
                    },
                    "masterProfile": {
                        "vmSize": "Standard_D8s_v3",
                        "subnetId": network.master_subnet,
                    },
                    "workerProfiles": [
                        {
                            "name": "worker",
                            "vmSize": "Standard_D4s_v3",
                            "diskSizeGB": 128,
                            "subnetId": network.worker_subnet,
                            "count": 3,
                        }
                    ],
                    "apiserverProfile": {"visibility": "Public"},
                    "ingressProfiles": [{"name": "default", "visibility": "Public"}],
                },
            },
        }
    )


def with_install(doc: OpenShiftClusterDocument, now: Any) -> OpenShiftClusterDocument:
    doc.open_shift_cluster.properties.install = Install(now=now, phase=0)
    return doc


@pytest.fixture
async def regions(tmp_path: Path) -> AsyncIterator[tuple[Region, Region]]:
    async with opened_region(tmp_path) as one, opened_region(tmp_path) as other:
        yield one, other


@pytest.fixture
def sp_cluster(region: Region) -> OpenShiftClusterDocument:
    return new_sp_cluster(region)


@pytest.fixture
def wi_cluster(region: Region) -> OpenShiftClusterDocument:
    return new_wi_cluster(region)


def new_sp_cluster(region: Region) -> OpenShiftClusterDocument:
    """A public cluster with a service principal, accepted and not begun."""
    doc = new_document(region)
    properties = doc.open_shift_cluster.properties
    properties.service_principal_profile = ServicePrincipalProfile(
        client_id="11111111-1111-1111-1111-111111111111", client_secret=Secret("sp-secret")
    )
    properties.cluster_profile.pull_secret = Secret('{"auths":{}}')
    return with_install(doc, region.clock.now())


def new_wi_cluster(region: Region) -> OpenShiftClusterDocument:
    """A cluster with managed identities, accepted and not begun."""
    doc = new_document(region, "wi")
    body = doc.model_dump(by_alias=True)
    scope = f"{GROUP}/wi-rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities"

    def identity(name: str) -> str:
        region.cloud.engine.make(f"{scope}/{name}", {"location": "eastus"})
        return f"{scope}/{name}"

    names = [role["operatorName"] for role in read_table("role_sets")["roles"]]
    cluster = body["openShiftCluster"]
    cluster["managedServiceIdentity"] = {
        "type": "UserAssigned",
        "userAssignedIdentities": {identity("cluster"): {}},
    }
    cluster["properties"]["platformWorkloadIdentityProfile"] = {
        "platformWorkloadIdentities": {name: {"resourceId": identity(name)} for name in names}
    }
    return with_install(OpenShiftClusterDocument.model_validate(body), region.clock.now())
