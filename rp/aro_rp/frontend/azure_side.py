"""What a frontend asks of Azure: before it accepts a new cluster, and for support's detectors.

Sources: frontend.md 15, 17.

Those who ask Azure are in azure_checks.py: who does not, imports nothing of Azure.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from aro_rp.arm.errors import JsonObject, Problem

PATIENCE_S = 20.0


class CreationChecks(Protocol):
    """Whether a cluster can be made at all."""

    async def problems(
        self, subscription: str, location: str, cluster: JsonObject
    ) -> Sequence[Problem]:
        """Everything that stands in the way of the cluster, in the wire form of any version."""
        ...


class Detectors(Protocol):
    """What support's detectors find."""

    async def detect(self, resource: str, location: str, detector: str) -> object:
        """The answer as JSON; without ``detector`` the list of them."""
        ...


class AzureSide(CreationChecks, Detectors, Protocol):
    """Everything that a frontend asks of Azure."""


class WithoutAzure:
    """For a frontend that has no Azure to ask: unit tests and benches say so by this."""

    async def detect(self, resource: str, location: str, detector: str) -> object:
        """Raises ``LookupError`` always."""
        raise LookupError("this frontend has no Azure to ask for detectors")

    async def problems(
        self, subscription: str, location: str, cluster: JsonObject
    ) -> Sequence[Problem]:
        return ()


class AzureToCome:
    """Of a frontend that answers before it can ask Azure: requests that need it earlier wait."""

    def __init__(self) -> None:
        self._here = asyncio.Event()
        self._azure: AzureSide = WithoutAzure()

    def provide(self, azure: AzureSide) -> None:
        self._azure = azure
        self._here.set()

    async def problems(
        self, subscription: str, location: str, cluster: JsonObject
    ) -> Sequence[Problem]:
        """Raises ``TimeoutError`` when Azure does not come in time."""
        return await (await self._come()).problems(subscription, location, cluster)

    async def detect(self, resource: str, location: str, detector: str) -> object:
        """Raises ``TimeoutError`` when Azure does not come in time."""
        return await (await self._come()).detect(resource, location, detector)

    async def _come(self) -> AzureSide:
        async with asyncio.timeout(PATIENCE_S):
            await self._here.wait()
        return self._azure
