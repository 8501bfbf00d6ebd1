"""A local stack as a process of its own: for scripts, tests and the bench."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aro_rp.local.log_file import read_log

START_S, STOP_S = 120.0, 30


class NotStarted(Exception):
    """The stack ended before it answered; the message is what it said."""


@dataclass(frozen=True, slots=True)
class LocalProcess:
    """A stack that answers. It ends with the block that started it."""

    process: subprocess.Popen[str]
    arm_url: str
    ca_file: str
    rp_url: str
    data: Path

    def log(self) -> str:
        """What the service has logged, save what was long ago."""
        return read_log(self.data)

    def memory_mib(self) -> float:
        """The most resident memory it ever had (Linux only)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024

    def kill(self) -> None:
        """Ends it like a power cut."""
        self.process.kill()
        self.process.wait(STOP_S)


@contextmanager
def started(data: Path, *options: str, patience_s: float = START_S) -> Iterator[LocalProcess]:
    """Runs ``aro local --no-demo`` on the folder with any free port.

    It is out of reach of Ctrl-C in the terminal: whoever started it ends it. Raises ``NotStarted``,
    also when it says nothing for ``patience_s``.
    """
    aro = Path(sys.executable).with_name("aro")
    command = [str(aro), "local", "--port", "0", "--data", str(data), "--no-demo", *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        words = _first_line(process, patience_s).split()
        if len(words) != 4 or words[0] != "ready":
            said = process.communicate(timeout=STOP_S)[1]
            raise NotStarted(said or f"the stack on '{data}' did not answer in {patience_s:g} s")
        yield LocalProcess(process, words[1], words[2], words[3], data)
    finally:
        process.terminate()
        process.communicate(timeout=STOP_S)


def _first_line(process: subprocess.Popen[str], patience_s: float) -> str:
    """What it says first; nothing when it ends, or is killed for saying nothing."""
    assert process.stdout is not None
    deadline = threading.Timer(patience_s, process.kill)
    deadline.start()
    try:
        return process.stdout.readline()
    finally:
        deadline.cancel()
