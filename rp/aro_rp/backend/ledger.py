"""The journal inside the cluster document, written under the cluster's lease."""

from __future__ import annotations

from dataclasses import dataclass

from aro_api.internal.models import Journal, OpenShiftClusterDocument
from aro_rp.database.leases import DocumentLease
from aro_rp.steps import Stopped


@dataclass(frozen=True, slots=True)
class LeaseLedger:
    """Each write checks the lease's owner. A journal of another operation is not taken over."""

    lease: DocumentLease[OpenShiftClusterDocument]

    async def load(self) -> Journal:
        doc = self.lease.doc
        if doc.journal is None or doc.journal.operation != doc.async_operation_id:
            return Journal(operation=doc.async_operation_id)
        return doc.journal

    async def save(self, journal: Journal) -> None:
        await self.lease.assign(journal=journal)

    def check(self) -> None:
        """A wish to stop makes the next write fail, so it is read by the next heartbeat at last."""
        if is_to_stop(self.lease.doc):
            raise Stopped(self.lease.doc.async_operation_id)


def is_to_stop(doc: OpenShiftClusterDocument) -> bool:
    """Whether somebody canceled the operation that is under way; earlier wishes do not count."""
    wish = doc.canceled_operation_id
    return bool(wish) and wish == doc.async_operation_id
