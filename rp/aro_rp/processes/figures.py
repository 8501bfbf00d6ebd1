"""Where a process's figures go."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aro_rp.clock import Clock
from aro_rp.env import Settings
from aro_rp.metrics import Metrics, NoMetrics
from aro_rp.metrics.statsd import Account, StatsdMetrics


@asynccontextmanager
async def measuring(settings: Settings, clock: Clock, service: str) -> AsyncIterator[Metrics]:
    """Figures go to the agent while the block runs; without an agent they go nowhere."""
    if settings.metrics_agent is None:
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
    metrics = StatsdMetrics(settings.metrics_agent, account, clock, quiet=settings.is_local)
    sending = asyncio.create_task(metrics.run(), name="metrics")
    try:
        yield metrics
    finally:
        sending.cancel()
