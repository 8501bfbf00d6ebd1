"""The documents that requests write, as JSON (frontend.md 7.1, 11, 20)."""

from __future__ import annotations

from datetime import datetime

from aro_api.internal.documents import (
    AsyncOperationDocument,
    CorrelationData,
    OpenShiftCluster,
    OpenShiftClusterDocument,
    SystemData,
)
from aro_api.internal.models import ProvisioningState
from aro_api.wire import timestamp
from aro_rp.arm import headers as arm
from aro_rp.arm import system_data
from aro_rp.clock import Ids
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig

_ARCHITECTURE = 1
_BUCKETS = 256
_AT_REST = ProvisioningState.SUCCEEDED.value


def new_document(call: Call, config: FrontendConfig, ids: Ids) -> OpenShiftClusterDocument:
    """A skeleton; its names are spelled as in the caller's path."""
    spelled = call.spelled
    cluster: OpenShiftCluster = {
        "id": call.resource,
        "name": spelled[-1],
        "type": f"{spelled[-3]}/{spelled[-2]}",
        "properties": {
            "architectureVersion": _ARCHITECTURE,
            "provisioningState": _AT_REST,
            "createdAt": timestamp(call.arrived),
            "createdBy": config.commit,
            "provisionedBy": config.commit,
            "featureProfile": {"gatewayEnabled": config.gateway_enabled},
        },
    }
    return {
        "id": ids.uuid_at(call.arrived),
        "key": call.key,
        "partitionKey": call.segments[1],
        "bucket": ids.integer(_BUCKETS),
        "openShiftCluster": cluster,
    }


def correlation(call: Call, ids: Ids) -> CorrelationData:
    """Ties this request to the work it starts; its operation id stays through every attempt."""
    call.operation_id = call.operation_id or ids.uuid()
    return {
        "correlationId": arm.text(call.headers, arm.CORRELATION_ID),
        "clientRequestId": arm.text(call.headers, arm.CLIENT_REQUEST_ID),
        "operationID": call.operation_id,
        "requestID": call.request_id,
        "requestTime": timestamp(call.arrived),
    }


def operation_document(
    doc: OpenShiftClusterDocument, id: str, path: str, now: datetime
) -> AsyncOperationDocument:
    """Both statuses begin as the cluster's state."""
    state = doc["openShiftCluster"]["properties"].get("provisioningState", "")
    return {
        "id": id,
        "openShiftClusterKey": doc["key"],
        "asyncOperation": {
            "id": path,
            "name": id,
            "initialStatus": state,
            "status": state,
            "startTime": timestamp(now),
        },
    }


def take_system_data(cluster: OpenShiftCluster, header: bytes | None) -> None:
    """Each non-empty member of the header overwrites; the others stay."""
    given = system_data.parse(header)
    if given is None:
        return
    data: SystemData = cluster.setdefault("systemData", {})
    for name, value in given.items():
        data[name] = value if isinstance(value, str) else timestamp(value)  # type: ignore[literal-required]
