"""Puts a released azure-mgmt-redhatopenshift into an environment of its own and prints its Python.

Usage: ``python scripts/get_sdk.py RELEASE``. Releases are those with pins in ``tests/e2e/sdk``.
What is there with the same pins is kept; any number of processes may call it at once.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "tests" / "e2e" / "sdk"
CACHE = ROOT / ".cache" / "sdk"
UV = Path(sys.executable).with_name("uv")


def environment(release: str) -> Path:
    """The interpreter of the environment; raises CalledProcessError when uv refuses."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return made(release)


def made(release: str) -> Path:
    pins = PINS / f"azure-mgmt-redhatopenshift-{release}.txt"
    home = CACHE / release
    done = home / "pins.txt"
    if not done.exists() or done.read_text() != pins.read_text():
        variables = {**os.environ, "UV_SYSTEM_CERTS": "true"}
        for command in (
            [UV, "venv", "-q", "--clear", "-p", sys.executable, home],
            [UV, "pip", "install", "-q", "-p", home, "-r", pins],
        ):
            subprocess.run(command, check=True, env=variables)
        done.write_text(pins.read_text())
    return home / "bin" / "python"


if __name__ == "__main__":
    sys.stdout.write(f"{environment(sys.argv[1])}\n")
