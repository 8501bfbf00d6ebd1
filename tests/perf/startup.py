"""How long `aro frontend` takes from its first instruction until it answers."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import Figure

ROUNDS = 5
NOBODY = "00000000-0000-0000-0000-000000000001"


@dataclass(frozen=True, slots=True, order=True)
class Start:
    cpu_s: float
    seconds: float

    def __str__(self) -> str:
        return f"{self.cpu_s:.2f} s CPU, {self.seconds:.2f} s"


def environment(folder: str) -> dict[str, str]:
    """A frontend in clear text on a database of its own."""
    told = {
        "RP_MODE": "development",
        "LOCATION": "eastus",
        "DOMAIN_NAME": "eastus.aroapp.example",
        "RESOURCEGROUP": "rp",
        "AZURE_SUBSCRIPTION_ID": NOBODY,
        "AZURE_TENANT_ID": NOBODY,
        "AZURE_FP_CLIENT_ID": NOBODY,
        "AZURE_FP_CLIENT_SECRET": "x",
        "ARO_INSTALLER_URL": "https://installer.example",
        "ARO_DATABASE": str(Path(folder) / "aro.db"),
        "ARO_ENCRYPTION_KEYS_FILE": str(Path(folder) / "keys"),
        "OIDC_STORAGE_ACCOUNT_NAME": "oidc",
        "OIDC_AFD_ENDPOINT": "https://oidc.example",
    }
    return os.environ | told


def until_ready(command: list[str], env: dict[str, str]) -> Start:
    """Waits for the first line on standard output and ends the process."""
    before, began = children_cpu(), time.perf_counter()
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - began
        process.kill()
    if not line.startswith("ready"):
        raise RuntimeError(f"{command[0]} did not start: {line!r}")
    return Start(children_cpu() - before, seconds)


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def start_up() -> list[Figure]:
    """CPU is what counts: nothing is waited for, and others on the machine do not change it."""
    aro = str(Path(sys.executable).with_name("aro"))
    with tempfile.TemporaryDirectory() as folder:
        told = environment(folder)
        ours = min(until_ready([aro, "frontend", "--port", "0"], told) for _ in range(ROUNDS))
    python = [sys.executable, "-c", "print('ready')"]
    bare = min(until_ready(python, dict(os.environ)) for _ in range(ROUNDS))
    name = "start-up with all versions, CPU seconds"
    return [Figure(name, str(ours), f"{bare} Python alone", ours.cpu_s, 2, at_most=True)]
