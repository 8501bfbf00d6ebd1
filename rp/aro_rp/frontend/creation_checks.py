"""What a frontend is told to ask before it accepts a new cluster (frontend.md 17).

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


class WithoutAzure:
    """For a frontend that has no Azure to ask: unit tests and benches say so by this."""

    async def problems(
        self, subscription: str, location: str, cluster: JsonObject
    ) -> Sequence[Problem]:
        return ()


class ChecksToCome:
    """Of a frontend that answers before it can ask Azure: creates that come earlier wait."""

    def __init__(self) -> None:
        self._here = asyncio.Event()
        self._checks: CreationChecks = WithoutAzure()

    def provide(self, checks: CreationChecks) -> None:
        self._checks = checks
        self._here.set()

    async def problems(
        self, subscription: str, location: str, cluster: JsonObject
    ) -> Sequence[Problem]:
        """Raises ``TimeoutError`` when the checks do not come in time."""
        async with asyncio.timeout(PATIENCE_S):
            await self._here.wait()
        return await self._checks.problems(subscription, location, cluster)
