"""Zones of VM sizes, kept for a while: Azure's list of sizes has megabytes and seldom changes."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aro_rp.cluster.zones import ZonesBySize

KEPT_FOR = timedelta(minutes=5)

Place = tuple[str, str]
"""Subscription id and location."""


class SkuZones:
    """One answer per subscription and location; who asks while it is being read waits for it."""

    def __init__(self) -> None:
        self._kept: dict[Place, tuple[datetime, ZonesBySize]] = {}
        self._turns: dict[Place, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def read(
        self, place: Place, load: Callable[[], Awaitable[ZonesBySize]], now: datetime
    ) -> ZonesBySize:
        """What ``load`` answered at most five minutes ago; errors are not kept."""
        async with self._turns[place]:
            until, zones = self._kept.get(place, (now, {}))
            if until <= now:
                zones = await load()
                self._kept[place] = (now + KEPT_FOR, zones)
            return zones
