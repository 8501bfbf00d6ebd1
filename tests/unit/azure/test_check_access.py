"""The access check's client against its own service, and against answers that say less."""

from __future__ import annotations

from pathlib import Path

import pytest

from aro_devcloud import CloudConfig, FaultRule, Withheld
from aro_devcloud.config import DEFAULT_TENANT
from aro_devcloud.testing import ARM_URL, AsgiTransport, memory_cloud
from aro_rp.azure import Azure
from aro_rp.clock import FixedClock
from aro_rp.env import local_settings

READ, WRITE = "Microsoft.Network/virtualNetworks/read", "Microsoft.Network/virtualNetworks/write"
VNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v"


async def denied(config: CloudConfig) -> frozenset[str] | None:
    cloud = memory_cloud(config)
    settings = local_settings(ARM_URL, None, Path("nowhere"), instant=True)
    endpoints = settings.endpoints(lambda: AsgiTransport(cloud.app, cloud.clock))
    async with Azure(endpoints, "client", settings.client_secret, FixedClock()) as azure:
        async with azure.check_access(DEFAULT_TENANT) as check:
            return await check.denied("object", VNET, [READ, WRITE])


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, frozenset()),
        ({"withheld": [Withheld(WRITE, "object")]}, frozenset({WRITE})),
        ({"faults": [FaultRule("checkaccess", reply={"value": []})]}, frozenset({READ, WRITE})),
        ({"faults": [FaultRule("checkaccess", reply={})]}, frozenset({READ, WRITE})),
        ({"faults": [FaultRule("checkaccess", status=404)]}, None),
    ],
)
async def test_what_is_not_said_to_be_allowed_is_denied(told, expected) -> None:
    assert await denied(CloudConfig(**told)) == expected
