"""What tests need to speak to a cloud in their own process: a transport, a clock, ids and keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError, ServiceResponseError
from azure.core.pipeline.transport import AsyncHttpTransport
from azure.core.rest import AsyncHttpResponse, HttpRequest
from azure.core.rest._http_response_impl_async import AsyncHttpResponseImpl
from azure.core.utils import case_insensitive_dict
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from aro_devcloud.clock import Clock
from aro_devcloud.cloud import Cloud, build_cloud
from aro_devcloud.config import DEFAULT_TENANT, CloudConfig
from aro_devcloud.errors import ConnectionDropped
from aro_devcloud.http import AsgiApp, Response
from aro_devcloud.keys import FreshKeys
from aro_devcloud.transport import Unreachable

ARM_URL = "https://127.0.0.1:8443"


class VirtualClock:
    """A clock that moves only when somebody sleeps on it or calls ``advance``."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)
        await asyncio.sleep(0)


class HttpxTransport:
    """Reaches a resource provider in this process, by any of httpx's transports."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Response:
        request = httpx.Request(method, url, headers=headers, content=body)
        try:
            answer = await self._transport.handle_async_request(request)
        except httpx.HTTPError as problem:
            raise Unreachable(type(problem).__name__) from problem
        return Response(answer.status_code, await answer.aread(), dict(answer.headers))

    async def close(self) -> None:
        await self._transport.aclose()


class CountingIds:
    """Ids in order: the same in every run of a test."""

    def __init__(self) -> None:
        self._count = 0

    def uuid(self) -> str:
        self._count += 1
        return f"00000000-0000-4000-8000-{self._count:012d}"

    def token(self, length: int, alphabet: str) -> str:
        self._count += 1
        number, letters = self._count, []
        for _ in range(length):
            number, digit = divmod(number, len(alphabet))
            letters.append(alphabet[digit])
        return "".join(letters)


class SharedKeys:
    """Real keys made once per process and handed out in turn: for tests and load only."""

    def __init__(self, count: int = 4) -> None:
        self._count = count
        self._next = 0

    def rsa(self) -> RSAPrivateKey:
        self._next = (self._next + 1) % self._count
        return _shared_key(self._next)

    def ec(self) -> EllipticCurvePrivateKey:
        self._next = (self._next + 1) % self._count
        return _shared_curve_key(self._next)


@cache
def _shared_key(number: int) -> RSAPrivateKey:
    return FreshKeys().rsa()


@cache
def _shared_curve_key(number: int) -> EllipticCurvePrivateKey:
    return FreshKeys().ec()


def memory_cloud(config: CloudConfig | None = None, clock: Clock | None = None) -> Cloud:
    """A cloud in memory whose operations take virtual seconds and whose installer moves when
    asked.
    """
    chosen = config or CloudConfig(installer_in_background=False, remembered_calls=0)
    return build_cloud(chosen, clock or VirtualClock(), CountingIds(), SharedKeys())


def error_code(error: HttpResponseError) -> str:
    """The ARM code of a refusal, "" when its body has none."""
    return str(error.error.code) if error.error is not None else ""


class StaticCredential:
    """An async token credential that takes its tokens straight from the cloud."""

    def __init__(self, cloud: Cloud, application: str = "test", tenant: str = "") -> None:
        self._cloud = cloud
        self._application = application
        self._tenant = tenant or DEFAULT_TENANT

    async def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        audience = scopes[0].removesuffix("/.default")
        token = self._cloud.tokens.issue(self._tenant, self._application, audience)
        expires = self._cloud.clock.now().timestamp() + self._cloud.config.token_lifetime_s
        return AccessToken(token, int(expires))

    async def close(self) -> None:
        """There is nothing to close."""

    async def __aenter__(self) -> StaticCredential:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        problem: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        """There is nothing to close."""


_OF_TRANSPORTS = frozenset(
    {"connection_cert", "connection_timeout", "connection_verify", "proxies", "read_timeout"}
)
"""What azure-core's own transports understand."""


class AsgiTransport(AsyncHttpTransport[HttpRequest, AsyncHttpResponse]):
    """An azure-core transport that calls an ASGI application; pollers wait on the given clock."""

    def __init__(self, app: AsgiApp, clock: Clock | None = None) -> None:
        self._app = app
        self._clock = clock or VirtualClock()

    async def send(
        self, request: HttpRequest, *, stream: bool = False, **options: Any
    ) -> AsyncHttpResponse:
        """Raises TypeError for an option that no policy took out, as aiohttp does."""
        if unknown := sorted(options.keys() - _OF_TRANSPORTS):
            raise TypeError(f"send() got unexpected options: {', '.join(unknown)}")
        body = await _request_body(request)
        answer = _Answer()
        try:
            await self._app(_scope(request, body), _receive_once(body), answer.take)
        except ConnectionDropped as problem:
            raise ServiceResponseError("Connection aborted by the local cloud") from problem
        response = AsgiResponse(request, answer)
        if not stream:
            await response.read()
        return response

    async def sleep(self, duration: float) -> None:
        await self._clock.sleep(duration)

    async def open(self) -> None:
        """There is no connection."""

    async def close(self) -> None:
        """There is no connection."""

    async def __aenter__(self) -> AsgiTransport:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        problem: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        """There is no connection."""


class AsgiResponse(AsyncHttpResponseImpl):
    """A reply of an ASGI application as azure-core sees it."""

    def __init__(self, request: HttpRequest, answer: _Answer) -> None:
        headers: MutableMapping[str, str] = case_insensitive_dict(answer.headers)
        super().__init__(
            request=request,
            internal_response=answer,
            status_code=answer.status,
            headers=headers,
            reason=httpx.codes.get_reason_phrase(answer.status),
            content_type=headers.get("content-type", ""),
            stream_download_generator=_Pieces,
            block_size=4096,
        )


class _Answer:
    """Collects the messages of one ASGI reply."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""

    async def take(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {
                name.decode("latin-1"): value.decode("latin-1")
                for name, value in message["headers"]
            }
        else:
            self.body += message.get("body", b"")

    async def close(self) -> None:
        """The whole reply is already here."""


class _Pieces:
    """The body in pieces. An object, because the blob client hangs properties on it."""

    def __init__(self, pipeline: Any, response: Any, **_: Any) -> None:
        self.response = response
        self._body: bytes = response._internal_response.body
        self._at = 0
        self.content_length = len(self._body)
        self.properties: Any = None

    def __aiter__(self) -> _Pieces:
        return self

    async def __anext__(self) -> bytes:
        if self._at >= len(self._body):
            raise StopAsyncIteration
        piece = self._body[self._at : self._at + 65536]
        self._at += len(piece)
        return piece


async def _request_body(request: HttpRequest) -> bytes:
    # The older generated clients send azure-core's earlier request class, which has a body instead.
    content: Any = request.content if hasattr(request, "content") else request.body
    if content is None:
        return b""
    if isinstance(content, str):
        return content.encode()
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    if isinstance(content, Mapping):
        return str(httpx.QueryParams(dict(content))).encode()
    if hasattr(content, "__aiter__"):
        return b"".join([part async for part in content])
    if hasattr(content, "read"):
        return bytes(content.read())
    return b"".join(content)


def _scope(request: HttpRequest, body: bytes) -> dict[str, Any]:
    parts = urlsplit(request.url)
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    headers["host"] = parts.netloc
    headers["content-length"] = str(len(body))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": parts.scheme,
        "path": unquote(parts.path),
        "raw_path": parts.path.encode("ascii"),
        "query_string": parts.query.encode("ascii"),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": (parts.hostname, parts.port),
        "extensions": {},
    }


def _receive_once(body: bytes) -> Any:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive


@asynccontextmanager
async def started(cloud: Cloud) -> AsyncIterator[Cloud]:
    """Starts a cloud and closes it at the end."""
    await cloud.start()
    try:
        yield cloud
    finally:
        await cloud.close()
