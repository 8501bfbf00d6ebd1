"""Several processes as one command: one address, one ready line, one end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from aro_rp.processes.several import run_several

LISTENS = """
import signal, socket, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), reuse_port=True)
print("ready", listener.getsockname()[1], flush=True)
signal.sigwait([signal.SIGTERM])
open(sys.argv[2], "a").write("told\\n")
"""


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where each process says that it was asked to stop."""
    return tmp_path / "told"


def words(told: Path) -> list[str]:
    return told.read_text().split()


async def test_they_share_a_port_and_end_together(told: Path) -> None:
    command = [sys.executable, "-c", LISTENS]
    ready: asyncio.Queue[str] = asyncio.Queue()
    running = asyncio.create_task(
        run_several(
            3,
            lambda port: [*command, str(port), str(told)],
            "127.0.0.1",
            0,
            ready.put_nowait,
        )
    )
    async with asyncio.timeout(20):
        port = int((await ready.get()).removeprefix("ready "))
    socket.create_connection(("127.0.0.1", port)).close()
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == 0
    assert words(told) == ["told"] * 3
    assert ready.empty()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


async def test_the_end_of_one_is_the_end_of_all(told: Path) -> None:
    command = [sys.executable, "-c", LISTENS]
    ends = [sys.executable, "-c", "print('ready', flush=True)"]
    commands = iter([ends, command])
    assert (
        await run_several(2, lambda port: [*next(commands), str(port), str(told)], "127.0.0.1", 0)
        == 1
    )
    assert words(told) == ["told"]


async def test_one_that_never_answers_is_the_end_of_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fails = [sys.executable, "-c", "raise SystemExit(3)"]
    assert await run_several(2, lambda port: fails, "127.0.0.1", 0) == 1
    assert capsys.readouterr().out == ""


async def test_an_address_that_is_taken_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        await run_several(2, lambda port: [], "127.0.0.1", taken.getsockname()[1])
