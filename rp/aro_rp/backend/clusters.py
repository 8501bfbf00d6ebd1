"""One pick-up of a cluster: from the lease in hand to the lease given back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

import structlog
from pydantic import ValidationError

from aro_api.internal.models import (
    AsyncOperationDocument,
    CorrelationData,
    OpenShiftClusterDocument,
    ProvisioningState,
    SubscriptionDocument,
)
from aro_rp.clock import Clock, Ids
from aro_rp.database.clusters import ClusterLease
from aro_rp.database.databases import Databases
from aro_rp.database.leases import LeaseLost
from aro_rp.database.store import NotFound, StoreError
from aro_rp.steps import Plan, RetryPolicy, Stopped, error_code, retrying, run

from . import outcomes, qos
from .heartbeat import Heartbeat
from .ledger import LeaseLedger, is_to_stop
from .metrics import Meter
from .outcomes import Ending
from .settings import BackendSettings
from .traces import azure_call, trace

C = TypeVar("C")
T = TypeVar("T")

PlanFor = Callable[[OpenShiftClusterDocument], Plan[C]]
OpenContext = Callable[[ClusterLease, SubscriptionDocument], AbstractAsyncContextManager[C]]

log = structlog.get_logger(__name__)


class NotNow(Exception):
    """Something outside is down; the pick-up counts for nothing and the lease runs out."""


@dataclass(frozen=True, slots=True)
class ClusterWork(Generic[C]):
    """Works on leased clusters; holds nothing of any one of them.

    ``before_the_plan`` says how outages are sat out before a plan begins.
    """

    databases: Databases
    plan_for: PlanFor[C]
    open_context: OpenContext[C]
    clock: Clock
    ids: Ids
    settings: BackendSettings
    meter: Meter
    before_the_plan: RetryPolicy

    async def work(self, lease: ClusterLease, acquired: datetime) -> None:
        """Ends with the lease given back; an error leaves it to expire and be taken again."""
        doc, began = lease.doc, self.clock.now()
        with structlog.contextvars.bound_contextvars(**_log_fields(doc)):
            beat = Heartbeat(lease.renew, acquired, self.clock, self.settings)
            try:
                ending = await beat.during(self._to_the_end(lease, beat, began))
            except LeaseLost as lost:
                log.warning("lease lost", reason=str(lost))
                return
            except NotNow as outage:
                cause = outage.__cause__ or outage
                log.warning("cluster not begun", error=error_code(cause), **azure_call(cause))
                return
            self.meter.cluster_ended(doc, ending, self.clock.now())
            if ending.is_terminal:
                qos.write_record(doc, ending)

    async def _to_the_end(self, lease: ClusterLease, beat: Heartbeat, began: datetime) -> Ending:
        ending = await self._ending(lease)
        doc = lease.doc
        if ending.is_terminal:
            await lease.renew()  # who has lost the lease must not touch the operation (H4)
            await self._complete(doc, ending)
        if outcomes.is_deleted(doc, ending):
            await self._pause_before_removal(doc, began)
            await beat.stop()
            await lease.delete()
        else:
            await beat.stop()
            await lease.end(partial(outcomes.end_document, ending=ending))
        return ending

    async def _ending(self, lease: ClusterLease) -> Ending:
        doc = lease.doc
        if doc.dequeues > 1 and (earlier := await self._recorded(doc)):
            return earlier
        if is_to_stop(doc):
            return outcomes.canceled(doc)
        if doc.dequeues > self.settings.max_dequeues:
            return outcomes.too_many_dequeues(doc)
        try:
            subscription = await self._patiently(
                lambda: self.databases.subscriptions.get(doc.partition_key)
            )
            if doc.open_shift_cluster.properties.provisioning_state == ProvisioningState.CREATING:
                lease.note(partial(outcomes.start_installation, now=self.clock.now()))
            return await self._planned(lease, subscription.doc)
        except NotNow:
            await lease.patch(_uncount)
            raise

    async def _planned(self, lease: ClusterLease, subscription: SubscriptionDocument) -> Ending:
        began = False
        try:
            plan = self.plan_for(lease.doc)
            async with self._context(lease, subscription) as ctx:
                began = True
                journal = await run(plan, ctx, LeaseLedger(lease), self.clock)
        except (LeaseLost, NotNow, StoreError):
            raise  # the store's trouble is no reason to fail a cluster: the step is run again
        except Stopped:
            return outcomes.canceled(lease.doc)
        except Exception as error:  # noqa: BLE001 - any error of a plan is an outcome
            call = azure_call(error)
            log.warning("plan failed", error=error_code(error), where=trace(error), **call)
            return outcomes.failed(lease.doc, error) if began else outcomes.refused(error)
        self.meter.steps(plan, journal)
        return outcomes.succeeded(lease.doc)

    @asynccontextmanager
    async def _context(
        self, lease: ClusterLease, subscription: SubscriptionDocument
    ) -> AsyncIterator[C]:
        """The plan's context; trouble in closing it changes nothing about how the plan ended."""
        stack = AsyncExitStack()
        ctx = await self._patiently(
            lambda: stack.enter_async_context(self.open_context(lease, subscription))
        )
        try:
            yield ctx
        finally:
            try:
                await stack.aclose()
            except Exception as error:  # noqa: BLE001 - the plan's ending is decided already
                log.error("context not closed", error=error_code(error), where=trace(error))

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Sits an outage out; one that lasts longer is ``NotNow`` (H11, H12)."""
        try:
            return await retrying(self.before_the_plan, call, self.clock, self.ids)
        except Exception as error:
            if self.before_the_plan.on(error):
                raise NotNow from error
            raise

    async def _complete(self, doc: OpenShiftClusterDocument, ending: Ending) -> None:
        """A cluster without an operation, or whose operation has expired or cannot be read, has
        nobody to tell.
        """
        if not doc.async_operation_id:
            return
        change: Callable[[AsyncOperationDocument], None] = partial(
            outcomes.complete_operation, doc=doc, ending=ending, now=self.clock.now()
        )
        operations = self.databases.async_operations
        try:
            await retrying(
                self.before_the_plan,
                lambda: operations.patch(doc.async_operation_id, change),
                self.clock,
                self.ids,
            )
        except NotFound:
            log.warning("operation is gone")
        except ValidationError:
            log.error("operation not readable")

    async def _recorded(self, doc: OpenShiftClusterDocument) -> Ending | None:
        """How an earlier worker ended the operation before it died, if it came that far."""
        if not doc.async_operation_id:
            return None
        stored = await self.databases.async_operations.find(doc.async_operation_id)
        try:
            return outcomes.recorded(doc, stored.doc) if stored else None
        except ValidationError:
            return None

    async def _pause_before_removal(self, doc: OpenShiftClusterDocument, began: datetime) -> None:
        records = (doc.journal.steps or {}).values() if doc.journal else ()
        first = min((record.started for record in records), default=began)
        until = first + timedelta(seconds=self.settings.delete_pause_s)
        left = (until - self.clock.now()).total_seconds()
        if left > 0:
            await self.clock.sleep(min(left, self.settings.delete_pause_s))


def _uncount(doc: OpenShiftClusterDocument) -> None:
    doc.dequeues -= 1


def _log_fields(doc: OpenShiftClusterDocument) -> dict[str, str | int]:
    correlation = doc.correlation_data or CorrelationData()
    return {
        "resource_id": doc.key,
        "operation_id": doc.async_operation_id,
        "correlation_id": correlation.correlation_id,
        "request_id": correlation.request_id,
        "dequeues": doc.dequeues,
    }
