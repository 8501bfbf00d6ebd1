"""Replies as values, and the one place that puts them on the wire."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

import orjson

from aro_rp.arm import headers as arm
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError, Problem
from aro_rp.frontend.call import Call

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

_WITHOUT_LENGTH = (204, 304)
_JSON: Header = (b"content-type", b"application/json")


@dataclass(slots=True)
class Reply:
    """A status, a finished body and extra headers."""

    status: int
    body: bytes = b""
    headers: tuple[Header, ...] = ()


def to_bytes(body: object) -> bytes:
    """Compact JSON with a newline at the end.

    The sum is a copy of the right length: orjson's own has room for several times as much, which
    the request would hold while others are served.
    """
    return orjson.dumps(body) + b"\n"


def json_reply(status: int, body: object, headers: tuple[Header, ...] = ()) -> Reply:
    return Reply(status, to_bytes(body), headers)


def error_reply(error: ArmError) -> Reply:
    """ARM's error body (RPC contract P3)."""
    return json_reply(error.status, {"error": error.problem.to_json()})


def internal_error() -> ArmError:
    """What a caller may know of an unexpected failure."""
    message = "The request failed inside the service. Try again; if it fails again, contact support"
    problem = Problem(Code.INTERNAL_SERVER_ERROR, message + " and name the request id.")
    return ArmError(500, problem)


async def send_reply(call: Call, reply: Reply, send: Send) -> None:
    """Writes the reply and remembers for the log what went out."""
    status, body = reply.status, reply.body
    size = len(body)
    headers = [(arm.REQUEST_ID, call.request_id.encode())]
    if body:
        headers += (_JSON, (arm.CONTENT_LENGTH, b"%d" % size))
    elif status not in _WITHOUT_LENGTH:
        headers.append((arm.CONTENT_LENGTH, b"0"))
    if (echoed := arm.echoed_client_request_id(call.headers)) is not None:
        headers.append((arm.CLIENT_REQUEST_ID, echoed))
    headers += reply.headers
    call.status, call.sent = status, size
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if call.method == "HEAD" else body})
