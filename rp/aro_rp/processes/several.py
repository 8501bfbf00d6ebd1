"""Several processes of one command that answer at one address, begun and ended as one."""

from __future__ import annotations

import asyncio
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from aro_rp.processes.address import listening_at
from aro_rp.processes.lifetime import asked_to_stop

Command = Callable[[int], Sequence[str]]
"""What to run, given the port that all of them share."""


def say(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


async def run_several(
    number: int, command: Command, host: str, port: int, announce: Callable[[str], object] = say
) -> int:
    """Runs them until SIGTERM or SIGINT, which they get too, or until one ends, which ends all.

    Each must share its port and print its ``ready`` line, which is announced once all have.
    Returns the command's exit status. Raises ``AddressRefused``.
    """
    stop = asked_to_stop()
    with _reserved(host, port) as shared:
        running: list[Process] = []
        try:
            for _ in range(number):
                running.append(await asyncio.create_subprocess_exec(*command(shared), stdout=PIPE))
            if (line := await _ready(running)) is not None:
                announce(line)
                await _first(stop.wait(), *(process.wait() for process in running))
        finally:
            for process in running:
                if process.returncode is None:
                    process.terminate()
            statuses = await asyncio.gather(*(process.wait() for process in running))
    return 0 if stop.is_set() and not any(statuses) else 1


@contextmanager
def _reserved(host: str, port: int) -> Iterator[int]:
    """The port, or any free one for 0, bound but not listened at: only who shares it gets it."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        with listening_at(host, port, "--host or --port"):
            held.bind((host, port))
        yield held.getsockname()[1]


async def _ready(running: Sequence[Process]) -> str | None:
    """The line that all of them print once they answer, None when one ended before."""
    lines = set()
    for process in running:
        assert process.stdout is not None
        lines.add((await process.stdout.readline()).decode())
    return None if "" in lines else lines.pop()


async def _first(*events: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.create_task(event) for event in events]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
