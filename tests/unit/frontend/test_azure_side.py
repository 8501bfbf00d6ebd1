from __future__ import annotations

import asyncio

import pytest

from aro_rp.arm.errors import Problem
from aro_rp.frontend.azure_side import AzureToCome, WithoutAzure


class Strict:
    async def problems(self, subscription, location, cluster):
        return [Problem("Code", f"{subscription} {location}")]


async def test_a_create_waits_for_checks_that_are_still_to_come():
    checks = AzureToCome()
    asked = asyncio.create_task(checks.problems("s", "eastus", {}))
    await asyncio.sleep(0)
    assert not asked.done()
    checks.provide(Strict())
    assert [one.message for one in await asked] == ["s eastus"]


@pytest.mark.parametrize("cluster", [{}, {"properties": {}}])
async def test_who_has_no_azure_asks_nothing(cluster):
    assert await WithoutAzure().problems("s", "eastus", cluster) == ()
