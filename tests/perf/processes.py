"""What the real command serves with one process and with two, on one SQLite file."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clusters import SUBSCRIPTION, cluster_path
from load import loop_factory, request_bytes, saturate
from servers import KEY, filled

REQUESTS = 24_000
ROUNDS = 5
STOP_S = 30


@contextmanager
def frontend(folder: str, processes: int) -> Iterator[int]:
    """``aro frontend`` on the folder's file; gives its port."""
    aro = Path(sys.executable).with_name("aro")
    command = [str(aro), "frontend", "--port", "0", "--processes", str(processes)]
    with Path(folder, "frontend.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=environment(folder), stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline().split()
            if len(line) != 2:
                why = Path(log.name).read_text()
                raise SystemExit(f"aro frontend --processes {processes} did not start: {why}")
            yield int(line[1].rpartition(":")[2])
        finally:
            process.terminate()
            process.wait(STOP_S)


def environment(folder: str) -> dict[str, str]:
    """What a frontend must be told; it asks none of these places for a GET."""
    return {
        "PATH": os.environ["PATH"],
        "RP_MODE": "development",
        "LOCATION": "eastus",
        "DOMAIN_NAME": "eastus.aroapp.io",
        "RESOURCEGROUP": "rp",
        "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION,
        "AZURE_TENANT_ID": SUBSCRIPTION,
        "AZURE_FP_CLIENT_ID": SUBSCRIPTION,
        "AZURE_FP_CLIENT_SECRET": "none",
        "ARO_INSTALLER_URL": "https://127.0.0.1:9",
        "ARO_DATABASE": f"{folder}/bench.db",
        "ARO_ENCRYPTION_KEYS_FILE": f"{folder}/keys.json",
        "OIDC_STORAGE_ACCOUNT_NAME": "none",
        "OIDC_AFD_ENDPOINT": "https://127.0.0.1:9",
    }


async def _fill(folder: str) -> None:
    databases, _ = await filled(folder, 1)
    await databases.close()


def _write_keys(folder: str) -> None:
    """What the secrets of that database are sealed with."""
    keys = Path(folder, "keys.json")
    keys.write_text(json.dumps([base64.b64encode(KEY).decode()]))
    keys.chmod(0o600)


def two_processes() -> Iterator[Any]:
    from bench import Figure

    request = request_bytes("GET", cluster_path(0))
    served: dict[int, float] = {1: 0.0, 2: 0.0}
    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=loop_factory) as runner,
    ):
        runner.run(_fill(folder))
        _write_keys(folder)
        with frontend(folder, 1) as one, frontend(folder, 2) as two:
            for _ in range(ROUNDS):
                for number, port in ((1, one), (2, two)):
                    seen = runner.run(saturate(port, request, REQUESTS))
                    served[number] = max(served[number], seen)
    name = "GET, two processes on one file vs one, throughput"
    rates = [f"{rate:.0f}/s" for rate in served.values()]
    yield Figure(name, rates[1], rates[0], served[2] / served[1], 1.8, at_most=False)
