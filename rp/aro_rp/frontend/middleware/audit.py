"""One audit record per request: who did what to which resource, how it ended (frontend.md 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import orjson

from aro_rp.arm import headers as arm
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import Sink
from aro_rp.frontend.target import KEPT, Segments, Target

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
        self._begins = orjson.dumps(fixed)[:-1] + b',"env_time":'

    def sent(self, call: Call, now: datetime) -> None:
        """Tells of one request; text of callers has no control characters."""
        if call.target.path == _UNAUDITED:
            return
        headers, target = call.headers, call.target
        if not target.in_audit:
            target.in_audit = _path(target)
        record = (
            self._begins,
            orjson.dumps(now, option=orjson.OPT_UTC_Z),
            b',"RequestID":"',
            call.request_id.encode(),
            b'","CorrelationID":',
            orjson.dumps(arm.text(headers, arm.CORRELATION_ID)),
            _caller(call.method, call.client, call.agent, call.principal, call.is_admin),
            target.in_audit,
            _result(call.status),
        )
        self._sink(b"".join(record))


@lru_cache(maxsize=KEPT)
def _caller(
    method: str, client: str, agent: bytes | None, principal: str | None, is_admin: bool
) -> bytes:
    """What the requests of one caller have in common, up to the path in an operation's name."""
    caller = {**_identity(agent or b"", principal or ""), "CallerIpAddress": client}
    about = {
        "IsAdminOperation": is_admin,
        "CallerIdentities": [caller],
        "OperationName": f"{method} ",
    }
    return b"," + orjson.dumps(about)[1 : -len('"}')]


def _path(target: Target) -> bytes:
    """What the requests for one path have in common, from there on."""
    target = target.printable()
    resource = {"Name": target.path, "Type": resource_type(target.segments)}
    rest = orjson.dumps({"TargetResources": [resource]})
    return orjson.dumps(target.path)[len('"') :] + b"," + rest[1:-1]


@lru_cache(maxsize=KEPT)
def _result(status: int) -> bytes:
    """How the record ends."""
    result = {
        "ResultType": "Fail" if status >= 400 else "Success",
        "ResultDescription": f"Status code: {status}",
    }
    return b"," + orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE)[1:]


def resource_type(segments: Segments) -> str:
    """The type that the path is about, without its namespace: of one resource, or of a list."""
    if "providers" not in segments:
        return ""
    below = segments[segments.index("providers") + 1 :]
    return "".join(below[1:2])


def _identity(agent: bytes, principal: str) -> dict[str, str]:
    if principal:
        return {"CallerIdentityType": "ObjectID", "CallerIdentityValue": principal}
    name = arm.clean(agent.decode("latin-1"))
    return {"CallerIdentityType": "ApplicationID", "CallerIdentityValue": name}
