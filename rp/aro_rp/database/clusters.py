"""The clusters: found by resource id, listed by its prefix, leased by workers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.clock import Clock, Ids
from aro_rp.database.collection import Page, Stored, lower
from aro_rp.database.containers import OPEN_SHIFT_CLUSTERS
from aro_rp.database.encryption import Cipher
from aro_rp.database.leases import DocumentLease, LeasedCollection
from aro_rp.database.store import Create, Lookup, StartsWith, Store

ClusterLease = DocumentLease[OpenShiftClusterDocument]
StoredCluster = Stored[OpenShiftClusterDocument]

_KEY = re.compile(r"/subscriptions/([^/]+)/resourcegroups/[^/]+/providers(?:/[^/]+){3,}")
_KEPT = 256

BY_KEY = "/key"
BY_CLIENT_ID = "/clientIdKey"
BY_RESOURCE_GROUP_ID = "/clusterResourceGroupIdKey"
_KEYS = ("key", "clientIdKey", "clusterResourceGroupIdKey")


class Clusters(LeasedCollection[OpenShiftClusterDocument]):
    """Container OpenShiftClusters; a key is a lower-case resource id, a partition its subscription.

    ``create`` raises AlreadyExists whose ``unique`` is ``/key``, ``/clientIdKey`` or
    ``/clusterResourceGroupIdKey`` when a cluster of the subscription has the same.
    """

    def __init__(self, store: Store, cipher: Cipher, clock: Clock, ids: Ids) -> None:
        super().__init__(store, OPEN_SHIFT_CLUSTERS, cipher, clock)
        self._ids = ids

    def creation(self, doc: OpenShiftClusterDocument) -> Create:
        """Fills in the partition key from the key."""
        partition = partition_of(doc.key)
        for key in (doc.client_id_key, doc.cluster_resource_group_id_key):
            lower(key)
        if doc.partition_key != partition:
            doc.partition_key = partition
        return super().creation(doc)

    def creation_of(self, document: Mapping[str, Any]) -> Create:
        for name in _KEYS:
            lower(document.get(name, ""))
        return super().creation_of(document)

    async def find_key(self, key: str) -> StoredCluster | None:
        """The cluster with this resource id, None when there is none."""
        return self.found(await self.store.find(self.key_lookup(partition_of(key), key)))

    def key_lookup(self, subscription: str, key: str) -> Lookup:
        """A ``find_key`` to be made together with others, see Store.find_all and ``found``."""
        return Lookup(self.container.name, subscription, lower(key), BY_KEY)

    async def by_client_id(self, client_id_key: str, subscription: str) -> StoredCluster | None:
        """The cluster of the subscription that uses this client id or cluster identity."""
        return await self._only(BY_CLIENT_ID, client_id_key, subscription)

    async def by_resource_group_id(self, id_key: str, subscription: str) -> StoredCluster | None:
        """The cluster of the subscription that has this managed resource group."""
        return await self._only(BY_RESOURCE_GROUP_ID, id_key, subscription)

    async def page(
        self, subscription: str, prefix: str, limit: int, continuation: str = ""
    ) -> Page[OpenShiftClusterDocument]:
        """Clusters of a subscription whose keys begin so, by key. Raises BadToken."""
        return await self.select(
            StartsWith(BY_KEY, lower(prefix)),
            partition=lower(subscription),
            order=BY_KEY,
            limit=limit,
            continuation=continuation,
        )

    async def dequeue(self, owner: str) -> ClusterLease | None:
        """The cluster that has waited longest for a worker, leased to ``owner``."""
        return await self.take(owner, self._clock, self._ids)

    async def _only(self, path: str, value: str, partition: str) -> StoredCluster | None:
        wanted = Lookup(self.container.name, lower(partition), lower(value), path)
        return self.found(await self.store.find(wanted))


@lru_cache(maxsize=_KEPT)
def partition_of(key: str) -> str:
    """The subscription in a cluster's key. Raises ValueError unless it is a lower-case id."""
    match = _KEY.fullmatch(lower(key))
    if match is None:
        raise ValueError(f"'{key}' is not the id of a resource in a resource group")
    return match[1]
