"""The process that works."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.azure import Azure
from aro_rp.backend import Backend, BackendSettings
from aro_rp.clock import Clock, Ids, RandomIds, SystemClock
from aro_rp.cluster.context import ClusterContext, ClusterContexts, Surroundings
from aro_rp.cluster.installer import HttpInstaller
from aro_rp.cluster.keys import GeneratedKeys, Keys
from aro_rp.cluster.plans import plan_for
from aro_rp.env import Settings
from aro_rp.metrics import Metrics
from aro_rp.processes.figures import measuring
from aro_rp.processes.lifetime import log_to, settle, when_asked_to_stop
from aro_rp.processes.sinks import opened_sink
from aro_rp.processes.stores import Stores, opened_stores
from aro_rp.steps import Plan, looking_every


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
        yield Backend(
            databases, partial(paced_plan, settings), contexts.open, clock, ids, backend_settings,
            metrics,
        )  # fmt: skip


def paced_plan(settings: Settings, doc: OpenShiftClusterDocument) -> Plan[ClusterContext]:
    return looking_every(plan_for(doc), timedelta(seconds=settings.rights_poll_seconds))


async def run_backend(settings: Settings) -> None:
    """Works until SIGTERM or SIGINT, then until what it took has ended."""
    clock, ids = SystemClock(), RandomIds()
    numbers = BackendSettings(
        max_workers=settings.max_workers,
        rp_subscription=settings.rp_subscription,
        rp_version=settings.version,
    )
    async with AsyncExitStack() as opened:
        log_to(opened.enter_context(opened_sink(sys.stderr)))
        stores = await opened.enter_async_context(opened_stores(settings, clock, ids))
        metrics = await opened.enter_async_context(measuring(settings, clock, "backend"))
        backend = await opened.enter_async_context(
            opened_backend(settings, stores, numbers, clock, ids, metrics=metrics)
        )
        when_asked_to_stop(backend.stop)
        settle()
        await backend.run()
