"""One audit record per request: who did what to which resource, how it ended (frontend.md 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from aro_rp.arm import headers as arm
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import Sink

_OPTION = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
_UNAUDITED = "/healthz/ready"


@dataclass(frozen=True, slots=True)
class Place:
    """Where this process runs."""

    environment: str
    hostname: str
    location: str


class AuditLog:
    """Writes JSON lines marked ``ifxaudit``; requests for readiness leave none."""

    def __init__(self, sink: Sink, place: Place) -> None:
        self._sink = sink
        fixed = {
            "LOGKIND": "ifxaudit",
            "env_name": place.environment,
            "env_cloud_name": place.environment,
            "env_cloud_role": "RP",
            "env_cloud_roleInstance": place.hostname,
            "env_cloud_location": place.location,
            "Category": "ResourceManagement",
        }
        self._begins = orjson.dumps(fixed)[:-1] + b","

    def sent(self, call: Call, now: datetime) -> None:
        if call.path != _UNAUDITED:
            self._sink(self._begins + orjson.dumps(record(call, now), option=_OPTION)[1:])


def record(call: Call, now: datetime) -> dict[str, Any]:
    """What is told of one request; text of callers has no control characters."""
    path = arm.clean(call.path)
    return {
        "env_time": now,
        "IsAdminOperation": call.is_admin,
        "CorrelationID": arm.text(call.headers, arm.CORRELATION_ID),
        "RequestID": call.request_id,
        "OperationName": f"{call.method} {path}",
        "CallerIdentities": [{**_identity(call), "CallerIpAddress": call.client}],
        "TargetResources": [{"Name": path, "Type": resource_type(call.segments)}],
        "ResultType": "Fail" if call.status >= 400 else "Success",
        "ResultDescription": f"Status code: {call.status}",
    }


def resource_type(segments: Sequence[str]) -> str:
    """The type that the path is about, without its namespace: of one resource, or of a list."""
    if "providers" not in segments:
        return ""
    below = segments[segments.index("providers") + 1 :]
    return "".join(below[1:2])


def _identity(call: Call) -> dict[str, str]:
    name = arm.text(call.headers, arm.CLIENT_PRINCIPAL_NAME) if call.is_admin else ""
    if name:
        return {"CallerIdentityType": "ObjectID", "CallerIdentityValue": name}
    agent = arm.text(call.headers, arm.USER_AGENT)
    return {"CallerIdentityType": "ApplicationID", "CallerIdentityValue": agent}
