"""The process that answers requests; imports nothing that only the backend needs."""

from __future__ import annotations

import asyncio
import importlib
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx
import structlog

from aro_rp.clock import Clock, Ids, RandomIds, SystemClock
from aro_rp.database.databases import Databases
from aro_rp.env import Access, Feature, Settings, SettingsError
from aro_rp.frontend.app import build_app
from aro_rp.frontend.authentication import Authentication
from aro_rp.frontend.authentication.opening import opened_authentication
from aro_rp.frontend.azure_side import AzureSide, AzureToCome
from aro_rp.frontend.config import FrontendConfig, Sink
from aro_rp.frontend.dispatch import Frontend
from aro_rp.frontend.server import serving
from aro_rp.frontend.tls import ServerTls
from aro_rp.metrics import Metrics, NoMetrics
from aro_rp.processes.address import listening_at
from aro_rp.processes.figures import measuring
from aro_rp.processes.lifetime import asked_to_stop, log_to, settle
from aro_rp.processes.lines import Lines
from aro_rp.processes.sinks import opened_sink
from aro_rp.processes.stores import opened_stores

READY_AFTER_S = 120.0
DRAIN_S = 80.0


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Where a frontend's lines and figures go."""

    log: Sink
    metrics: Metrics = field(default_factory=NoMetrics)


def frontend_of(
    settings: Settings,
    databases: Databases,
    clock: Clock,
    ids: Ids,
    telemetry: Telemetry,
    azure: AzureSide,
    authentication: Authentication | None = None,
) -> Frontend:
    """The frontend; without ``authentication`` everybody who reaches it is let in."""
    at_once = settings.is_local or settings.has(Feature.DISABLE_READINESS_DELAY)
    config = FrontendConfig(
        location=settings.location,
        domain=settings.domain,
        commit=settings.version,
        gateway_enabled=False,
        require_d2s_workers=Feature.REQUIRE_D2S_WORKERS in settings.features,
        retry_after_s=1 if settings.is_local else 10,
        ready_after_s=0.0 if at_once else READY_AFTER_S,
        drain_s=0.0 if at_once else DRAIN_S,
        log=telemetry.log,
        audit=telemetry.log,
        metrics=telemetry.metrics,
        authentication=authentication or Authentication(),
        environment=settings.environment,
        hostname=socket.gethostname(),
    )
    return build_app(databases, config, clock, ids, azure)


async def run_frontend(
    settings: Settings, access: Access | None, host: str, port: int, *, shares_port: bool = False
) -> None:
    """Serves until SIGTERM or SIGINT; without ``access`` in clear text and to everybody."""
    clock, ids = SystemClock(), RandomIds()
    async with AsyncExitStack() as opened:
        sink = opened.enter_context(opened_sink(sys.stderr))
        log_to(sink)
        lines = opened.enter_context(Lines(sink))
        stores = await opened.enter_async_context(opened_stores(settings, clock, ids))
        metrics = await opened.enter_async_context(measuring(settings, clock, "frontend"))
        entrance = await opened.enter_async_context(_opened_entrance(access, clock))
        azure = AzureToCome()
        # entered before the server, so that requests in flight at its end can still ask
        after_requests = await opened.enter_async_context(AsyncExitStack())
        telemetry = Telemetry(lines, metrics)
        app = frontend_of(
            settings, stores.databases, clock, ids, telemetry, azure, entrance.authentication
        )
        with listening_at(host, port, "--host or --port"):
            url = await opened.enter_async_context(
                serving(app, host, port, entrance.tls, shares_port=shares_port)
            )
        settle()
        sys.stdout.write(f"ready {url}\n")
        sys.stdout.flush()
        stop = asked_to_stop()
        azure.provide(await _azure_checks(settings, stores.databases, clock, after_requests))
        await stop.wait()
        await app.drain()


async def _azure_checks(
    settings: Settings, databases: Databases, clock: Clock, opened: AsyncExitStack
) -> AzureSide:
    """Imports what speaks to Azure off the loop, once the process answers: it takes a second."""
    await asyncio.to_thread(importlib.import_module, "aro_rp.frontend.azure_checks")
    from aro_rp.frontend.azure_checks import opened_checks

    return await opened.enter_async_context(opened_checks(settings, databases, clock))


@dataclass(frozen=True, slots=True)
class _Entrance:
    authentication: Authentication | None = None
    tls: ServerTls | None = None


def _server_tls(access: Access) -> ServerTls:
    certificate, key = access.server_certificate, access.server_key
    try:
        return ServerTls(certificate, key)
    except OSError as problem:
        named = f"ARO_SERVER_CERTIFICATE_FILE '{certificate}' with ARO_SERVER_KEY_FILE '{key}'"
        raise SettingsError([f"{named}: {problem.strerror}"]) from problem


@asynccontextmanager
async def _opened_entrance(access: Access | None, clock: Clock) -> AsyncIterator[_Entrance]:
    if access is None:
        yield _Entrance()
        return
    tls = _server_tls(access)
    trouble = structlog.get_logger(component="authentication")

    def warn(what: str, error: BaseException) -> None:
        trouble.warning(what, error=type(error).__name__)

    async with (
        httpx.AsyncClient() as http,
        opened_authentication(access, clock, tls.trust, warn, http) as authentication,
    ):
        yield _Entrance(authentication, tls)
