"""One JSON line per request (frontend.md 4.3), and one more for a request that broke."""

from __future__ import annotations

import traceback
from datetime import datetime

import orjson

from aro_rp.arm import headers as arm
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import Sink

_HEADERS = (
    ("correlation_id", arm.CORRELATION_ID),
    ("client_request_id", arm.CLIENT_REQUEST_ID),
    ("request_user_agent", arm.USER_AGENT),
)
_OPTION = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z


class RequestLog:
    """Never holds bodies, query values or system data; text is stripped of control characters."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def sent(self, call: Call, now: datetime) -> None:
        path, segments = call.path, call.segments
        if not path.isprintable():
            path, segments = arm.clean(path), [arm.clean(segment) for segment in segments]
        line: dict[str, object] = {
            "level": "info",
            "component": "access",
            "msg": "sent response",
            "request_time": call.arrived,
            "request_id": call.request_id,
            "request_method": call.method,
            "request_path": path,
            "request_remote_addr": call.client,
            "response_status_code": call.status,
            "body_read_bytes": len(call.body),
            "body_written_bytes": call.sent,
            "duration": (now - call.arrived).total_seconds(),
        }
        _add_headers(line, call.headers)
        _add_resource(line, segments)
        self._sink(orjson.dumps(line, option=_OPTION))

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


def _add_headers(line: dict[str, object], headers: arm.Headers) -> None:
    for name, header in _HEADERS:
        value = headers.get(header)
        if value is not None:
            line[name] = arm.clean(value.decode("latin-1"))


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
