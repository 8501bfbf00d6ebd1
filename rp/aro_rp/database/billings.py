"""What clusters are billed for; the times are the store's, and set once."""

from __future__ import annotations

from aro_api.internal.models import BillingDocument
from aro_rp.clock import Clock
from aro_rp.database.collection import Collection, Stored
from aro_rp.database.containers import BILLING
from aro_rp.database.encryption import Cipher
from aro_rp.database.store import Store


class Billings(Collection[BillingDocument]):
    """Container Billing; the id is the cluster document's."""

    def __init__(self, store: Store, cipher: Cipher, clock: Clock) -> None:
        super().__init__(store, BILLING, cipher, clock)

    async def create(self, doc: BillingDocument) -> Stored[BillingDocument]:
        """Begins billing now unless the document says since when."""
        doc.billing.creation_time = doc.billing.creation_time or int(self.store.now())
        return await super().create(doc)

    async def mark_deleted(self, id: str) -> Stored[BillingDocument]:
        """Ends billing now unless it has ended. Raises NotFound."""

        def ended(doc: BillingDocument) -> None:
            doc.billing.deletion_time = doc.billing.deletion_time or int(self.store.now())

        return await self.patch(id, ended)
