"""JSON lines about requests (frontend.md 3, 4.3): when one is read, answered, or broke."""

from __future__ import annotations

import traceback
from datetime import datetime
from functools import lru_cache

import orjson

from aro_rp.arm import headers as arm
from aro_rp.arm.errors import Problem
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import Sink
from aro_rp.frontend.target import KEPT, Segments, Target

_OPTION = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
_READ = b',"msg":"read request"}\n'
_SENT = (
    b',"msg":"sent response","response_status_code":%d,"body_read_bytes":%d,'
    b'"body_written_bytes":%d,"duration":%.6f%b}\n'
)
_LONGEST = 4096
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
        call.told = _told(call)
        self._sink(call.told + _READ)

    def sent(self, call: Call, now: datetime) -> None:
        more = _quality(call.method, call.target.type_of_one, call.status)
        if more and call.problem is not None:
            more += _member(b"errorDetails", _details(call.status, call.problem))
        if call.operation_id:
            more += _member(b"operation_id", call.operation_id)
        seconds = (now - call.arrived).total_seconds()
        self._sink(call.told + _SENT % (call.status, len(call.body), call.sent, seconds, more))

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

    def wrong(self, what: str) -> None:
        """Something that a person has to put right; nothing broke."""
        self._sink(orjson.dumps({"level": "error", "msg": what}, option=_OPTION))


def result_type(status: int) -> str:
    """Whose fault it was; a reader who has the state already is as well served as one told it."""
    if 200 <= status < 400:
        return "Success"
    return "UserError" if status < 500 else "InternalServerError"


def _told(call: Call) -> bytes:
    """The beginning of every line about a request, without the closing brace."""
    headers, target = call.headers, call.target
    if not target.in_log:
        target.in_log = _path(target)
    told = b'{"request_time":%b,"request_id":"%b"%b%b' % (
        orjson.dumps(call.arrived, option=orjson.OPT_UTC_Z),
        call.request_id.encode(),
        _caller(call.method, call.protocol, call.client, call.agent, call.principal),
        target.in_log,
    )
    if arm.CORRELATION_ID in headers:
        told += _member(b"correlation_id", arm.text(headers, arm.CORRELATION_ID))
    if arm.CLIENT_REQUEST_ID in headers:
        told += _member(b"client_request_id", arm.text(headers, arm.CLIENT_REQUEST_ID))
    return told


@lru_cache(maxsize=KEPT)
def _caller(
    method: str, protocol: str, client: str, agent: bytes | None, principal: str | None
) -> bytes:
    """What the requests of one caller have in common; only SREs have a ``principal``."""
    line: dict[str, object] = {
        "level": "info",
        "component": "access",
        "request_method": method,
        "request_proto": protocol,
        "request_remote_addr": client,
    }
    if agent is not None:
        line["request_user_agent"] = arm.clean(agent.decode("latin-1"))
    if principal is not None:
        line["client_principal_name"] = principal
    return b"," + orjson.dumps(line)[1:-1]


def _path(target: Target) -> bytes:
    """What the requests for one path have in common."""
    target = target.printable()
    line: dict[str, object] = {"request_path": target.path}
    _add_resource(line, target.segments[1:] if target.is_admin else target.segments)
    return b"," + orjson.dumps(line)[1:-1]


@lru_cache(maxsize=KEPT)
def _quality(method: str, type_of_one: str, status: int) -> bytes:
    """The verdict on requests by which the service is judged: of one cluster, version, role set."""
    if method not in _JUDGED.get(type_of_one, ()):
        return b""
    line = {"LOGKIND": "frontendqos", "operationType": method, "resultType": result_type(status)}
    return b"," + orjson.dumps(line)[1:-1]


def _member(name: bytes, value: str) -> bytes:
    return b',"%b":%b' % (name, orjson.dumps(value))


def _details(status: int, problem: Problem) -> str:
    """The beginning is enough: messages repeat what callers sent."""
    whole = f"{status}: {problem.code}: {problem.target}: {problem.message}"
    return arm.clean(whole[:_LONGEST])


def _add_resource(line: dict[str, object], segments: Segments) -> None:
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
