from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from aro_rp.azure.kept import Kept

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
    kept, listing = Kept(), Listing()
    answers = await asyncio.gather(*(kept.read(PLACE, listing, NOW) for _ in range(5)))
    assert listing.asked == 1
    assert answers == [{"size": ["1"]}] * 5


async def test_an_answer_is_kept_for_five_minutes_and_one_place():
    kept, listing = Kept(), Listing()
    await kept.read(PLACE, listing, NOW)
    await kept.read(PLACE, listing, NOW + timedelta(minutes=4))
    assert listing.asked == 1
    await kept.read(PLACE, listing, NOW + timedelta(minutes=5))
    await kept.read(("other", "eastus"), listing, NOW)
    assert listing.asked == 3


async def test_an_error_is_not_kept():
    kept, listing = Kept(), Listing()
    listing.error = ValueError("down")
    with pytest.raises(ValueError, match="down"):
        await kept.read(PLACE, listing, NOW)
    listing.error = None
    assert await kept.read(PLACE, listing, NOW) == {"size": ["2"]}


async def test_of_many_places_the_one_asked_for_longest_ago_is_forgotten():
    kept, listing = Kept(most=2), Listing()
    for place in ("a", "b", "a", "c", "a", "b"):
        await kept.read(place, listing, NOW)
    assert listing.asked == 4
