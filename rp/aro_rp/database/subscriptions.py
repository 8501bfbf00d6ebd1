"""The subscriptions that ARM announced; deleted ones wait for a worker."""

from __future__ import annotations

from aro_api.internal.models import SubscriptionDocument
from aro_rp.clock import Clock, Ids
from aro_rp.database.collection import Stored
from aro_rp.database.containers import SUBSCRIPTIONS
from aro_rp.database.encryption import Cipher
from aro_rp.database.leases import DocumentLease, LeasedCollection
from aro_rp.database.store import Store

StoredSubscription = Stored[SubscriptionDocument]
SubscriptionLease = DocumentLease[SubscriptionDocument]


class Subscriptions(LeasedCollection[SubscriptionDocument]):
    """Container Subscriptions; the id is the subscription's."""

    def __init__(self, store: Store, cipher: Cipher, clock: Clock, ids: Ids) -> None:
        super().__init__(store, SUBSCRIPTIONS, cipher, clock)
        self._ids = ids

    async def dequeue(self, owner: str) -> SubscriptionLease | None:
        """The subscription whose clusters have waited longest to be deleted, leased."""
        return await self.take(owner, self._clock, self._ids)
