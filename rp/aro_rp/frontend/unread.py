"""Replies to what never becomes a call, as it cannot be read or is longer than anybody needs."""

from __future__ import annotations

from collections.abc import Sequence

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.frontend.replies import Header, error_reply

MOST_HEAD = 1 << 16
"""Bytes of a head, or of trailers."""

_GRAMMAR = "The request was invalid: it does not follow the grammar of HTTP/1.1."
_LONG_URL = f"The URL is too long: it must end within the {MOST_HEAD} bytes of a request's head."
_LONG_HEAD = f"The headers or trailers are too long: {MOST_HEAD} bytes are the most."


def refusal(error: ArmError, default_headers: Sequence[Header]) -> bytes:
    """The reply as it goes out; it is the last one of its connection."""
    reply = error_reply(error)
    headers = [
        *default_headers,
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(reply.body)),
        (b"connection", b"close"),
    ]
    lines = (b"%b: %b\r\n" % header for header in headers)
    return b"".join((STATUS_LINE[reply.status], *lines, b"\r\n", reply.body))


def no_request() -> ArmError:
    return ArmError.of(400, Code.INVALID_REQUEST_CONTENT, _GRAMMAR)


def too_long(url: bytes) -> ArmError:
    """Tells of the URL when most of the head is that, as far as it came (RFC 6585, 5)."""
    if len(url) > MOST_HEAD // 2:
        return ArmError.of(414, Code.URI_TOO_LONG, _LONG_URL)
    return ArmError.of(431, Code.REQUEST_HEADER_FIELDS_TOO_LARGE, _LONG_HEAD)


def head_size(method: bytes, url: bytes, headers: Sequence[Header]) -> int:
    """Bytes of a head with one blank after each colon."""
    line = len(b"%b %b HTTP/1.1\r\n\r\n" % (method, url))
    return line + sum(len(name) + len(value) + 4 for name, value in headers)
