"""The local stack: a local Azure, the frontend and a backend in one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from aro_devcloud.cloud import build_cloud
from aro_devcloud.config import CloudConfig
from aro_devcloud.damaged import Damaged
from aro_devcloud.records import NotKept
from aro_devcloud.serve import HOST
from aro_devcloud.serve import serve as serve_cloud
from aro_devcloud.told import NotTold, read_told
from aro_rp.backend import Backend, BackendSettings, take_over
from aro_rp.clock import RandomIds, SystemClock
from aro_rp.cluster.context import ClusterContext
from aro_rp.env import local_settings
from aro_rp.frontend.azure_checks import opened_checks
from aro_rp.frontend.server import serving
from aro_rp.local.arm_client import LocalEndpoint
from aro_rp.local.folder import locked
from aro_rp.local.log_file import LOG, LogFile
from aro_rp.local.options import LocalOptions, OptionRefused
from aro_rp.local.seed import seed
from aro_rp.processes.address import listening_at
from aro_rp.processes.backend import opened_backend
from aro_rp.processes.frontend import Telemetry, frontend_of
from aro_rp.processes.lifetime import Listener, log_to, settle
from aro_rp.processes.lines import Lines
from aro_rp.processes.sinks import Enduring
from aro_rp.processes.stores import opened_stores

PORT_OPTION = "--port (make run: PORT=)"
DELETE_PAUSE_S = 1.0
DRAIN_S = 2.0


@asynccontextmanager
async def running(
    options: LocalOptions, listener: Listener | None = None
) -> AsyncIterator[LocalEndpoint]:
    """Runs the stack while the block does; the endpoint answers when it is given.

    The ``listener`` hears what the log is told.
    Raises ``FolderInUse``, ``OptionRefused``, ``AddressRefused``, ``StoreError``, ``KeyFileError``
    or ``OSError`` when it cannot start.
    """
    clock, ids, data = SystemClock(), RandomIds(), options.data
    async with AsyncExitStack() as opened:
        opened.enter_context(locked(data))
        LocalEndpoint.forget(data)
        log = Enduring(opened.enter_context(LogFile(data / LOG)))
        log_to(log, listener)
        lines = opened.enter_context(Lines(log))
        config = CloudConfig(
            data_dir=data,
            subscriptions=options.subscriptions,
            instant=options.instant,
            **_told(options),
        )
        with _usable(data):
            cloud = build_cloud(config)
        with _usable(data), listening_at(HOST, options.port, PORT_OPTION):
            served = await opened.enter_async_context(serve_cloud(cloud, data, options.port))
        settings = local_settings(served.url, served.ca_file, data, instant=options.instant)
        stores = await opened.enter_async_context(opened_stores(settings, clock, ids))
        await take_over(stores.databases)
        await seed(stores.databases, ids)
        checks = await opened.enter_async_context(opened_checks(settings, stores.databases, clock))
        app = frontend_of(settings, stores.databases, clock, ids, Telemetry(lines), checks)
        with listening_at(HOST, options.rp_port, "--rp-port"):
            rp_url = await opened.enter_async_context(serving(app, HOST, options.rp_port))
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


@contextmanager
def _usable(data: Path) -> Iterator[None]:
    try:
        yield
    except Damaged as problem:
        raise OptionRefused(str(problem)) from problem
    except NotKept as problem:
        raise OptionRefused(
            f"--data '{data}' cannot be written: {problem.__cause__}; "
            "make room or choose another folder"
        ) from problem


def _told(options: LocalOptions) -> dict[str, Any]:
    try:
        return read_told(options.cloud) if options.cloud else {}
    except NotTold as problem:
        raise OptionRefused(str(problem)) from problem


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
