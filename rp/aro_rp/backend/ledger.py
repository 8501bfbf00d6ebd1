"""The journal inside the cluster document, written under the cluster's lease."""

from __future__ import annotations

from dataclasses import dataclass

from aro_api.internal.models import Journal, OpenShiftClusterDocument
from aro_rp.clock import Clock
from aro_rp.database.leases import DocumentLease
from aro_rp.database.store import Throttled
from aro_rp.steps import RetryPolicy, Stopped, retrying

STORE_OUTAGE = RetryPolicy(
    on=lambda error: isinstance(error, Throttled), first_s=0.5, cap_s=8.0, attempts=8
)
"""About as long as a heartbeat endures; it cancels who still tries when the lease runs out."""


@dataclass(frozen=True, slots=True)
class LeaseLedger:
    """Each write checks the lease's owner. A journal of another operation is not taken over.

    A short outage of the store delays a step; it is no error of the step.
    """

    lease: DocumentLease[OpenShiftClusterDocument]
    clock: Clock

    async def load(self) -> Journal:
        doc = self.lease.doc
        if doc.journal is None or doc.journal.operation != doc.async_operation_id:
            return Journal(operation=doc.async_operation_id)
        return doc.journal

    async def save(self, journal: Journal) -> None:
        await retrying(STORE_OUTAGE, lambda: self.lease.assign(journal=journal), self.clock)

    def check(self) -> None:
        """A wish to stop makes the next write fail, so it is read by the next heartbeat at last."""
        if is_to_stop(self.lease.doc):
            raise Stopped(self.lease.doc.async_operation_id)


def is_to_stop(doc: OpenShiftClusterDocument) -> bool:
    """Whether somebody canceled the operation that is under way; earlier wishes do not count."""
    wish = doc.canceled_operation_id
    return bool(wish) and wish == doc.async_operation_id
