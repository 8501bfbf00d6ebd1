from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from aro_rp.cluster.sku_zones import SkuZones

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLACE = ("subscription", "eastus")


class Listing:
    def __init__(self):
        self.asked = 0
        self.error = None

    async def __call__(self):
        self.asked += 1
        await asyncio.sleep(0)
        if self.error:
            raise self.error
        return {"size": [str(self.asked)]}


async def test_many_that_ask_together_cause_one_listing():
    zones, listing = SkuZones(), Listing()
    answers = await asyncio.gather(*(zones.read(PLACE, listing, NOW) for _ in range(5)))
    assert listing.asked == 1
    assert answers == [{"size": ["1"]}] * 5


async def test_an_answer_is_kept_for_five_minutes_and_one_place():
    zones, listing = SkuZones(), Listing()
    await zones.read(PLACE, listing, NOW)
    await zones.read(PLACE, listing, NOW + timedelta(minutes=4))
    assert listing.asked == 1
    await zones.read(PLACE, listing, NOW + timedelta(minutes=5))
    await zones.read(("other", "eastus"), listing, NOW)
    assert listing.asked == 3


async def test_an_error_is_not_kept():
    zones, listing = SkuZones(), Listing()
    listing.error = ValueError("down")
    with pytest.raises(ValueError, match="down"):
        await zones.read(PLACE, listing, NOW)
    listing.error = None
    assert await zones.read(PLACE, listing, NOW) == {"size": ["2"]}
