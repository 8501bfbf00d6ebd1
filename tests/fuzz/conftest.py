"""A frontend to be fuzzed, on loopback, with a backend that only pretends to work."""

from __future__ import annotations

import asyncio
import copy
import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvloop

from aro_api.internal.models import OpenShiftClusterDocument, Subscription, SubscriptionDocument
from aro_api.versions import VERSIONS
from aro_rp.clock import RandomIds, SystemClock
from aro_rp.database.databases import Databases, open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.frontend.app import build_app
from aro_rp.frontend.azure_side import WithoutAzure
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.server import serving
from aro_rp.local.seed import seed

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
ANOTHER = "00000000-0000-0000-0000-000000000002"
SPECS = Path(__file__).parents[2] / "api-specs" / "redhatopenshift"
PROVIDER = "providers/Microsoft.RedHatOpenShift"
START_S = 60
PAUSE_S = 0.005


@dataclass
class Fuzzed:
    """The server under test; ``lines`` are its log."""

    url: str = ""
    backend: Pretending | None = None
    lines: list[bytes] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None
    subscription: str = SUBSCRIPTION
    another: str = ANOTHER

    def cluster(self, name: str, subscription: str = SUBSCRIPTION) -> str:
        group = f"/subscriptions/{subscription}/resourceGroups/fuzz"
        return f"{group}/{PROVIDER}/openShiftClusters/{name}"

    def end(self, key: str, how: str) -> None:
        """The backend's last writes of what is under way in a cluster."""
        assert self.loop is not None
        assert self.backend is not None
        asyncio.run_coroutine_threadsafe(self.backend.end(key, how), self.loop).result(START_S)

    def errors(self) -> list[dict[str, Any]]:
        """What the server itself found unexpected."""
        return [found for line in self.lines if (found := json.loads(line))["level"] == "error"]


def body_of(version: str, name: str, subscription: str = SUBSCRIPTION) -> dict[str, Any]:
    """A create as the spec's own example asks for it, under another name."""
    path = next(SPECS.glob(f"*/{version}/examples/OpenShiftClusters_CreateOrUpdate.json"))
    text = path.read_text().replace(SUBSCRIPTION, subscription)
    body: dict[str, Any] = json.loads(text)["parameters"]["parameters"]
    properties = body["properties"]
    profile = properties["clusterProfile"]
    profile["resourceGroupId"] = f"/subscriptions/{subscription}/resourceGroups/managed-{name}"
    profile["version"] = "4.17.27"
    number = sum(map(ord, name))
    if "servicePrincipalProfile" in properties:
        principal = properties["servicePrincipalProfile"]
        principal["clientId"] = f"{number:08d}-0000-0000-0000-{number:012d}"
    if "identity" in body:
        (identity,) = body["identity"]["userAssignedIdentities"]
        body["identity"]["userAssignedIdentities"] = {f"{identity}-{name}": {}}
    body["location"] = "eastus"
    return body


@pytest.fixture(scope="session")
def example_body() -> Any:
    return body_of


class Pretending:
    """A backend without work: it writes only how what is under way has ended."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._ended = 0

    async def run(self) -> None:
        """Ends everything in the fuzzed subscriptions, every third time by a failure."""
        while True:
            async for stored in self._databases.clusters.all():
                if stored.doc.async_operation_id and stored.partition in (SUBSCRIPTION, ANOTHER):
                    self._ended += 1
                    await self._end(stored, "Failed" if self._ended % 3 == 0 else "Succeeded")
            await asyncio.sleep(PAUSE_S)

    async def end(self, key: str, how: str) -> None:
        """Ends the operation of one cluster."""
        stored = await self._databases.clusters.find_key(key.lower())
        assert stored is not None
        await self._end(stored, how)

    async def _end(self, stored: Any, how: str) -> None:
        doc: OpenShiftClusterDocument = stored.doc
        properties = doc.open_shift_cluster.properties
        state = properties.provisioning_state
        await self._end_operation(doc, how)
        if state == "Deleting" and how == "Succeeded":
            await self._databases.clusters.delete(stored)
            return
        doc.async_operation_id = doc.canceled_operation_id = ""
        properties.provisioning_state = how
        properties.failed_provisioning_state = "" if how == "Succeeded" else state
        properties.network_profile.software_defined_network = "OVNKubernetes"
        await self._databases.clusters.replace(stored, doc)

    async def _end_operation(self, doc: OpenShiftClusterDocument, status: str) -> None:
        cluster = doc.open_shift_cluster
        deleting = cluster.properties.provisioning_state == "Deleting"

        def change(operation: Any) -> None:
            operation.async_operation.status = status
            operation.open_shift_cluster = None if deleting else copy.deepcopy(cluster)

        await self._databases.async_operations.patch(doc.async_operation_id, change)


async def _serve(fuzzed: Fuzzed, ready: Future[None], stop: asyncio.Event) -> None:
    clock, ids = SystemClock(), RandomIds()
    config = FrontendConfig("eastus", "eastus.aroapp.io", log=fuzzed.lines.append)
    async with open_databases(":memory:", Cipher.from_keys([bytes(64)]), clock, ids) as databases:
        fuzzed.backend, fuzzed.loop = Pretending(databases), asyncio.get_running_loop()
        await seed(databases, ids)
        for id in (SUBSCRIPTION, ANOTHER):
            state = {"state": "Registered", "properties": {"tenantId": id}}
            subscription = Subscription.model_validate(state)
            await databases.subscriptions.create(
                SubscriptionDocument(id=id, subscription=subscription)
            )
        app = build_app(databases, config, clock, ids, WithoutAzure())
        async with serving(app) as fuzzed.url:
            pretending = asyncio.create_task(fuzzed.backend.run())
            ready.set_result(None)
            await stop.wait()
            pretending.cancel()


@pytest.fixture(scope="session")
def fuzzed() -> Iterator[Fuzzed]:
    """One server a test process; it ends with the session."""
    server, ready, stop = Fuzzed(), Future[None](), asyncio.Event()

    def run() -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(_serve(server, ready, stop))
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    thread = threading.Thread(target=run, name="fuzzed server")
    thread.start()
    try:
        ready.result(START_S)
        yield server
    finally:
        if server.loop is not None and not server.loop.is_closed():
            server.loop.call_soon_threadsafe(stop.set)
        thread.join(START_S)


@pytest.fixture(scope="session")
def seconds() -> int:
    """How long all versions together may be fuzzed: FUZZ_SECONDS; 0 is the short run of CI."""
    return int(os.environ.get("FUZZ_SECONDS", "0"))


@pytest.fixture(scope="session")
def results() -> Path:
    """Where the number of requests is kept for the summary of `make fuzz`."""
    folder = Path(__file__).parents[2] / ".cache" / "fuzz"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session", params=sorted(VERSIONS))
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)
