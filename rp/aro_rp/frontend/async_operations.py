"""Where clients follow an operation: its status and its result (frontend.md 11)."""

from __future__ import annotations

from aro_api.internal.models import (
    AsyncOperation,
    AsyncOperationDocument,
    CloudErrorBody,
    OpenShiftClusterDocument,
    ProvisioningState,
)
from aro_api.wire import timestamp
from aro_rp.arm import headers as arm
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError, JsonObject
from aro_rp.arm.long_running import TERMINAL
from aro_rp.database.collection import Stored
from aro_rp.database.databases import Databases
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.following import pace
from aro_rp.frontend.replies import Reply, json_reply
from aro_rp.steps.progress import percent_complete, running_step

Followed = Stored[AsyncOperationDocument]
Running = OpenShiftClusterDocument | None


class OperationReads:
    """An operation is committed once the cluster no longer names it."""

    def __init__(self, databases: Databases, config: FrontendConfig) -> None:
        self._operations = databases.async_operations
        self._clusters = databases.clusters
        self._pace = pace(config.retry_after_s)

    async def status(
        self,
        call: Call,
        *,
        subscription_id: str,
        location: str,
        operation_id: str,
    ) -> Reply:
        stored, running = await self._followed(subscription_id, operation_id)
        operation = stored.doc.async_operation
        if running is None:
            return json_reply(200, _ended(operation))
        return json_reply(200, _under_way(operation, running), self._pace)

    async def result(
        self,
        call: Call,
        *,
        subscription_id: str,
        location: str,
        operation_id: str,
    ) -> Reply:
        stored, running = await self._followed(subscription_id, operation_id)
        if running is not None:
            here = (arm.LOCATION, call.referer.encode("latin-1"))
            return Reply(202, headers=(here, *self._pace))
        cluster = stored.json().get("openShiftCluster")
        if cluster is None:
            return Reply(204)
        return json_reply(200, call.versioned().converter.render(cluster))

    async def need(self, subscription: str, operation: str) -> Followed:
        """Raises ``ArmError`` 404 NotFound, also for another subscription's."""
        stored = await self._operations.find(operation)
        prefix = f"/subscriptions/{subscription}/"
        if stored is None or not stored.doc.open_shift_cluster_key.startswith(prefix):
            raise ArmError.of(404, Code.NOT_FOUND, "The entity was not found.")
        return stored

    async def _followed(self, subscription: str, operation: str) -> tuple[Followed, Running]:
        """The operation, and the cluster while that is at work on it."""
        stored = await self.need(subscription, operation)
        running = await self._running(stored.doc)
        if running is None and stored.doc.async_operation.status not in TERMINAL:
            # it may have ended between the two looks, and has its result now
            stored = await self.need(subscription, operation)
        return stored, running

    async def _running(self, doc: AsyncOperationDocument) -> Running:
        """The cluster, while the operation is not committed."""
        held = await self._clusters.find_key(doc.open_shift_cluster_key)
        return held.doc if held is not None and held.doc.async_operation_id == doc.id else None


def _under_way(operation: AsyncOperation, doc: OpenShiftClusterDocument) -> JsonObject:
    """What the backend wrote already is hidden until it is committed."""
    body = _head(operation, operation.initial_status)
    journal = doc.journal
    if journal is not None and journal.operation == operation.name:
        body["percentComplete"] = min(percent_complete(journal), 99)
        if step := running_step(journal):
            body["properties"] = {"step": step}
    else:
        body["percentComplete"] = 0
    return body


def _ended(operation: AsyncOperation) -> JsonObject:
    body = _head(operation, operation.status)
    if operation.end_time is not None:
        body["endTime"] = timestamp(operation.end_time)
    if operation.status == ProvisioningState.SUCCEEDED:
        body["percentComplete"] = 100
    if operation.error is not None:
        body["error"] = _error(operation.error)
    return body


def _head(operation: AsyncOperation, status: str) -> JsonObject:
    body: JsonObject = {"id": operation.id, "name": operation.name, "status": status}
    if operation.start_time is not None:
        body["startTime"] = timestamp(operation.start_time)
    return body


def _error(error: CloudErrorBody) -> JsonObject:
    body: JsonObject = {"code": error.code, "message": error.message}
    if error.target:
        body["target"] = error.target
    if error.details:
        body["details"] = [_error(detail) for detail in error.details]
    return body
