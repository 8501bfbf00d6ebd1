"""Puts the Azure CLI that is tested into .cache/az/<version> and prints where its `az` is.

Usage: ``.venv/bin/python scripts/get_az.py``. Its pins are tests/e2e/az/azure-cli-<version>.txt.
Any number of processes may call it at once: one installs, the others wait.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "az"


def pins() -> Path:
    (found,) = (ROOT / "tests" / "e2e" / "az").glob("azure-cli-*.txt")
    return found


def installed(pinned: Path) -> Path:
    """The `az` of an environment with exactly these pins, made unless it is there."""
    home = CACHE / pinned.stem.removeprefix("azure-cli-")
    done = home / "pins.txt"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists() or done.read_text() != pinned.read_text():
            install(home, pinned)
            shutil.copy(pinned, done)
    return home / "bin" / "az"


def install(home: Path, pinned: Path) -> None:
    beside = Path(sys.executable).parent / "uv"
    uv = str(beside) if beside.exists() else "uv"
    variables = {**os.environ, "UV_SYSTEM_CERTS": "true"}
    for command in (
        [uv, "venv", "-q", "--clear", "-p", sys.executable, str(home)],
        [uv, "pip", "install", "-q", "-p", str(home), "-r", str(pinned)],
    ):
        subprocess.run(command, check=True, env=variables, stdout=sys.stderr)


if __name__ == "__main__":
    sys.stdout.write(f"{installed(pins())}\n")
