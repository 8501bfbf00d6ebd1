"""What the process makes of its settings (frontend.md 1)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from aro_rp.clock import FixedClock, SeededIds
from aro_rp.database.databases import open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.env import Settings, local_settings
from aro_rp.frontend.azure_side import WithoutAzure
from aro_rp.frontend.config import discard
from aro_rp.processes.frontend import Telemetry, frontend_of

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
