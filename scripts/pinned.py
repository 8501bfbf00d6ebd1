"""Environments of their own, installed from files of pins and kept while those stay the same."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment(home: Path, pins: Path) -> Path:
    """The folder of programs of an environment with exactly these pins, made unless it is there.

    Any number of processes may call it at once: one installs, the others wait. Raises
    CalledProcessError when uv refuses.
    """
    done = home / "pins.txt"
    home.parent.mkdir(parents=True, exist_ok=True)
    with (home.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists() or done.read_text() != pins.read_text():
            install(home, pins)
            shutil.copy(pins, done)
    return home / "bin"


def install(home: Path, pins: Path) -> None:
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else "uv"
    variables = {**os.environ, "UV_SYSTEM_CERTS": "true"}
    for command in (
        [uv, "venv", "-q", "--clear", "-p", sys.executable, str(home)],
        [uv, "pip", "install", "-q", "-p", str(home), "-r", str(pins)],
    ):
        subprocess.run(command, check=True, env=variables, stdout=sys.stderr)
