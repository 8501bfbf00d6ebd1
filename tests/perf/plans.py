"""What the engine costs per step, and how many clusters one process creates at once."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from clusters import GROUP, NEWEST, PROVIDER, SUBSCRIPTION, body, example
from load import loop_factory

from aro_api.internal.models import Journal, OpenShiftCluster, OpenShiftClusterDocument
from aro_rp.clock import RandomIds, SystemClock
from aro_rp.database.databases import open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.database.leases import DocumentLease
from aro_rp.local.process import started
from aro_rp.processes.lifetime import log_to
from aro_rp.processes.sinks import Enduring
from aro_rp.steps import Action, Plan, run

STEPS = 50
CLUSTERS = 200
DEADLINE_S = 300
TOKEN_PATH = "/00000000-0000-0000-0000-00000000000a/oauth2/v2.0/token"


class DocumentLedger:
    """The journal inside a leased cluster document, as the backend keeps it."""

    def __init__(self, lease: DocumentLease[OpenShiftClusterDocument]) -> None:
        self._lease = lease

    async def load(self) -> Journal:
        return self._lease.doc.journal or Journal()

    async def save(self, journal: Journal) -> None:
        def change(doc: OpenShiftClusterDocument) -> None:
            doc.journal = journal

        await self._lease.patch(change)

    def check(self) -> None:
        """Nobody stops it."""


async def engine_run(folder: str) -> float:
    """Seconds per step of a plan whose steps do nothing, journaled in a SQLite file."""

    async def nothing(_: None) -> None: ...

    log_to(Enduring((Path(folder) / "steps.log").open("w")))
    clock, ids = SystemClock(), RandomIds()
    cipher = Cipher.from_keys([b"k" * 64])
    async with open_databases(f"{folder}/engine.db", cipher, clock, ids) as databases:
        await databases.clusters.create(document())
        lease = await databases.clusters.dequeue("bench")
        assert lease is not None
        plan = Plan("bench", tuple(Action(f"step-{n}", nothing) for n in range(STEPS)))
        began = time.perf_counter()
        await run(plan, None, DocumentLedger(lease), clock)
        return (time.perf_counter() - began) / STEPS


def document() -> OpenShiftClusterDocument:
    key = f"{GROUP}/{PROVIDER}/openShiftClusters/engine".lower()
    cluster = OpenShiftCluster.model_validate(example(0))
    cluster.properties.provisioning_state = "Creating"
    return OpenShiftClusterDocument(
        id="engine", key=key, partition_key=SUBSCRIPTION, open_shift_cluster=cluster
    )


def engine_overhead() -> Iterator[Any]:
    from bench import Figure

    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=loop_factory) as runner,
    ):
        milliseconds = runner.run(engine_run(folder)) * 1000
    name = f"engine, ms per step of a plan of {STEPS}, SQLite journal"
    yield Figure(name, f"{milliseconds:.2f} ms", "no work in a step", milliseconds, 3, at_most=True)


class Customer:
    """Makes networks and clusters through the ARM front door."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def put(self, path: str, version: str, content: Any) -> None:
        reply = await self._http.put(f"{path}?api-version={version}", json=content)
        reply.raise_for_status()

    async def prepare(self, index: int) -> None:
        subnets = [
            {"name": name, "properties": {"addressPrefix": f"10.0.{n}.0/24"}}
            for n, name in enumerate(("master", "worker"))
        ]
        space = {"addressPrefixes": ["10.0.0.0/16"]}
        content = {"location": "eastus", "properties": {"addressSpace": space, "subnets": subnets}}
        await self.put(network(index), "2024-05-01", content)

    async def create(self, index: int) -> None:
        content = body(index, network=f"{network(index)}/subnets/")
        await self.put(cluster(index), NEWEST, content)

    async def states(self) -> dict[str, int]:
        found: dict[str, int] = {}
        url: str | None = (
            f"/subscriptions/{SUBSCRIPTION}/{PROVIDER}/openShiftClusters?api-version={NEWEST}"
        )
        while url:
            page = (await self._http.get(url)).raise_for_status().json()
            for one in page["value"]:
                state = one["properties"]["provisioningState"]
                found[state] = found.get(state, 0) + 1
            url = page.get("nextLink")
        return found


def network(index: int) -> str:
    return f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet{index}"


def cluster(index: int) -> str:
    return f"{GROUP}/{PROVIDER}/openShiftClusters/bench{index}"


async def create_all(arm_url: str, ca_file: str) -> tuple[float, dict[str, int]]:
    """Seconds from the first PUT until the last cluster is at its end, and the end states."""
    import ssl

    tls = ssl.create_default_context(cafile=ca_file)
    async with httpx.AsyncClient(base_url=arm_url, verify=tls, timeout=120) as http:
        grant = {
            "grant_type": "client_credentials",
            "client_id": SUBSCRIPTION,
            "client_secret": "bench",
            "scope": f"{arm_url}/.default",
        }
        token = (await http.post(TOKEN_PATH, data=grant)).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        customer = Customer(http)
        await customer.put(GROUP, "2022-09-01", {"location": "eastus"})
        for index in range(CLUSTERS):
            await customer.prepare(index)
        began = time.perf_counter()
        await asyncio.gather(*(customer.create(index) for index in range(CLUSTERS)))
        while time.perf_counter() - began < DEADLINE_S:
            states = await customer.states()
            if set(states) <= {"Succeeded", "Failed"}:
                break
            await asyncio.sleep(1)
        return time.perf_counter() - began, states


def many_clusters() -> Iterator[Any]:
    from bench import Figure

    with tempfile.TemporaryDirectory() as folder:
        with started(Path(folder), "--instant") as stack:
            seconds, states = asyncio.run(create_all(stack.arm_url, stack.ca_file))
            memory = stack.memory_mib()
    rate = CLUSTERS / seconds
    failed = CLUSTERS - states.get("Succeeded", 0)
    name = f"{CLUSTERS} clusters at once"
    yield Figure(f"{name}, per second", f"{rate:.2f}/s", json.dumps(states), rate, 5, False)
    yield Figure(f"{name}, failed", str(failed), "", failed, 0, True)
    yield Figure(f"{name}, MiB", f"{memory:.0f} MiB", f"{os.cpu_count()} cores", memory, 400, True)
