"""A whole local cloud: its parts put together, started and closed."""

from __future__ import annotations

import asyncio
from collections import deque
from pathlib import Path

from aro_devcloud.app import Call, CloudApp, OnMutation
from aro_devcloud.app_lens import AppLens
from aro_devcloud.applications import Applications
from aro_devcloud.arm.cluster_removal import ClusterRemoval
from aro_devcloud.arm.deployments import Deployments
from aro_devcloud.arm.features import Features
from aro_devcloud.arm.forwarding import ResourceProviderLink
from aro_devcloud.arm.front_door import FrontDoor
from aro_devcloud.arm.groups import Groups
from aro_devcloud.arm.resources import ResourceEngine
from aro_devcloud.arm.scopes import Scopes
from aro_devcloud.arm.subscriptions import Subscriptions
from aro_devcloud.blobs.access import BlobAccess
from aro_devcloud.blobs.content import BlobContent
from aro_devcloud.blobs.service import BlobService
from aro_devcloud.catalog import Catalog, World
from aro_devcloud.check_access import CheckAccess
from aro_devcloud.clock import Clock, Ids, RandomIds, SystemClock
from aro_devcloud.config import CloudConfig
from aro_devcloud.faults import Faults
from aro_devcloud.graph import Graph
from aro_devcloud.http import Json, Plane
from aro_devcloud.installer.service import Installer
from aro_devcloud.keys import FreshKeys, KeySource
from aro_devcloud.metadata import Metadata
from aro_devcloud.operations import GROUP_DELETE, Operation, Operations
from aro_devcloud.principals import Principals
from aro_devcloud.providers.all import PROVIDERS
from aro_devcloud.records import Records
from aro_devcloud.seeds import CustomerNetwork, seed, seed_customer_network
from aro_devcloud.store import Resource, ResourceStore
from aro_devcloud.tokens import Signer, Tokens
from aro_devcloud.transport import Transport


class Cloud:
    """One local cloud. ``app`` is its ASGI application; ``start`` and ``close`` own what runs
    beside it.
    """

    def __init__(
        self, config: CloudConfig, clock: Clock, ids: Ids, keys: KeySource, records: Records
    ) -> None:
        self.config = config
        self.clock = clock
        self.ids = ids
        self.records = records
        self.store = ResourceStore(self.records)
        self.blobs = BlobContent(self.records, clock, ids)
        self.world = World(
            config=config,
            store=self.store,
            blobs=self.blobs,
            clock=clock,
            ids=ids,
            make=lambda resource_id, body: self.engine.make(resource_id, body),
            remove=lambda resource_id: self.engine.remove(resource_id),
            show=lambda resource, view: self.engine.show(resource, view),
        )
        self.scopes = Scopes(config, self.records, self.store)
        self.catalog = Catalog(PROVIDERS)
        self.operations = Operations(self.records, clock, ids)
        self.operations.finish = self._finish
        self.engine = ResourceEngine(self.catalog, self.world, self.operations, self.scopes)
        self.groups = Groups(self.world, self.catalog, self.scopes, self.engine, self.operations)
        self.link = ResourceProviderLink(self.world, self.scopes, config.rp_url)
        self.subscriptions = Subscriptions(config, self.scopes, self.catalog, self.link, clock)
        self.applications = Applications(config, records, clock, ids)
        self.principals = Principals(config, self.store, self.applications)
        signer = Signer(self.records, keys)
        self.tokens = Tokens(signer, self.principals, clock, ids, config.token_lifetime_s)
        self.installer = Installer(self.world, self.records, self.tokens, keys)
        self.faults = Faults(config.faults, clock)
        self.deployments = Deployments(self.world, self.engine, self.scopes, self.operations)
        self.front_door = FrontDoor(
            tokens=self.tokens,
            world=self.world,
            catalog=self.catalog,
            scopes=self.scopes,
            engine=self.engine,
            operations=self.operations,
            groups=self.groups,
            subscriptions=self.subscriptions,
            deployments=self.deployments,
            features=Features(self.scopes, self.link),
            removal=ClusterRemoval(self.scopes, self.link, self.operations),
            link=self.link,
        )
        self.app = CloudApp(
            self.front_door,
            self._planes(),
            self.tokens,
            self.faults,
            self.records,
            ids,
            config.remembered_calls,
        )
        self._tasks: set[asyncio.Task[None]] = set()

    def _planes(self) -> dict[str, Plane]:
        access = BlobAccess(self.tokens, self.clock)
        about = Metadata(self.tokens, self.principals)
        return {
            "graph": Graph(self.tokens, self.principals, self.applications),
            "blob": BlobService(self.world, self.blobs, access),
            "installer": self.installer,
            "applens": AppLens(self.tokens),
            "checkaccess": CheckAccess(self.world, self.tokens),
            "metadata": about,
            "msi": about,
        }

    @property
    def calls(self) -> deque[Call]:
        """The requests answered so far, oldest first."""
        return self.app.calls

    def watch(self, hook: OnMutation) -> None:
        """Calls ``hook(moment, "METHOD /path")`` before and after each state-changing request."""
        self.app.on_mutation = hook

    def connect_rp(self, url: str, transport: Transport | None = None) -> None:
        """Tells the front door where the OpenShift resource provider answers."""
        self.link.connect(url, transport)

    async def start(self) -> None:
        """Starts what runs beside the requests: announcing subscriptions to the provider."""
        for key, record in self.scopes.subscriptions.items():
            if record["openshift"] == "Registered":
                self.link.announce_later(key)
        self._own(asyncio.create_task(self.link.announce_until_heard(), name="announce"))
        self.installer.resume()

    async def close(self) -> None:
        """Stops everything and closes the file; nothing is lost that was answered."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.installer.close()
        await self.link.close()
        self.records.close()

    def resource(self, resource_id: str) -> Resource | None:
        """A resource as the cloud keeps it, for tests."""
        self.operations.settle()
        return self.store.find(resource_id)

    def make(self, resource_id: str, body: Json) -> Resource:
        """Creates or replaces a resource at once, bypassing the front door."""
        resource = self.engine.make(resource_id, body)
        self.records.commit()
        return resource

    def seed_customer_network(
        self, subscription: str, group: str, network: str, location: str = ""
    ) -> CustomerNetwork:
        """A resource group with a network of a master and a worker subnet, made unless there."""
        made = seed_customer_network(self, subscription, group, network, location)
        self.records.commit()
        return made

    def _finish(self, operation: Operation) -> None:
        if operation.kind == GROUP_DELETE:
            self.groups.finish(operation)
        else:
            self.engine.finish(operation)

    def _own(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def build_cloud(
    config: CloudConfig,
    clock: Clock | None = None,
    ids: Ids | None = None,
    keys: KeySource | None = None,
    records: Records | None = None,
) -> Cloud:
    """A cloud with what every cloud starts with; a second build on the same data continues.

    ``records`` take the place of those that the configuration names.
    """
    held = records or Records(_database(config))
    cloud = Cloud(config, clock or SystemClock(), ids or RandomIds(), keys or FreshKeys(), held)
    seed(cloud)
    cloud.records.commit()
    return cloud


def _database(config: CloudConfig) -> Path | None:
    if config.data_dir is None:
        return None
    config.data_dir.mkdir(parents=True, exist_ok=True)
    return config.data_dir / "cloud.sqlite"
