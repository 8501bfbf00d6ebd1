"""A client, the local cloud, the frontend and a backend in one process, hours in milliseconds.

The cloud is new for every test, as it is told; the frontend and its database are shared.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from aro_api.data import read_table
from aro_devcloud.cloud import Cloud, build_cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION, DEFAULT_TENANT, CloudConfig
from aro_devcloud.records import Records
from aro_devcloud.testing import ARM_URL, AsgiTransport, HttpxTransport, SharedKeys
from aro_rp.azure import Azure
from aro_rp.backend import Backend, BackendSettings
from aro_rp.backend.rehearsal import Stage
from aro_rp.clock import SeededIds
from aro_rp.cluster.context import ClusterContexts, Surroundings
from aro_rp.cluster.installer import HttpInstaller
from aro_rp.cluster.plans import plan_for
from aro_rp.cluster.rehearsal import NotedChance
from aro_rp.env import Settings, local_settings
from aro_rp.frontend.app import build_app
from aro_rp.frontend.azure_checks import AzureChecks
from aro_rp.frontend.azure_side import AzureSide, WithoutAzure
from aro_rp.frontend.config import FrontendConfig
from aro_rp.local.seed import seed
from aro_rp.steps.virtual_time import VirtualLoop

API = "api-version=2025-07-25"
GROUP = f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/rg"
MANAGED = f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/managed"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet"
CLUSTER = f"{GROUP}/providers/Microsoft.RedHatOpenShift/openShiftClusters/demo"
PRINCIPAL = "11111111-1111-1111-1111-111111111111"
Prepare = Callable[[Cloud, dict[str, Any]], None]


@dataclass(frozen=True)
class Told:
    """What the client is told: by the reply, or by the operation that was accepted."""

    status: int
    error: dict[str, Any]
    waited_s: float = 0.0

    @property
    def first(self) -> tuple[int, str, str]:
        return self.status, self.error.get("code", ""), self.error.get("target", "")

    @property
    def all(self) -> list[tuple[str, str]]:
        found = self.error.get("details") or [self.error]
        return [(one.get("code", ""), one.get("target", "")) for one in found]


class Switch:
    """Asks the cloud of the moment."""

    def __init__(self) -> None:
        self.now: AzureSide = WithoutAzure()

    async def detect(self, *asked: Any) -> object:
        return await self.now.detect(*asked)

    async def problems(self, *asked: Any) -> Sequence[Any]:
        return await self.now.problems(*asked)


@dataclass
class Desk:
    """Where a client asks for clusters; runs everything on a loop of its own."""

    runner: asyncio.Runner
    stage: Stage
    app: Any
    checks: Switch
    settings: Settings = field(
        default_factory=lambda: local_settings(ARM_URL, None, Path("nowhere"), instant=False)
    )

    def create(self, body: dict[str, Any], prepare: Prepare, **cloud: Any) -> Told:
        """What comes of the request in a cloud that was told so."""

        async def ask() -> Told:
            async with self._day(cloud) as day:
                prepare(day.cloud, body)
                return await day.put(body)

        return self.runner.run(ask())

    def update(
        self, body: dict[str, Any], first: Prepare, prepare: Prepare, **cloud: Any
    ) -> tuple[Told, Told]:
        """What comes of a create, and of the same request changed by ``prepare``."""

        async def ask() -> tuple[Told, Told]:
            async with self._day(cloud) as day:
                first(day.cloud, body)
                created = await day.put(body)
                prepare(day.cloud, body)
                return created, await day.put(body)

        return self.runner.run(ask())

    def detect(self, detector: str, **cloud: Any) -> Any:
        """What support's detectors of the cloud say of the cluster."""

        async def ask() -> Any:
            async with self._day(cloud):
                return await self.checks.detect(CLUSTER, "eastus", detector)

        return self.runner.run(ask())

    @asynccontextmanager
    async def _day(self, told: dict[str, Any]) -> AsyncIterator[Day]:
        stage, settings = self.stage, self.settings
        config = CloudConfig(**{"remembered_calls": 0, "installer_in_background": False, **told})
        cloud = build_cloud(config, stage.clock, SeededIds(7), SharedKeys(), Records(None))
        async with AsyncExitStack() as opened:
            opened.push_async_callback(self._clear)
            opened.push_async_callback(cloud.close)
            endpoints = settings.endpoints(lambda: AsgiTransport(cloud.app, stage.clock))
            azure = await opened.enter_async_context(
                Azure(endpoints, settings.client_id, settings.client_secret, stage.clock)
            )
            subscriptions = stage.databases.subscriptions
            tenant = settings.app_lens_tenant
            self.checks.now = AzureChecks(azure, tenant, subscriptions, stage.clock)
            cloud.connect_rp("http://rp", HttpxTransport(httpx.ASGITransport(self.app)))
            await cloud.start()
            world = Surroundings(
                settings=settings,
                azure=azure,
                installer=await opened.enter_async_context(HttpInstaller(azure, settings)),
                cipher=stage.cipher,
                billing=stage.databases.billing,
                role_sets=stage.databases.role_sets,
                clock=stage.clock,
                ids=SeededIds(8),
                keys=NotedChance(SeededIds(9), SharedKeys()),
                graph_keys=[bytes(64)],
            )
            token = cloud.tokens.issue(DEFAULT_TENANT, "client", "https://management.azure.com")
            http = await opened.enter_async_context(
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(cloud.app),
                    base_url=ARM_URL,
                    headers={"authorization": f"Bearer {token}"},
                )
            )
            yield Day(stage, cloud, world, http)

    async def _clear(self) -> None:
        databases = self.stage.databases
        for collection in (databases.clusters, databases.async_operations, databases.subscriptions):
            async for stored in collection.all():
                await collection.delete(stored)


@dataclass
class Day:
    """One cloud, and what is asked for in it."""

    stage: Stage
    cloud: Cloud
    world: Surroundings
    http: httpx.AsyncClient

    async def put(self, body: dict[str, Any]) -> Told:
        """The reply's error, or that of the operation once the backend has ended it."""
        reply = await self.http.put(f"{CLUSTER}?{API}", json=body)
        if reply.status_code >= 400:
            return Told(reply.status_code, reply.json()["error"])
        begun = self.stage.clock.now()
        contexts = ClusterContexts(self.world)
        stage = self.stage
        settings = BackendSettings(delete_pause_s=0.0)
        await stage.live(
            Backend(stage.databases, plan_for, contexts.open, stage.clock, stage.ids, settings)
        )
        ended = await self.http.get(reply.headers["azure-asyncoperation"])
        waited = (self.stage.clock.now() - begun).total_seconds()
        return Told(reply.status_code, ended.json().get("error", {}), waited)


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:

        async def open_desk() -> Desk:
            stage, checks = Stage(ids=SeededIds(1)), Switch()
            await seed(stage.databases, stage.ids)
            config = FrontendConfig(location="eastus", domain="eastus.aroapp.io", retry_after_s=1)
            app = build_app(stage.databases, config, stage.clock, stage.ids, checks)
            return Desk(runner, stage, app, checks)

        yield runner.run(open_desk())


def identity(name: str) -> str:
    return f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"


@pytest.fixture
def wanted() -> dict[str, Any]:
    """A public cluster with a service principal."""
    return {
        "location": "eastus",
        "properties": {
            "clusterProfile": {
                "domain": "demo",
                "version": "4.17.27",
                "resourceGroupId": MANAGED,
                "pullSecret": '{"auths":{}}',
                "fipsValidatedModules": "Disabled",
            },
            "servicePrincipalProfile": {"clientId": PRINCIPAL, "clientSecret": "secret"},
            "networkProfile": {"podCidr": "10.128.0.0/14", "serviceCidr": "172.30.0.0/16"},
            "masterProfile": {
                "vmSize": "Standard_D8s_v3",
                "subnetId": f"{VNET}/subnets/master",
                "encryptionAtHost": "Disabled",
            },
            "workerProfiles": [
                {
                    "name": "worker",
                    "vmSize": "Standard_D4s_v3",
                    "diskSizeGB": 128,
                    "count": 3,
                    "subnetId": f"{VNET}/subnets/worker",
                    "encryptionAtHost": "Disabled",
                }
            ],
            "apiserverProfile": {"visibility": "Public"},
            "ingressProfiles": [{"name": "default", "visibility": "Public"}],
        },
    }


@pytest.fixture
def workload(wanted: dict[str, Any]) -> dict[str, Any]:
    """The same with workload identities."""
    del wanted["properties"]["servicePrincipalProfile"]
    own = {"userAssignedIdentities": {identity("cluster"): {}}}
    wanted["identity"] = {"type": "UserAssigned", **own}
    operators = [role["operatorName"] for role in read_table("role_sets")["roles"]]
    platform = {name: {"resourceId": identity(name)} for name in operators}
    wanted["properties"]["platformWorkloadIdentityProfile"] = {
        "platformWorkloadIdentities": platform
    }
    return wanted


def _furnish(cloud: Cloud, body: dict[str, Any], location: str = "eastus") -> None:
    cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "rg", "vnet", location)
    own = body.get("identity", {}).get("userAssignedIdentities", {})
    profile = body["properties"].get("platformWorkloadIdentityProfile", {})
    platform = profile.get("platformWorkloadIdentities", {})
    for resource in [*own, *(one["resourceId"] for one in platform.values())]:
        cloud.make(resource, {"location": "eastus"})


@pytest.fixture
def furnish() -> Callable[..., None]:
    """Makes the network and the identities that a request names."""
    return _furnish
