"""The headers that ARM and a resource provider exchange (RPC contract R3-R6, P1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from aro_rp.arm.urls import is_url

Headers = Mapping[bytes, bytes]

CLIENT_REQUEST_ID = b"x-ms-client-request-id"
CORRELATION_ID = b"x-ms-correlation-request-id"
RETURN_CLIENT_REQUEST_ID = b"x-ms-return-client-request-id"
CLIENT_PRINCIPAL_NAME = b"x-ms-client-principal-name"
SYSTEM_DATA = b"x-ms-arm-resource-system-data"
IDENTITY_URL = b"x-ms-identity-url"
HOME_TENANT_ID = b"x-ms-home-tenant-id"
REFERER = b"referer"
IF_MATCH = b"if-match"
IF_NONE_MATCH = b"if-none-match"
CONTENT_TYPE = b"content-type"
CONTENT_LENGTH = b"content-length"
USER_AGENT = b"user-agent"

REQUEST_ID = b"x-ms-request-id"
ASYNC_OPERATION = b"azure-asyncoperation"
LOCATION = b"location"
RETRY_AFTER = b"retry-after"
ETAG = b"etag"
ALLOW = b"allow"

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FALLBACK_ORIGIN = "https://localhost:8443"


def collect(raw: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The first value of every header; names are lower case already, as ASGI promises."""
    return dict(reversed(raw))


def clean(text: str) -> str:
    """Text that cannot break a log line: no control characters except tab."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def text(headers: Headers, name: bytes) -> str:
    """The value without control characters; empty when the header is absent."""
    value = headers.get(name)
    return clean(value.decode("latin-1")) if value else ""


def echoed_client_request_id(headers: Headers) -> bytes | None:
    """The caller's own id, when it asked to have it back."""
    wish = headers.get(RETURN_CLIENT_REQUEST_ID)
    return headers.get(CLIENT_REQUEST_ID) if wish and wish.lower() == b"true" else None


def referer(headers: Headers, path: str, query: str) -> str:
    """The URL the caller used at ARM; without a usable header, a local one for this request.

    ``path`` is unescaped and may hold whatever callers think of.
    """
    found = headers.get(REFERER, b"").decode("latin-1")
    if found and is_url(found):
        return found
    here = _FALLBACK_ORIGIN + quote(path)
    return f"{here}?{query}" if query else here
