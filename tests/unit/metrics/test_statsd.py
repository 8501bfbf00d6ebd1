"""What the metrics agent receives (monitor.md 5)."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from aro_rp.clock import FixedClock
from aro_rp.metrics.statsd import (
    QUEUE_LENGTH,
    Account,
    Agent,
    StatsdMetrics,
    head_of,
    packet,
    stamp_of,
)

AT = datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC)


def test_a_packet_is_json_a_value_and_a_letter() -> None:
    account = Account("acc", "ns", {"location": "eastus"})
    head = head_of(account, "m", {"verb": "GET", "location": "here"})
    assert packet(head, stamp_of(AT), 42) == (
        b'{"Metric":"m","Account":"acc","Namespace":"ns","Dims":{"location":"eastus","verb":"GET"},'
        b'"TS":"2026-01-02T03:04:05.678"}:42|g\n'
    )
    assert packet(head, stamp_of(AT), 0.25).endswith(b":0.250000|f\n")
    nobody = json.loads(head_of(Account(), "m", {}) + b'"}')
    assert (nobody["Account"], nobody["Namespace"]) == ("*", "*")


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("unix:/run/a:b", Agent("unix", "/run/a:b")),
        ("UDP:localhost:8125", Agent("udp", "localhost:8125")),
    ],
)
def test_the_agent_is_told_by_network_and_address(text: str, agent: Agent) -> None:
    assert Agent.parse(text) == agent


@pytest.mark.parametrize("text", ["/var/run/x", "tcp:host:1", "udp:host", ""])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="udp"):
        Agent.parse(text)


@asynccontextmanager
async def listening(path: Path) -> Any:
    """An agent that hands on the lines it reads."""
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    readers: list[asyncio.StreamWriter] = []

    async def read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        readers.append(writer)
        while line := await reader.readline():
            lines.put_nowait(line)

    server = await asyncio.start_unix_server(read, path)
    try:
        yield lines
    finally:
        server.close()
        for writer in readers:
            writer.close()


@asynccontextmanager
async def sending(path: Path, clock: FixedClock) -> Any:
    metrics = StatsdMetrics(Agent("unix", str(path)), Account(), clock, quiet=True)
    task = asyncio.create_task(metrics.run())
    try:
        yield metrics
    finally:
        task.cancel()


async def test_figures_arrive_in_order_and_survive_a_restart_of_the_agent(tmp_path: Path) -> None:
    path = tmp_path / "agent"
    async with sending(path, FixedClock()) as metrics:
        async with listening(path) as lines:
            for value in range(3):
                metrics.gauge("m", value, {})
            got = [await asyncio.wait_for(lines.get(), 5) for _ in range(3)]
            assert [line.rpartition(b":")[2] for line in got] == [b"0|g\n", b"1|g\n", b"2|g\n"]
        path.unlink(missing_ok=True)
        async with listening(path) as lines:
            arrived = b""
            while not arrived:
                metrics.gauge("again", 1, {})
                try:
                    arrived = await asyncio.wait_for(lines.get(), 0.05)
                except TimeoutError:
                    continue
            assert b'"again"' in arrived


async def test_figures_that_go_out_together_keep_their_own_dimensions(tmp_path: Path) -> None:
    path, clock, shared = tmp_path / "agent", FixedClock(), {"x": "1"}
    told = [("a", shared), ("a", {"x": "2"}), ("b", shared), ("a", shared)]
    async with listening(path) as lines, sending(path, clock) as metrics:
        for name, dimensions in told:
            metrics.gauge(name, 1, dimensions, clock.now())
        got = [json.loads((await asyncio.wait_for(lines.get(), 5))[:-5]) for _ in told]
    assert [(one["Metric"], one["Dims"]) for one in got] == told


async def test_old_figures_are_dropped(tmp_path: Path) -> None:
    clock, path = FixedClock(), tmp_path / "agent"
    metrics = StatsdMetrics(Agent("unix", str(path)), Account(), clock, quiet=True)
    for age in (61, 59):
        metrics.gauge("m", age, {}, clock.now() - timedelta(seconds=age))
    async with listening(path) as lines:
        task = asyncio.create_task(metrics.run())
        assert (await asyncio.wait_for(lines.get(), 5)).endswith(b":59|g\n")
        task.cancel()


async def test_figures_beyond_the_queue_are_dropped(tmp_path: Path) -> None:
    clock, path = FixedClock(), tmp_path / "agent"
    metrics = StatsdMetrics(Agent("unix", str(path)), Account(), clock, quiet=True)
    for value in range(QUEUE_LENGTH + 1):
        metrics.gauge("m", value, {})
    async with listening(path) as lines:
        task = asyncio.create_task(metrics.run())
        got = [await asyncio.wait_for(lines.get(), 5) for _ in range(QUEUE_LENGTH)]
        task.cancel()
    assert got[0].endswith(b":1|g\n")
    assert got[-1].endswith(b":%d|g\n" % QUEUE_LENGTH)


@pytest.mark.parametrize(("quiet", "said"), [(False, [1, 1, 2]), (True, [0, 0, 0])])
async def test_an_agent_that_is_away_is_spoken_of_once_a_second(
    tmp_path: Path, quiet: bool, said: list[int]
) -> None:
    clock, path = FixedClock(), tmp_path / "agent"
    metrics = StatsdMetrics(Agent("unix", str(path)), Account(), clock, quiet=quiet)
    task, counts = asyncio.create_task(metrics.run()), []
    with capture_logs() as lines:
        for later_s in (0.0, 0.5, 0.5):
            clock.advance(later_s)
            metrics.gauge("m", 1, {})
            await asyncio.sleep(0.01)
            counts.append(len(lines))
    task.cancel()
    assert counts == said


async def test_udp_carries_one_figure_a_datagram() -> None:
    received: asyncio.Queue[bytes] = asyncio.Queue()

    class Reader(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: Any) -> None:
            received.put_nowait(data)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Reader, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    metrics = StatsdMetrics(
        Agent.parse(f"udp:127.0.0.1:{port}"), Account(), FixedClock(), quiet=True
    )
    metrics.gauge("a", 1, {})
    metrics.gauge("b", 2, {})
    task = asyncio.create_task(metrics.run())
    got = [await asyncio.wait_for(received.get(), 5) for _ in range(2)]
    task.cancel()
    transport.close()
    assert [json.loads(one.rpartition(b":")[0])["Metric"] for one in got] == ["a", "b"]
