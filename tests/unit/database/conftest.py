"""Databases in memory on a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from aro_rp.clock import FixedClock, SeededIds
from aro_rp.database.databases import Databases, open_databases
from aro_rp.database.encryption import Cipher


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def cipher() -> Cipher:
    return Cipher.from_keys([bytes(range(64))])


@pytest.fixture
async def databases(cipher: Cipher, clock: FixedClock) -> AsyncIterator[Databases]:
    async with open_databases(":memory:", cipher, clock, SeededIds()) as opened:
        yield opened
