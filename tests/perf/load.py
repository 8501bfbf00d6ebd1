"""A load generator and a way to read a server's own CPU time: no tool that a user must install."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

HERE = Path(__file__).parent
PIPELINED = 16
SATURATING = 24


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of requests cost: the server's CPU per request and the throughput seen."""

    requests: int
    cpu_us: float
    per_second: float
    statuses: dict[int, int]

    def expect(self, *allowed: int) -> Measured:
        wrong = {status: n for status, n in self.statuses.items() if status not in allowed}
        if wrong:
            raise SystemExit(f"the bench got replies it does not measure: {wrong}")
        return self


@contextmanager
def server(kind: str, *arguments: str) -> Iterator[int]:
    """Runs ``servers.py KIND …`` and gives its port; ended by its own process id."""
    command = [sys.executable, str(HERE / "servers.py"), kind, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().split()
        if not line or line[0] != "ready":
            raise SystemExit(f"the {kind} server did not start")
        yield int(line[1])
    finally:
        process.terminate()
        process.wait(timeout=30)


def request_bytes(
    method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nReferer: https://arm.test{path}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


async def read_reply(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = 0
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            length = int(line[15:])
    return status, await reader.readexactly(length) if length else b""


async def ask(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request_bytes(method, path, body))
    reply = await read_reply(reader)
    writer.close()
    return reply


async def cpu_seconds(port: int) -> float:
    _, body = await ask(port, "GET", "/bench/cpu")
    return float(json.loads(body)["cpu"])


async def run(port: int, make: Iterator[bytes], requests: int, connections: int = 16) -> Measured:
    """Sends ``requests`` requests over ``connections`` kept-alive connections."""
    statuses: dict[int, int] = {}
    left = count()

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while next(left) < requests:
            writer.write(next(make))
            status, _ = await read_reply(reader)
            statuses[status] = statuses.get(status, 0) + 1
        writer.close()

    before, began = await cpu_seconds(port), time.perf_counter()
    await asyncio.gather(*(one_connection() for _ in range(connections)))
    seconds, used = time.perf_counter() - began, await cpu_seconds(port) - before
    return Measured(requests, used / requests * 1e6, requests / seconds, statuses)


async def saturate(port: int, request: bytes, requests: int) -> float:
    """Requests per second when every connection always has several requests waiting.

    One write and one look at the bytes per ``PIPELINED`` requests: what the load itself takes of
    the machine is a small part of what it causes. All replies must be as long as the first.
    """
    _, length = await reply_length(port, request)
    loop = asyncio.get_running_loop()
    left = count()
    rounds = requests // PIPELINED
    began = time.perf_counter()
    ended = [loop.create_future() for _ in range(SATURATING)]
    for end in ended:
        await loop.create_connection(
            lambda end=end: _Pump(request * PIPELINED, length * PIPELINED, left, rounds, end),
            "127.0.0.1",
            port,
        )
    await asyncio.gather(*ended)
    return rounds * PIPELINED / (time.perf_counter() - began)


async def reply_length(port: int, request: bytes) -> tuple[int, int]:
    """The status of a reply and how many bytes it takes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    body = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(body)
    writer.close()
    return int(head[9:12]), len(head) + body


class _Pump(asyncio.Protocol):
    """One connection that sends the next requests when it has the replies to all before."""

    def __init__(
        self, requests: bytes, replies: int, left: Iterator[int], rounds: int, end: Any
    ) -> None:
        self._requests = requests
        self._replies = replies
        self._left = left
        self._rounds = rounds
        self._end = end
        self._missing = 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._missing -= len(data)
        if self._missing == 0:
            self._next()

    def _next(self) -> None:
        if next(self._left) < self._rounds:
            self._missing = self._replies
            self._transport.write(self._requests)
        else:
            self._transport.close()
            self._end.set_result(None)


def best(runs: list[Measured]) -> Measured:
    """The run with the least CPU per request: the one that was disturbed least."""
    return min(runs, key=lambda run: run.cpu_us)


def loop_factory() -> asyncio.AbstractEventLoop:
    if os.name == "nt":
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()
