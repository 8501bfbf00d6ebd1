"""A local stack as a process of its own: for scripts, tests and the bench."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STOP_S = 30


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
        """Everything the service has logged."""
        return (self.data / "aro.log").read_text()

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
def started(data: Path, *options: str) -> Iterator[LocalProcess]:
    """Runs ``aro local --no-demo`` on the folder with any free port; raises ``NotStarted``.

    It is out of reach of Ctrl-C in the terminal: whoever started it ends it.
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
        assert process.stdout is not None
        words = process.stdout.readline().split()
        if len(words) != 4 or words[0] != "ready":
            raise NotStarted(process.communicate(timeout=STOP_S)[1])
        yield LocalProcess(process, words[1], words[2], words[3], data)
    finally:
        process.terminate()
        process.communicate(timeout=STOP_S)
