"""The RP's processes, each put together from its settings."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TextIO

import httpx
import orjson
import structlog

from aro_rp.azure import Azure
from aro_rp.backend import Backend, BackendSettings
from aro_rp.clock import Clock, Ids, RandomIds, SystemClock
from aro_rp.cluster.context import ClusterContext, ClusterContexts, Surroundings
from aro_rp.cluster.installer import HttpInstaller
from aro_rp.cluster.keys import GeneratedKeys, Keys
from aro_rp.cluster.plans import plan_for
from aro_rp.database.databases import Databases, open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.database.keys import load_or_create_keys
from aro_rp.env import Access, Feature, Settings
from aro_rp.frontend.app import build_app
from aro_rp.frontend.authentication import Authentication
from aro_rp.frontend.authentication.opening import opened_authentication
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.creation_checks import CreationChecks, opened_checks
from aro_rp.frontend.dispatch import Frontend
from aro_rp.frontend.server import serving
from aro_rp.frontend.tls import ServerTls
from aro_rp.metrics import Metrics, NoMetrics
from aro_rp.metrics.statsd import Account, Agent, StatsdMetrics

READY_AFTER_S = 120.0
DRAIN_S = 80.0
YOUNG_OBJECTS = 20_000
"""How many more containers are made than freed before the youngest are looked through."""


@dataclass(frozen=True, slots=True)
class Stores:
    """The databases of a process and the keys that open their secrets, oldest first."""

    databases: Databases
    keys: tuple[bytes, ...]


@asynccontextmanager
async def opened_stores(settings: Settings, clock: Clock, ids: Ids) -> AsyncIterator[Stores]:
    """Raises ``StoreError`` or ``KeyFileError`` when the database or its keys cannot be used."""
    keys = load_or_create_keys(settings.encryption_keys_file)
    async with open_databases(settings.database, Cipher.from_keys(keys), clock, ids) as databases:
        yield Stores(databases, keys)


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Where a frontend's lines and figures go."""

    log: TextIO
    metrics: Metrics = field(default_factory=NoMetrics)


def frontend_of(
    settings: Settings,
    databases: Databases,
    clock: Clock,
    ids: Ids,
    telemetry: Telemetry,
    checks: CreationChecks,
    authentication: Authentication | None = None,
) -> Frontend:
    """The frontend; without ``authentication`` everybody who reaches it is let in."""
    at_once = settings.is_local or settings.has(Feature.DISABLE_READINESS_DELAY)

    def write(line: bytes) -> None:
        telemetry.log.write(line.decode())

    config = FrontendConfig(
        location=settings.location,
        domain=settings.domain,
        commit=settings.version,
        gateway_enabled=False,
        require_d2s_workers=Feature.REQUIRE_D2S_WORKERS in settings.features,
        retry_after_s=1 if settings.is_local else 10,
        ready_after_s=0.0 if at_once else READY_AFTER_S,
        drain_s=0.0 if at_once else DRAIN_S,
        log=write,
        audit=write,
        metrics=telemetry.metrics,
        authentication=authentication or Authentication(),
        environment=settings.environment,
        hostname=socket.gethostname(),
    )
    return build_app(databases, config, clock, ids, checks)


@asynccontextmanager
async def opened_backend(
    settings: Settings,
    stores: Stores,
    backend_settings: BackendSettings,
    clock: Clock,
    ids: Ids,
    keys: Keys | None = None,
    metrics: Metrics | None = None,
) -> AsyncIterator[Backend[ClusterContext]]:
    """A backend with its Azure clients; the caller runs it."""
    databases = stores.databases
    async with AsyncExitStack() as opened:
        azure = await opened.enter_async_context(
            Azure(settings.endpoints(), settings.client_id, settings.client_secret, clock)
        )
        installer = await opened.enter_async_context(HttpInstaller(azure, settings))
        await azure.warm()
        world = Surroundings(
            settings=settings,
            azure=azure,
            installer=installer,
            cipher=databases.cipher,
            billing=databases.billing,
            role_sets=databases.role_sets,
            clock=clock,
            ids=ids,
            keys=keys or GeneratedKeys(),
            graph_keys=stores.keys,
        )
        contexts = ClusterContexts(world)
        yield Backend(databases, plan_for, contexts.open, clock, ids, backend_settings, metrics)


async def run_frontend(settings: Settings, access: Access | None, host: str, port: int) -> None:
    """Serves until SIGTERM or SIGINT; without ``access`` in clear text and to everybody."""
    clock, ids = SystemClock(), RandomIds()
    log_to(sys.stderr)
    async with AsyncExitStack() as opened:
        stores = await opened.enter_async_context(opened_stores(settings, clock, ids))
        metrics = await opened.enter_async_context(measuring(settings, clock, "frontend"))
        entrance = await opened.enter_async_context(_opened_entrance(access, clock))
        checks = await opened.enter_async_context(opened_checks(settings, stores.databases, clock))
        telemetry = Telemetry(sys.stderr, metrics)
        app = frontend_of(
            settings, stores.databases, clock, ids, telemetry, checks, entrance.authentication
        )
        url = await opened.enter_async_context(serving(app, host, port, entrance.tls))
        settle()
        sys.stdout.write(f"ready {url}\n")
        sys.stdout.flush()
        await asked_to_stop().wait()
        await app.drain()


@dataclass(frozen=True, slots=True)
class _Entrance:
    authentication: Authentication | None = None
    tls: ServerTls | None = None


@asynccontextmanager
async def _opened_entrance(access: Access | None, clock: Clock) -> AsyncIterator[_Entrance]:
    if access is None:
        yield _Entrance()
        return
    tls = ServerTls(access.server_certificate, access.server_key)
    trouble = structlog.get_logger(component="authentication")

    def warn(what: str, error: BaseException) -> None:
        trouble.warning(what, error=type(error).__name__)

    async with (
        httpx.AsyncClient() as http,
        opened_authentication(access, clock, tls.trust, warn, http) as authentication,
    ):
        yield _Entrance(authentication, tls)


@asynccontextmanager
async def measuring(settings: Settings, clock: Clock, service: str) -> AsyncIterator[Metrics]:
    """Figures go to the agent while the block runs; without an agent they go nowhere."""
    if not settings.metrics_socket:
        yield NoMetrics()
        return
    dimensions = {
        "hostname": socket.gethostname(),
        "location": settings.location,
        "service": service,
        "version": settings.version,
        "Environment": settings.environment,
    }
    account = Account(settings.metrics_account, settings.metrics_namespace, dimensions)
    agent = Agent.parse(settings.metrics_socket)
    metrics = StatsdMetrics(agent, account, clock, quiet=settings.is_local)
    sending = asyncio.create_task(metrics.run(), name="metrics")
    try:
        yield metrics
    finally:
        sending.cancel()


async def run_backend(settings: Settings) -> None:
    """Works until SIGTERM or SIGINT, then until what it took has ended."""
    clock, ids = SystemClock(), RandomIds()
    log_to(sys.stderr)
    numbers = BackendSettings(
        max_workers=settings.max_workers,
        rp_subscription=settings.rp_subscription,
        rp_version=settings.version,
    )
    async with (
        opened_stores(settings, clock, ids) as stores,
        measuring(settings, clock, "backend") as metrics,
        opened_backend(settings, stores, numbers, clock, ids, metrics=metrics) as backend,
    ):
        when_asked_to_stop(backend.stop)
        settle()
        await backend.run()


def settle() -> None:
    """Ends start-up: what is there now stays to the end, so the garbage collector skips it.

    Requests and steps free nearly all they use by reference counts; with Python's own
    thresholds the collector would look again and again for what is hardly ever there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)


def asked_to_stop() -> asyncio.Event:
    """Set by SIGTERM or SIGINT."""
    event = asyncio.Event()
    when_asked_to_stop(event.set)
    return event


def when_asked_to_stop(stop: Callable[[], object]) -> None:
    loop = asyncio.get_running_loop()
    for asked in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(asked, stop)


def log_to(stream: TextIO) -> None:
    """Structured logs of the whole process as JSON lines; no level below info."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        cache_logger_on_first_use=True,
    )


def _json(line: object, **_: object) -> str:
    return orjson.dumps(line, default=str).decode()
