"""A local stack as a user runs it: one process, real TLS, any free port."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from aro_rp.clock import SystemClock
from aro_rp.local.arm_client import ArmClient, LocalEndpoint
from aro_rp.local.demo import GROUP_VERSION, NETWORK_VERSION, network
from aro_rp.local.process import LocalProcess, started

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
TENANT = "00000000-0000-0000-0000-00000000000a"


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody with a subscription and a network for each cluster."""

    stack: LocalProcess

    @property
    def endpoint(self) -> LocalEndpoint:
        return LocalEndpoint.load(self.stack.data)

    async def told(self, name: str) -> dict[str, Any]:
        """What a program needs to know to make a cluster of that name; its network exists."""
        group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{name}"
        vnet = f"{group}/providers/Microsoft.Network/virtualNetworks/{name}"
        async with ArmClient(self.endpoint, SystemClock()) as arm:
            await arm.call("PUT", f"{group}?{GROUP_VERSION}", {"location": "eastus"})
            await arm.call("PUT", f"{vnet}?{NETWORK_VERSION}", network())
        return {
            "arm_url": self.stack.arm_url,
            "ca_file": self.stack.ca_file,
            "tenant": TENANT,
            "subscription": SUBSCRIPTION,
            "group": name,
            "name": name,
            "location": "eastus",
            "domain": name,
            "network": vnet,
            "client_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)),
        }


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProcess]:
    with started(tmp_path_factory.mktemp("stack"), "--instant") as running:
        yield running


@pytest.fixture
def customer(stack: LocalProcess) -> Customer:
    return Customer(stack)


@pytest.fixture
async def arm(stack: LocalProcess) -> AsyncIterator[ArmClient]:
    async with ArmClient(LocalEndpoint.load(stack.data), SystemClock()) as client:
        yield client
