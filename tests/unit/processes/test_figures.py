"""Figures of a process say whose they are, and end with it."""

from __future__ import annotations

import asyncio
import json
import socket
from dataclasses import replace
from pathlib import Path

from aro_rp.clock import FixedClock
from aro_rp.env import local_settings
from aro_rp.metrics import NoMetrics
from aro_rp.metrics.statsd import Agent
from aro_rp.processes.figures import measuring


async def test_figures_name_their_process_and_end_with_it(tmp_path: Path) -> None:
    received: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.set_result(await reader.read())
        writer.close()

    path = tmp_path / "agent"
    settings = replace(
        local_settings("https://127.0.0.1:1", None, tmp_path, instant=True),
        metrics_agent=Agent("unix", str(path)),
        metrics_account="rp",
        metrics_namespace="RP",
    )
    async with await asyncio.start_unix_server(read, path), asyncio.timeout(5):
        async with measuring(settings, FixedClock(), "backend") as metrics:
            metrics.gauge("m", 1, {"verb": "GET"})
            await asyncio.sleep(0.02)
        told = json.loads((await received).rpartition(b":")[0])
    assert (told["Metric"], told["Account"], told["Namespace"]) == ("m", "rp", "RP")
    assert told["Dims"] == {
        "Environment": settings.environment,
        "hostname": socket.gethostname(),
        "location": settings.location,
        "service": "backend",
        "verb": "GET",
        "version": settings.version,
    }


async def test_without_an_agent_figures_go_nowhere(tmp_path: Path) -> None:
    settings = local_settings("https://127.0.0.1:1", None, tmp_path, instant=True)
    async with measuring(settings, FixedClock(), "backend") as metrics:
        assert isinstance(metrics, NoMetrics)
