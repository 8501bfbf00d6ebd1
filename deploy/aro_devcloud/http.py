"""Requests and replies as small values; the ASGI edge turns them into messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

import orjson

from aro_devcloud.errors import CloudError

Json = dict[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]

MUTATING = frozenset({"PUT", "PATCH", "POST", "DELETE"})


@dataclass(slots=True)
class Request:
    """One request. Header and query names are lower-case; ``base`` is scheme and host.

    ``caller`` is the object id of whom the front door let in.
    """

    method: str
    path: str
    raw_path: str
    raw_query: str
    query: Mapping[str, str]
    headers: dict[str, str]
    body: bytes
    base: str
    caller: str = ""

    @property
    def url(self) -> str:
        """The public URL as the client wrote it."""
        return f"{self.base}{self.raw_path}" + (f"?{self.raw_query}" if self.raw_query else "")

    def json(self) -> Json:
        """The body as an object; an empty body is an empty object, anything else is refused."""
        if not self.body:
            return {}
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError as problem:
            raise CloudError(
                400,
                "InvalidRequestContent",
                f"The request content was invalid and could not be deserialized: '{problem}'.",
            ) from problem
        if not isinstance(value, dict):
            raise CloudError(
                400,
                "InvalidRequestContent",
                f"The request content must be a JSON object, not {type(value).__name__}.",
            )
        return value


@dataclass(slots=True)
class Response:
    """One reply with its whole body."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Plane(Protocol):
    """One service of the cloud: everything under its part of the path."""

    async def handle(self, request: Request) -> Response: ...


def json_response(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON reply."""
    return Response(
        status,
        orjson.dumps(value),
        {"content-type": "application/json; charset=utf-8", **(headers or {})},
    )


def error_response(error: CloudError) -> Response:
    """The ARM form of a refusal."""
    return json_response(error.status, {"error": error.as_json()}, error.headers)


def request_from_scope(scope: Scope, body: bytes) -> Request:
    """Reads an ASGI scope; the first of repeated query parameters counts."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    raw_query = scope.get("query_string", b"").decode("latin-1")
    query: dict[str, str] = {}
    for name, value in parse_qsl(raw_query, keep_blank_values=True):
        query.setdefault(name.lower(), value)
    path = scope["path"]
    raw_path = scope.get("raw_path")
    return Request(
        method=scope["method"].upper(),
        path=path,
        raw_path=raw_path.decode("latin-1").split("?")[0] if raw_path else path,
        raw_query=raw_query,
        query=query,
        headers=headers,
        body=body,
        base=f"{scope.get('scheme', 'https')}://{headers.get('host', 'localhost')}",
    )


async def read_body(receive: Receive) -> bytes:
    """The whole body of an ASGI request."""
    message = await receive()
    if not message.get("more_body"):
        return bytes(message.get("body", b""))
    parts = [message.get("body", b"")]
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
    return b"".join(parts)
