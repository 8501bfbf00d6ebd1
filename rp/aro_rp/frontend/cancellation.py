"""Cancel of a running operation: the wish is stored, the backend ends the operation."""

from __future__ import annotations

from functools import partial

from aro_api.internal.models import OpenShiftClusterDocument, ProvisioningState
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.arm.long_running import OperationPaths
from aro_rp.database.databases import Databases
from aro_rp.database.store import NotFound
from aro_rp.frontend.async_operations import OperationReads
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.following import async_operation, location, pace
from aro_rp.frontend.gates import REGISTERED, need_subscription
from aro_rp.frontend.replies import Header, Reply

_CANCELABLE = frozenset({ProvisioningState.CREATING, ProvisioningState.UPDATING})


class _Ended(Exception):
    """The cluster has let go of the operation."""


class OperationWrites:
    """Whoever works on the cluster, or will, stops before the next step; nobody need be there."""

    def __init__(
        self, databases: Databases, config: FrontendConfig, operations: OperationReads
    ) -> None:
        self._databases = databases
        self._config = config
        self._operations = operations

    async def cancel(
        self, call: Call, *, subscription_id: str, location: str, operation_id: str
    ) -> Reply:
        """The same answer however often it is asked for; where to follow is the operation's own."""
        await need_subscription(self._databases, subscription_id, REGISTERED)
        operation = (await self._operations.need(subscription_id, operation_id)).doc
        clusters = self._databases.clusters
        held = await clusters.find_key(operation.open_shift_cluster_key)
        try:
            if held is None or held.doc.async_operation_id != operation.id:
                raise _Ended
            if held.doc.canceled_operation_id != operation.id:
                wish = partial(_mark, operation_id=operation.id)
                await clusters.patch(held.id, wish, held.partition)
        except (_Ended, NotFound):
            await self._need_canceled(subscription_id, operation_id)
        return Reply(202, headers=self._headers(call, operation.id))

    async def _need_canceled(self, subscription: str, operation: str) -> None:
        """An operation that ended is refused, save one that ended as it was asked to."""
        stored = await self._operations.need(subscription, operation)
        status = stored.doc.async_operation.status
        if status != ProvisioningState.CANCELED:
            raise _not_cancelable(f"Operation '{operation}' has ended already: it {_did(status)}.")

    def _headers(self, call: Call, operation: str) -> tuple[Header, ...]:
        spelled, config = call.spelled, self._config
        paths = OperationPaths.of(spelled[1].lower(), spelled[3], config.location, operation)
        return location(call, paths), async_operation(call, paths), *pace(config.retry_after_s)


def _mark(doc: OpenShiftClusterDocument, operation_id: str) -> None:
    if doc.async_operation_id != operation_id:
        raise _Ended
    state = doc.open_shift_cluster.properties.provisioning_state
    if state not in _CANCELABLE:
        raise _not_cancelable(
            f"An operation in the state '{state}' cannot be canceled: a cluster that is half "
            "gone or half maintained would be of no use. Wait for its end."
        )
    doc.canceled_operation_id = operation_id


def _did(status: str) -> str:
    return "succeeded" if status == ProvisioningState.SUCCEEDED else "failed"


def _not_cancelable(message: str) -> ArmError:
    return ArmError.of(409, Code.OPERATION_NOT_CANCELABLE, message)
