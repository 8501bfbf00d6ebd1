"""The processes of a soak, which somebody kills, stops and freezes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import IO

from aro_rp.env import Settings, local_settings

LONGEST_PAUSE_S, SHORT_FREEZE_S, LONG_FREEZE_S = 4.0, 3.0, 75.0
"""A lease is 60 s long: some sleep longer than theirs lasts, and wake to find it taken."""


@dataclass
class Slot:
    """A place for one process, started again with the same command whenever it has ended."""

    kind: str
    commands: list[list[str]]
    environment: dict[str, str]
    log: IO[bytes]
    running: subprocess.Popen[str] = field(init=False)

    def start(self, chance: Random) -> None:
        """A process of any of the releases."""
        self.running = subprocess.Popen(
            chance.choice(self.commands),
            env=self.environment,
            stdout=subprocess.PIPE if self.kind == "cloud" else subprocess.DEVNULL,
            stderr=self.log,
            text=True,
        )
        if self.running.stdout is not None:
            self.running.stdout.readline()

    def end(self, by: signal.Signals) -> None:
        self.running.send_signal(by)
        self.running.wait()


class Service:
    """A cloud, two frontends and three backends on one database."""

    def __init__(self, cloud: str, frontends: list[str], slots: list[Slot], chance: Random) -> None:
        self.cloud, self.frontends = cloud, frontends
        self.done: Counter[str] = Counter()
        self._slots, self._chance = slots, chance

    async def trouble(self, goes_on: Callable[[], bool]) -> None:
        """Does something to one of them every few seconds for as long as it ``goes_on``."""
        while goes_on():
            await asyncio.sleep(self._chance.uniform(0.5, LONGEST_PAUSE_S))
            await self._hurt(self._chance.choice(self._slots))

    async def _hurt(self, slot: Slot) -> None:
        chance = self._chance
        if slot.kind == "backend" and chance.random() < 0.15:
            self.done[f"{slot.kind} frozen"] += 1
            slot.running.send_signal(signal.SIGSTOP)
            await asyncio.sleep(chance.choice((SHORT_FREEZE_S, SHORT_FREEZE_S, LONG_FREEZE_S)))
            slot.running.send_signal(signal.SIGCONT)
            return
        by = signal.SIGTERM if chance.random() < 0.2 else signal.SIGKILL
        self.done[f"{slot.kind} {by.name}"] += 1
        await asyncio.to_thread(slot.end, by)
        await asyncio.to_thread(slot.start, chance)


@contextmanager
def running(data: Path, customers: int, releases: list[Path], chance: Random) -> Iterator[Service]:
    """The service while the block runs, of ``releases``: checkouts with a .venv, ours is one."""
    ports = [_free_port() for _ in range(3)]
    cloud = f"https://127.0.0.1:{ports[0]}"
    frontends = [f"http://127.0.0.1:{port}" for port in ports[1:]]
    environment = _environment(cloud, data)
    place = [str(data), str(ports[0]), frontends[0], str(customers)]
    azure = [[sys.executable, str(Path(__file__).with_name("cloud.py")), *place]]

    def of_each(*arguments: str) -> list[list[str]]:
        return [[str(release / ".venv/bin/aro"), *arguments] for release in releases]

    with (data / "processes.log").open("ab") as log:
        slots = [
            Slot("cloud", azure, environment, log),
            *(
                Slot("frontend", of_each("frontend", "--port", str(port)), environment, log)
                for port in ports[1:]
            ),
            *(Slot("backend", of_each("backend"), environment, log) for _ in range(3)),
        ]
        try:
            for slot in slots:
                slot.start(chance)
            yield Service(cloud, frontends, slots, chance)
        finally:
            for slot in slots:
                slot.end(signal.SIGKILL)


def _environment(cloud: str, data: Path) -> dict[str, str]:
    """The settings of `aro frontend` and `aro backend`, as docs/settings.md has them."""
    known: Settings = local_settings(cloud, data / "ca.pem", data, instant=True)
    return {
        **os.environ,
        "RP_MODE": "development",
        "RP_FEATURES": "DisableReadinessDelay",
        "LOCATION": known.location,
        "DOMAIN_NAME": known.domain,
        "RESOURCEGROUP": known.rp_resource_group,
        "AZURE_SUBSCRIPTION_ID": known.rp_subscription,
        "AZURE_TENANT_ID": known.rp_tenant,
        "AZURE_FP_CLIENT_ID": known.client_id,
        "AZURE_FP_CLIENT_SECRET": known.client_secret.reveal(),
        "ARO_DATABASE": known.database,
        "ARO_ENCRYPTION_KEYS_FILE": str(known.encryption_keys_file),
        "ARO_INSTALLER_URL": known.installer_url,
        "OIDC_STORAGE_ACCOUNT_NAME": known.oidc_storage_account,
        "OIDC_AFD_ENDPOINT": known.oidc_endpoint,
        "ARO_ARM_URL": known.arm_url,
        "ARO_AUTHORITY_HOST": known.authority_host,
        "ARO_GRAPH_URL": known.graph_url,
        "ARO_CHECK_ACCESS_URL": known.check_access_url,
        "ARO_BLOB_URL": known.blob_url_template,
        "ARO_CA_FILE": str(known.ca_file),
        "ARO_INSTALLER_POLL_SECONDS": "0.2",
        "ARO_ARM_POLL_SECONDS": "0.2",
        "ARO_STEP_RETRY_SECONDS": "0.2",
        "ARO_RIGHTS_POLL_SECONDS": "0.5",
    }


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
