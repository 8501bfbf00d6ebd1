"""The documents that requests write (frontend.md 7.1, 11, 20)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aro_api.internal.models import (
    AsyncOperation,
    AsyncOperationDocument,
    CorrelationData,
    OpenShiftClusterDocument,
    OpenShiftClusterProperties,
    ProvisioningState,
    SystemData,
)
from aro_rp.arm import headers as arm
from aro_rp.arm import system_data
from aro_rp.arm.errors import JsonObject
from aro_rp.clock import Ids
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig

# Said outright, because pydantic makes a deep copy of each default that it fills in.
_EMPTY: Mapping[str, JsonObject] = {
    info.alias or name: {}
    for name, info in OpenShiftClusterProperties.model_fields.items()
    if info.default == {}
}
_ARCHITECTURE = 1
_BUCKETS = 256


def new_document(call: Call, config: FrontendConfig, ids: Ids) -> OpenShiftClusterDocument:
    """A skeleton; its names are spelled as in the caller's path."""
    spelled = call.spelled
    properties: JsonObject = {
        **_EMPTY,
        "architectureVersion": _ARCHITECTURE,
        "provisioningState": ProvisioningState.SUCCEEDED.value,
        "createdAt": call.arrived,
        "createdBy": config.commit,
        "provisionedBy": config.commit,
        "featureProfile": {"gatewayEnabled": config.gateway_enabled},
    }
    cluster = {
        "id": call.resource,
        "name": spelled[-1],
        "type": f"{spelled[-3]}/{spelled[-2]}",
        "properties": properties,
    }
    return OpenShiftClusterDocument.model_validate(
        {
            "id": ids.uuid(),
            "key": call.key,
            "partitionKey": call.segments[1],
            "bucket": ids.integer(_BUCKETS),
            "openShiftCluster": cluster,
        }
    )


def correlation(call: Call, ids: Ids) -> CorrelationData:
    """Ties this request to the work it starts; its operation id stays through every attempt."""
    call.operation_id = call.operation_id or ids.uuid()
    return CorrelationData(
        correlation_id=arm.text(call.headers, arm.CORRELATION_ID),
        client_request_id=arm.text(call.headers, arm.CLIENT_REQUEST_ID),
        operation_id=call.operation_id,
        request_id=call.request_id,
        request_time=call.arrived,
    )


def operation_document(
    doc: OpenShiftClusterDocument, id: str, path: str, now: datetime
) -> AsyncOperationDocument:
    """Both statuses begin as the cluster's state."""
    state = doc.open_shift_cluster.properties.provisioning_state
    return AsyncOperationDocument(
        id=id,
        open_shift_cluster_key=doc.key,
        async_operation=AsyncOperation(
            id=path, name=id, initial_status=state, status=state, start_time=now
        ),
    )


def with_system_data(old: SystemData | None, header: bytes | None) -> SystemData | None:
    """Each non-empty member of the header overwrites; the others stay."""
    given = system_data.parse(header)
    if given is None:
        return old
    names: dict[str, Any] = {
        info.alias: name for name, info in SystemData.model_fields.items() if info.alias
    }
    changes = {names[wire]: value for wire, value in given.items()}
    return (old or SystemData()).model_copy(update=changes)
