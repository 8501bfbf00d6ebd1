"""The outermost ASGI application: picks the api-version's app and answers when there is none."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.clock import Clock, Ids
from aro_rp.frontend.authentication import Authentication
from aro_rp.frontend.call import LONGEST_PATH, Call, Scope
from aro_rp.frontend.middleware.audit import AuditLog
from aro_rp.frontend.middleware.bodies import Receive
from aro_rp.frontend.middleware.log import RequestLog
from aro_rp.frontend.middleware.metrics import RequestMeter
from aro_rp.frontend.middleware.paths import PathChecks
from aro_rp.frontend.refusals import Refusals
from aro_rp.frontend.replies import Send, error_reply, internal_error, send_reply
from aro_rp.frontend.resources import VersionApi
from aro_rp.frontend.routing import RouteTable
from aro_rp.frontend.serving import serve
from aro_rp.frontend.spec_middleware import CALL, Unrouted

HEALTH = ("healthz", "ready")


class AsgiApp(Protocol):
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


class Background(Protocol):
    """What runs beside the requests while the server is up."""

    def running(self) -> AbstractAsyncContextManager[None]: ...

    async def drain(self) -> None: ...


@dataclass(frozen=True, slots=True)
class VersionApp:
    """An api-version and the connexion app that serves its spec."""

    api: VersionApi
    app: AsgiApp


@dataclass(frozen=True, slots=True)
class Tables:
    """Routes of no published spec: ``always`` ignore the api-version, ``common`` need a known."""

    always: RouteTable
    common: RouteTable


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Who hears of every request."""

    log: RequestLog
    audit: AuditLog
    meter: RequestMeter

    def sent(self, call: Call, now: datetime) -> None:
        self.log.sent(call, now)
        self.audit.sent(call, now)
        self.meter.sent(call, now)


class Frontend:
    """Gives each request to its api-version; every way out is an ARM reply and a log line."""

    def __init__(
        self,
        versions: Mapping[str, VersionApp],
        tables: Tables,
        checks: PathChecks,
        authentication: Authentication,
        witnesses: Witnesses,
        background: Background,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._versions = versions
        self._by_query = {f"api-version={v}".encode(): app for v, app in versions.items()}
        self._tables = tables
        self._checks = checks
        self._refusals = Refusals(checks)
        self._authentication = authentication
        self._witnesses = witnesses
        self._background = background
        self._clock = clock
        self._ids = ids

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._beside(scope, receive, send)
        call = Call(scope, self._ids.uuid(), self._clock.now())
        self._witnesses.log.read(call)
        try:
            await self._answer(call, scope, receive, send)
        except ArmError as error:
            await self._send_error(call, error, send)
        except Exception as error:  # noqa: BLE001 - the one place where the unexpected becomes a 500
            self._witnesses.log.broke(call, error, self._clock.now())
            await self._send_error(call, internal_error(), send)
        self._witnesses.sent(call, self._clock.now())

    async def _answer(self, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        method, segments = call.method, call.target.segments
        if segments != HEALTH:
            await self._authentication.require(call)
        if call.too_long:
            message = f"The path is too long: {LONGEST_PATH} characters are the most."
            raise ArmError.of(414, Code.URI_TOO_LONG, message)
        always = self._tables.always
        found = (always.remembered if call.reads else always.find)(method, segments)
        if found is not None:
            reply = await serve(found, call, receive, self._checks)
            return await send_reply(call, reply, send)
        served = self._by_query.get(call.query)
        if served is None:
            served = self._versions.get(call.parameter("api-version"))
        if served is not None:
            call.api = served.api
            scope[CALL] = call
            try:
                return await served.app(scope, receive, send)
            except Unrouted:
                found = self._tables.common.find(method, segments)
        if found is not None:
            reply = await serve(found, call, receive, self._checks)
        else:
            reply = await self._refusals.refuse(call, known=served is not None, receive=receive)
        await send_reply(call, reply, send)

    async def _send_error(self, call: Call, error: ArmError, send: Send) -> None:
        """Nothing more can be said once a reply has begun."""
        call.problem = error.problem
        if call.status == 0:
            await send_reply(call, error_reply(error), send)

    async def drain(self) -> None:
        """Says not ready from now on, and returns when load balancers had time to notice."""
        await self._background.drain()

    async def _beside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin and end of the server; nobody speaks over a web socket here."""
        if scope["type"] != "lifespan":
            return await send({"type": "websocket.close", "code": 1000})
        await receive()
        async with self._background.running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
