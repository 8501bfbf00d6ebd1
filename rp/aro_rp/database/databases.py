"""All collections of the resource provider, on one store."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aro_api.internal.models import (
    AsyncOperationDocument,
    GatewayDocument,
    MaintenanceManifestDocument,
    MaintenanceScheduleDocument,
    OpenShiftVersionDocument,
    PlatformWorkloadIdentityRoleSetDocument,
    PoolWorkerDocument,
    PortalDocument,
)
from aro_rp.clock import Clock, Ids
from aro_rp.database import containers
from aro_rp.database.billings import Billings
from aro_rp.database.clusters import Clusters, StoredCluster
from aro_rp.database.collection import Collection
from aro_rp.database.encryption import Cipher
from aro_rp.database.leases import LeasedCollection
from aro_rp.database.sqlite import SqliteStore
from aro_rp.database.sqlite_file import MEMORY
from aro_rp.database.store import Store, StoreError
from aro_rp.database.subscriptions import StoredSubscription, Subscriptions

SCHEME = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Databases:
    """Typed collections; ``async with`` closes the store at the end."""

    store: Store
    cipher: Cipher
    clusters: Clusters
    async_operations: Collection[AsyncOperationDocument]
    subscriptions: Subscriptions
    billing: Billings
    gateway: Collection[GatewayDocument]
    portal: Collection[PortalDocument]
    pool_workers: Collection[PoolWorkerDocument]
    versions: Collection[OpenShiftVersionDocument]
    role_sets: Collection[PlatformWorkloadIdentityRoleSetDocument]
    manifests: LeasedCollection[MaintenanceManifestDocument]
    schedules: Collection[MaintenanceScheduleDocument]

    @classmethod
    def on(cls, store: Store, cipher: Cipher, clock: Clock, ids: Ids) -> Databases:
        """The collections of a store that is open already."""
        c, rest = containers, (cipher, clock)
        return cls(
            store=store,
            cipher=cipher,
            clusters=Clusters(store, cipher, clock, ids),
            async_operations=Collection(store, c.ASYNC_OPERATIONS, *rest),
            subscriptions=Subscriptions(store, cipher, clock, ids),
            billing=Billings(store, cipher, clock),
            gateway=Collection(store, c.GATEWAY, *rest),
            portal=Collection(store, c.PORTAL, *rest),
            pool_workers=Collection(store, c.POOL_WORKERS, *rest),
            versions=Collection(store, c.VERSIONS, *rest),
            role_sets=Collection(store, c.ROLE_SETS, *rest),
            manifests=LeasedCollection(store, c.MANIFESTS, *rest),
            schedules=Collection(store, c.SCHEDULES, *rest),
        )

    async def subscription_and_cluster(
        self, subscription: str, key: str
    ) -> tuple[StoredSubscription | None, StoredCluster | None]:
        """What a write of a cluster looks at first, in one go; None for what is not there."""
        announced, cluster = await self.store.find_all(
            self.subscriptions.lookup(subscription), self.clusters.key_lookup(subscription, key)
        )
        return self.subscriptions.found(announced), self.clusters.found(cluster)

    async def close(self) -> None:
        await self.store.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def open_store(url_or_path: str, clock: Clock) -> Store:
    """The store at ``sqlite:///relative``, ``sqlite:////absolute``, a path, or ``:memory:``.

    Raises ValueError for another kind of URL, StoreError when it cannot be opened.
    """
    path = url_or_path.removeprefix(SCHEME)
    if "://" in path or not path:
        raise ValueError(f"'{url_or_path}' is neither sqlite:///PATH nor {MEMORY}")
    try:
        return SqliteStore(path, clock)
    except sqlite3.Error as error:
        raise StoreError(f"the database '{path}' cannot be opened: {error}") from error


def open_databases(url_or_path: str, cipher: Cipher, clock: Clock, ids: Ids) -> Databases:
    """All collections of the store at a URL, see ``open_store``."""
    return Databases.on(open_store(url_or_path, clock), cipher, clock, ids)
