"""JSON lines about requests (frontend.md 3, 4.3): when one is read, answered, or broke."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from datetime import datetime

import orjson

from aro_rp.arm import headers as arm
from aro_rp.arm.errors import Problem
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import Sink

_HEADERS = (
    ("correlation_id", arm.CORRELATION_ID),
    ("client_request_id", arm.CLIENT_REQUEST_ID),
    ("request_user_agent", arm.USER_AGENT),
)
_OPTION = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
_READ = b',"msg":"read request"}\n'
_ONE = 8
"""How many segments the path of one cluster, version or role set has."""
_JUDGED = {
    "openshiftclusters": frozenset({"GET", "PUT", "PATCH", "DELETE"}),
    "openshiftversions": frozenset({"GET"}),
    "platformworkloadidentityrolesets": frozenset({"GET"}),
}


class RequestLog:
    """Never holds bodies, query values or system data; text is stripped of control characters."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def read(self, call: Call) -> None:
        """Says that a request is here, so that one which never ends can be found."""
        call.told = orjson.dumps(_common(call), option=orjson.OPT_UTC_Z)[:-1]
        self._sink(call.told + _READ)

    def sent(self, call: Call, now: datetime) -> None:
        line: dict[str, object] = {
            "msg": "sent response",
            "response_status_code": call.status,
            "body_read_bytes": len(call.body),
            "body_written_bytes": call.sent,
            "duration": (now - call.arrived).total_seconds(),
        }
        if call.operation_id:
            line["operation_id"] = call.operation_id
        if counts_for_quality(call.method, call.segments):
            _add_quality(line, call)
        self._sink(call.told + b"," + orjson.dumps(line, option=_OPTION)[1:])

    def broke(self, call: Call, error: BaseException, now: datetime) -> None:
        line = {
            "level": "error",
            "component": "access",
            "msg": "unexpected error",
            "time": now,
            "request_id": call.request_id,
            "request_method": call.method,
            "request_path": arm.clean(call.path),
            "error": type(error).__name__,
            "stack": _frames(error),
        }
        self._sink(orjson.dumps(line, option=_OPTION))

    def trouble(self, what: str, error: BaseException) -> None:
        """Something beside the requests went wrong and will be tried again."""
        line = {"level": "error", "msg": what, "error": type(error).__name__}
        self._sink(orjson.dumps(line, option=_OPTION))


def counts_for_quality(method: str, segments: Sequence[str]) -> bool:
    """Requests by which the service is judged: of one cluster, one version, one role set."""
    return len(segments) == _ONE and method in _JUDGED.get(segments[6], ())


def result_type(status: int) -> str:
    """Whose fault it was; a reader who has the state already is as well served as one told it."""
    if 200 <= status < 400:
        return "Success"
    return "UserError" if status < 500 else "InternalServerError"


def _common(call: Call) -> dict[str, object]:
    path, segments = call.path, call.segments
    if not path.isprintable():
        path, segments = arm.clean(path), [arm.clean(segment) for segment in segments]
    line: dict[str, object] = {
        "level": "info",
        "component": "access",
        "request_time": call.arrived,
        "request_id": call.request_id,
        "request_method": call.method,
        "request_path": path,
        "request_proto": call.protocol,
        "request_remote_addr": call.client,
    }
    for name, header in _HEADERS:
        value = call.headers.get(header)
        if value is not None:
            line[name] = arm.clean(value.decode("latin-1"))
    if call.is_admin:
        line["client_principal_name"] = arm.text(call.headers, arm.CLIENT_PRINCIPAL_NAME)
        segments = segments[1:] if segments[:1] == ["admin"] else segments
    _add_resource(line, segments)
    return line


def _add_quality(line: dict[str, object], call: Call) -> None:
    line["LOGKIND"] = "frontendqos"
    line["operationType"] = call.method
    line["resultType"] = result_type(call.status)
    if call.problem is not None:
        line["errorDetails"] = _details(call.status, call.problem)


def _details(status: int, problem: Problem) -> str:
    return arm.clean(f"{status}: {problem.code}: {problem.target}: {problem.message}")


def _add_resource(line: dict[str, object], segments: list[str]) -> None:
    """``segments`` are clean; ids of what lies below a resource name the resource."""
    if len(segments) > 1 and segments[0] == "subscriptions":
        line["subscription_id"] = segments[1]
        if len(segments) > 7 and segments[2] == "resourcegroups":
            line["resource_group"] = segments[3]
            line["resource_name"] = segments[7]
            line["resource_id"] = "/" + "/".join(segments[:8])


def _frames(error: BaseException) -> list[str]:
    """File, line and function only: messages of unexpected errors may hold what callers sent."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
