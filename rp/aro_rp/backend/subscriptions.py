"""One pick-up of a deleted subscription: its clusters are sent to be deleted (backend.md 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from aro_api.internal.models import (
    OpenShiftClusterDocument,
    ProvisioningState,
    SubscriptionDocument,
    SubscriptionState,
)
from aro_rp.arm.long_running import TERMINAL
from aro_rp.clock import Clock
from aro_rp.database.collection import Stored
from aro_rp.database.databases import Databases
from aro_rp.database.leases import LeaseLost
from aro_rp.database.store import NotFound
from aro_rp.database.subscriptions import SubscriptionLease
from aro_rp.steps import error_code

from .heartbeat import Heartbeat
from .metrics import Meter
from .settings import BackendSettings
from .traces import trace

PAGE = 100
WORKING = frozenset(
    {
        ProvisioningState.CREATING.value,
        ProvisioningState.UPDATING.value,
        ProvisioningState.ADMIN_UPDATING.value,
    }
)

log = structlog.get_logger(__name__)


class UnexpectedState(Exception):
    """A subscription or one of its clusters is in a state that deletion knows nothing of."""


@dataclass(frozen=True, slots=True)
class SubscriptionWork:
    """Works on leased subscriptions; it is tried for ever, at worst every ten minutes."""

    databases: Databases
    clock: Clock
    settings: BackendSettings
    meter: Meter

    async def work(self, lease: SubscriptionLease, acquired: datetime) -> None:
        """Ends with the lease given back, done or to be tried later."""
        began = self.clock.now()
        with structlog.contextvars.bound_contextvars(
            subscription_id=lease.doc.id, dequeues=lease.doc.dequeues
        ):
            beat = Heartbeat(lease.renew, acquired, self.clock, self.settings)
            try:
                await beat.during(self._to_the_end(lease, beat))
            except LeaseLost as lost:
                log.warning("lease lost", reason=str(lost))
                return
        seconds = (self.clock.now() - began).total_seconds()
        self.meter.subscription_ended(lease.doc.subscription.state, seconds)

    async def _to_the_end(self, lease: SubscriptionLease, beat: Heartbeat) -> None:
        ending = await self._ending(lease.doc)
        await beat.stop()
        await lease.end(ending.change, retry_later=ending.retry_later)

    async def _ending(self, doc: SubscriptionDocument) -> SubscriptionEnding:
        if doc.dequeues > self.settings.max_dequeues:
            log.warning("subscription taken too often")
            return NOT_YET
        try:
            done = await self._send_clusters(doc)
        except Exception as error:  # noqa: BLE001 - any error means another try
            log.warning("subscription not handled", error=error_code(error), where=trace(error))
            return AT_ONCE
        return DONE if done else NOT_YET

    async def _send_clusters(self, doc: SubscriptionDocument) -> bool:
        """True when every cluster is deleted or on its way.

        One that cannot be sent does not keep the others; the last such error is raised then.
        """
        if doc.subscription.state != SubscriptionState.DELETED:
            raise UnexpectedState(f"subscription {doc.id} is '{doc.subscription.state}'")
        prefix, continuation, done = f"/subscriptions/{doc.id}/", None, True
        failure: Exception | None = None
        while continuation != "":
            page = await self.databases.clusters.page(doc.id, prefix, PAGE, continuation or "")
            for stored in page.items:
                try:
                    done = await self._send(stored) and done
                except Exception as error:  # noqa: BLE001 - raised below
                    log.warning("cluster not sent", cluster=stored.id, error=error_code(error))
                    failure = error
            continuation = page.continuation
        if failure is not None:
            raise failure
        return done

    async def _send(self, stored: Stored[OpenShiftClusterDocument]) -> bool:
        state = stored.doc.open_shift_cluster.properties.provisioning_state
        if state in WORKING:
            return False
        if state == ProvisioningState.DELETING:
            return True
        if state not in TERMINAL:
            raise UnexpectedState(f"cluster {stored.doc.key} is '{state}'")
        try:
            written = await self.databases.clusters.patch(stored.id, send, stored.partition)
        except NotFound:
            return True
        return written.doc.open_shift_cluster.properties.provisioning_state not in WORKING


def send(doc: OpenShiftClusterDocument) -> None:
    """Queues a resting cluster for deletion, as if nothing had failed before (hazard H19).

    Nobody waits for it, so it has no operation. A cluster that somebody set to work meanwhile
    is left alone.
    """
    properties = doc.open_shift_cluster.properties
    if properties.provisioning_state in TERMINAL:
        properties.provisioning_state = ProvisioningState.DELETING.value
        doc.dequeues = 0
        doc.journal = None


@dataclass(frozen=True, slots=True)
class SubscriptionEnding:
    """What is written with the lease's end."""

    change: Callable[[SubscriptionDocument], None]
    retry_later: bool = False


def _end(doc: SubscriptionDocument, *, done: bool = False, reset: bool = False) -> None:
    doc.deleting = doc.deleting and not done
    doc.dequeues = 0 if reset else doc.dequeues


DONE = SubscriptionEnding(partial(_end, done=True, reset=True))
NOT_YET = SubscriptionEnding(partial(_end, reset=True), retry_later=True)
AT_ONCE = SubscriptionEnding(_end)
