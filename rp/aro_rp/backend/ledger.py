"""The journal inside the cluster document, written under the cluster's lease."""

from __future__ import annotations

from dataclasses import dataclass

from aro_api.internal.models import Journal, OpenShiftClusterDocument
from aro_rp.database.leases import DocumentLease


@dataclass(frozen=True, slots=True)
class LeaseLedger:
    """Each write checks the lease's owner. A journal of another operation is not taken over."""

    lease: DocumentLease[OpenShiftClusterDocument]

    async def load(self) -> Journal:
        doc = self.lease.doc
        if doc.journal is None or doc.journal.operation != doc.async_operation_id:
            return Journal(operation=doc.async_operation_id)
        return doc.journal.model_copy(deep=True)

    async def save(self, journal: Journal) -> None:
        def change(doc: OpenShiftClusterDocument) -> None:
            doc.journal = journal.model_copy()

        await self.lease.patch(change)
