"""The local stack: a local Azure, the frontend and a backend in one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aro_devcloud.cloud import build_cloud
from aro_devcloud.config import CloudConfig
from aro_devcloud.serve import serve as serve_cloud
from aro_devcloud.told import read_told
from aro_rp.backend import Backend, BackendSettings, take_over
from aro_rp.clock import RandomIds, SystemClock
from aro_rp.cluster.context import ClusterContext
from aro_rp.env import local_settings
from aro_rp.frontend.azure_checks import opened_checks
from aro_rp.frontend.server import serving
from aro_rp.local.arm_client import LocalEndpoint
from aro_rp.local.folder import locked
from aro_rp.local.seed import seed
from aro_rp.processes.backend import opened_backend
from aro_rp.processes.frontend import Telemetry, frontend_of
from aro_rp.processes.lifetime import log_to, settle
from aro_rp.processes.stores import opened_stores

DELETE_PAUSE_S = 1.0
DRAIN_S = 2.0


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """What the user asked for; port 0 is any free one. ``cloud`` is a file of ``read_told``."""

    data: Path
    port: int
    rp_port: int
    subscriptions: tuple[str, ...]
    instant: bool
    cloud: Path | None = None


@asynccontextmanager
async def running(options: LocalOptions) -> AsyncIterator[LocalEndpoint]:
    """Runs the stack while the block does; the endpoint answers when it is given.

    Raises ``FolderInUse``, ``NotTold``, ``StoreError``, ``KeyFileError`` or ``OSError`` when it
    cannot start.
    """
    clock, ids, data = SystemClock(), RandomIds(), options.data
    async with AsyncExitStack() as opened:
        opened.enter_context(locked(data))
        LocalEndpoint.forget(data)
        log = opened.enter_context((data / "aro.log").open("a", buffering=1))
        log_to(log)
        config = CloudConfig(
            data_dir=data,
            subscriptions=options.subscriptions,
            instant=options.instant,
            **(read_told(options.cloud) if options.cloud else {}),
        )
        cloud = build_cloud(config)
        served = await opened.enter_async_context(serve_cloud(cloud, data, options.port))
        settings = local_settings(served.url, served.ca_file, data, instant=options.instant)
        stores = await opened.enter_async_context(opened_stores(settings, clock, ids))
        await take_over(stores.databases)
        await seed(stores.databases, ids)
        checks = await opened.enter_async_context(opened_checks(settings, stores.databases, clock))
        app = frontend_of(settings, stores.databases, clock, ids, Telemetry(log), checks)
        rp_url = await opened.enter_async_context(serving(app, port=options.rp_port))
        cloud.connect_rp(rp_url)
        numbers = BackendSettings(delete_pause_s=0.0 if options.instant else DELETE_PAUSE_S)
        backend = await opened.enter_async_context(
            opened_backend(settings, stores, numbers, clock, ids)
        )
        await opened.enter_async_context(_working(backend))
        tenant, subscription = config.tenant, options.subscriptions[0]
        ca_file = str(served.ca_file.resolve())
        endpoint = LocalEndpoint(
            served.url, ca_file, rp_url, tenant, subscription, served.proxy_url
        )
        endpoint.save(data)
        settle()
        yield endpoint


@asynccontextmanager
async def _working(backend: Backend[ClusterContext]) -> AsyncIterator[None]:
    """Runs the backend beside the block. What it cannot end soon, the next start goes on with."""
    task = asyncio.create_task(backend.run(), name="backend")
    try:
        yield
    finally:
        backend.stop()
        with suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(task, DRAIN_S)
