"""The one ASGI application of the cloud: every plane by the first part of the path."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from aro_devcloud.addresses import GRAPH_HOST
from aro_devcloud.arm.front_door import FrontDoor
from aro_devcloud.clock import Ids
from aro_devcloud.errors import CloudError, ConnectionDropped
from aro_devcloud.faults import FaultRule, Faults
from aro_devcloud.http import (
    MUTATING,
    Plane,
    Receive,
    Request,
    Response,
    Scope,
    Send,
    error_response,
    json_response,
    read_body,
    request_from_scope,
)
from aro_devcloud.records import Records

ABORT = "aro.abort"
OnMutation = Callable[[str, str], None]
_READS = ("/token", "/listkeys", "/listaccountsas", "/validate", "/checkaccess")


@dataclass(frozen=True, slots=True)
class Call:
    """One answered request, for tests that count side effects. Status 0: the connection was
    dropped.
    """

    method: str
    path: str
    status: int


def ignore_mutation(moment: str, call: str) -> None:
    """The hook of a cloud that nobody watches."""


class CloudApp:
    """Routes, applies faults, commits once per request, and keeps the journal of calls."""

    def __init__(
        self,
        arm: FrontDoor,
        planes: Mapping[str, Plane],
        tokens: Plane,
        faults: Faults,
        records: Records,
        ids: Ids,
        remembered_calls: int,
    ) -> None:
        self._arm = arm
        self._planes = planes
        self._tokens = tokens
        self._faults = faults
        self._records = records
        self._ids = ids
        self.calls: deque[Call] = deque(maxlen=remembered_calls or None)
        self.on_mutation: OnMutation = ignore_mutation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await _lifespan(receive, send)
        request = request_from_scope(scope, await read_body(receive))
        try:
            response = await self.handle(request)
        except ConnectionDropped:
            abort = scope.get("extensions", {}).get(ABORT)
            if abort is None:
                raise
            abort()
            await _until_disconnected(receive)
            return None
        await _reply(send, request, response)

    async def handle(self, request: Request) -> Response:
        """The reply to one request, as ARM would decorate it."""
        mutates = request.method in MUTATING and not request.path.lower().endswith(_READS)
        call = f"{request.method} {request.path}"
        request.headers.setdefault("x-ms-correlation-request-id", self._ids.uuid())
        if mutates:
            self.on_mutation("before", call)
        status = 0
        try:
            response = await self._guarded(request, mutates=mutates)
            status = response.status
        finally:
            self.calls.append(Call(request.method, request.path, status))
        if mutates:
            self.on_mutation("after", call)
        self._decorate(request, response)
        return response

    async def _guarded(self, request: Request, *, mutates: bool) -> Response:
        """What is read is answered also when nothing can be kept: it tells nobody anything new."""
        try:
            response = await self._attempted(request)
        finally:
            trouble = self._records.trouble_committing()
        return error_response(trouble) if trouble and mutates else response

    async def _attempted(self, request: Request) -> Response:
        try:
            hits = await self._faults.before(request)
            told = next((rule.reply for rule in hits if rule.reply is not None), None)
            if told is not None:
                return json_response(200, dict(told))
            response = await self._route(request, hits)
            if any(rule.drop == "after" for rule in hits):
                raise ConnectionDropped(request.path)
            return response
        except CloudError as refusal:
            return error_response(refusal)

    async def _route(self, request: Request, hits: list[FaultRule]) -> Response:
        _localise(request)
        first = request.path.strip("/").split("/", 1)[0].lower()
        if first in ("subscriptions", "providers", "tenants"):
            return await self._arm.answer(request, hits)
        plane = self._planes.get(first)
        if plane is not None:
            return await plane.handle(request)
        return await self._tokens.handle(request)

    def _decorate(self, request: Request, response: Response) -> None:
        headers = response.headers
        headers.setdefault("x-ms-request-id", self._ids.uuid())
        correlation = request.headers["x-ms-correlation-request-id"]
        headers.setdefault("x-ms-correlation-request-id", correlation)
        client = request.headers.get("x-ms-client-request-id")
        if client and (
            request.headers.get("x-ms-return-client-request-id", "").lower() == "true"
            or request.path.startswith("/blob/")
        ):
            headers.setdefault("x-ms-client-request-id", client)


def _localise(request: Request) -> None:
    """Graph has a host of its own in public and a path of its own here."""
    if urlsplit(request.base).hostname == GRAPH_HOST:
        request.path, request.raw_path = f"/graph{request.path}", f"/graph{request.raw_path}"


async def _reply(send: Send, request: Request, response: Response) -> None:
    headers = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in response.headers.items()
    ]
    if "content-length" not in response.headers and response.status not in (204, 304):
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = b"" if request.method == "HEAD" else response.body
    await send({"type": "http.response.body", "body": body})


async def _until_disconnected(receive: Receive) -> None:
    async with asyncio.timeout(1):
        while (await receive())["type"] != "http.disconnect":
            continue


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
