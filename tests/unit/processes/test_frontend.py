"""What the process makes of its settings (frontend.md 1)."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from aro_devcloud.clock import SystemClock as CloudClock
from aro_devcloud.cloud import build_cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION, DEFAULT_TENANT, CloudConfig
from aro_devcloud.faults import FaultRule
from aro_devcloud.serve import serve
from aro_rp.clock import FixedClock, RandomIds, SeededIds, SystemClock
from aro_rp.database.databases import open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.env import Settings, local_settings
from aro_rp.frontend.azure_side import WithoutAzure
from aro_rp.frontend.config import discard
from aro_rp.local import demo
from aro_rp.local.seed import seed
from aro_rp.processes.frontend import Telemetry, frontend_of, run_frontend
from aro_rp.processes.stores import opened_stores

GUID = "00000000-0000-0000-0000-00000000000a"
PRODUCTION = {
    "LOCATION": "eastus",
    "DOMAIN_NAME": "eastus.aroapp.io",
    "RESOURCEGROUP": "aro-rp",
    "AZURE_SUBSCRIPTION_ID": GUID,
    "AZURE_TENANT_ID": GUID,
    "AZURE_FP_CLIENT_ID": GUID,
    "AZURE_FP_CLIENT_SECRET": "secret",
    "ARO_INSTALLER_URL": "https://installer.example/",
    "ARO_DATABASE": "sqlite:///aro.db",
    "ARO_ENCRYPTION_KEYS_FILE": "keys.json",
    "OIDC_STORAGE_ACCOUNT_NAME": "oidc",
    "OIDC_AFD_ENDPOINT": "https://oidc.example",
    "GATEWAY_RESOURCEGROUP": "aro-gateway",
    "MDM_ACCOUNT": "rp",
    "MDM_NAMESPACE": "RP",
}
PLACE = "providers/Microsoft.RedHatOpenShift/locations/eastus/openShiftVersions"
ROLES = "providers/Microsoft.RedHatOpenShift/locations/eastus/platformWorkloadIdentityRoleSets"
HASTY = {**PRODUCTION, "RP_FEATURES": "DisableReadinessDelay"}


async def with_frontend(settings: Settings, use: Callable[..., Awaitable[None]]) -> None:
    clock, ids = FixedClock(), SeededIds(1)
    async with open_databases(":memory:", Cipher.from_keys([bytes(64)]), clock, ids) as databases:
        telemetry = Telemetry(discard)
        app = frontend_of(settings, databases, clock, ids, telemetry, WithoutAzure())
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://rp"
        ) as http:
            await http.get(f"/subscriptions/{GUID}/{PLACE}?api-version=2025-07-25")
            await http.get(f"/subscriptions/{GUID}/{ROLES}?api-version=2025-07-25")
            await use(app, http, clock)


@pytest.mark.parametrize(
    ("settings", "ready_after", "drains"),
    [
        (Settings.from_environment(PRODUCTION), 120, 80),
        (Settings.from_environment(HASTY), 0, 0),
        (local_settings("https://127.0.0.1:1", None, Path("data"), instant=True), 0, 0),
    ],
    ids=["production", "without the delay", "local"],
)
async def test_load_balancers_get_time_at_both_ends_unless_it_is_not_wanted(
    settings: Settings, ready_after: int, drains: int
) -> None:
    async def watch(app: Any, http: httpx.AsyncClient, clock: FixedClock) -> None:
        async def status() -> int:
            return (await http.get("/healthz/ready")).status_code

        if ready_after:
            clock.advance(ready_after - 1)
            assert await status() == 500
            clock.advance(1)
        assert await status() == 200
        begun = clock.now()
        await app.drain()
        assert (clock.now() - begun).total_seconds() == drains
        assert await status() == 500

    await with_frontend(settings, watch)


class Gate(CloudClock):
    """A cloud's time that stands still from the first sleep on, until somebody opens."""

    def __init__(self) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.reached.set()
        await self.opened.wait()


async def test_what_asks_azure_when_the_end_is_asked_for_is_answered(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    gate = Gate()
    cloud = build_cloud(CloudConfig(subscriptions=(DEFAULT_SUBSCRIPTION,)), clock=gate)
    cloud.faults.add(FaultRule(path="/providers/Microsoft.Compute$", latency_s=1, times=1))
    async with asyncio.timeout(60), serve(cloud, tmp_path) as served:
        settings = local_settings(served.url, served.ca_file, tmp_path, instant=True)
        async with opened_stores(settings, SystemClock(), RandomIds()) as stores:
            await seed(stores.databases, RandomIds())
        running = asyncio.create_task(run_frontend(settings, None, "127.0.0.1", 0))
        url = await said_ready(capfd)
        async with httpx.AsyncClient(base_url=url, timeout=60) as http:
            subscription = f"/subscriptions/{DEFAULT_SUBSCRIPTION}?api-version=2.0"
            state = {"state": "Registered", "properties": {"tenantId": DEFAULT_TENANT}}
            (await http.put(subscription, json=state)).raise_for_status()
            path = demo.cluster_id(DEFAULT_SUBSCRIPTION) + "?api-version=2025-07-25"
            body = demo.cluster(DEFAULT_SUBSCRIPTION)
            creating = asyncio.create_task(http.put(path, json=body))
            await gate.reached.wait()
            os.kill(os.getpid(), signal.SIGTERM)
            await refused(url)
            gate.opened.set()
            assert (await creating).status_code == 201
        await running


async def said_ready(capfd: pytest.CaptureFixture[str]) -> str:
    """Where the process says that it answers."""
    while True:
        said = capfd.readouterr().out
        if said.startswith("ready "):
            return said.split()[1]
        await asyncio.sleep(0.01)


async def refused(url: str) -> None:
    """Returns when nobody listens any more."""
    while True:
        try:
            async with httpx.AsyncClient() as http:
                await http.get(url)
        except httpx.TransportError:
            return
        await asyncio.sleep(0.01)
