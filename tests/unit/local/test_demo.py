from __future__ import annotations

import io
from pathlib import Path

import certifi
import httpx
from rich.console import Console

from aro_rp.clock import FixedClock
from aro_rp.local.arm_client import ArmClient, LocalEndpoint
from aro_rp.local.demo import ensure


class Hasty(FixedClock):
    """Waits for nothing."""

    async def sleep(self, seconds: float) -> None: ...


def in_state(state: str) -> httpx.Response:
    return httpx.Response(200, json={"properties": {"provisioningState": state}})


async def lines_of_start(folder: Path, *states: str) -> list[str]:
    """What a start says that finds the demo in these states, one after the other."""
    replies = [
        httpx.Response(200, json={"access_token": "t", "expires_in": 3600}),
        *map(in_state, states),
    ]
    endpoint = LocalEndpoint("https://127.0.0.1:1", certifi.where(), "http://127.0.0.1:2", "t", "s")
    written = io.StringIO()
    async with ArmClient(endpoint, Hasty()) as arm:
        arm.http = httpx.AsyncClient(
            transport=httpx.MockTransport(lambda _: replies.pop(0)), base_url=endpoint.arm_url
        )
        await ensure(arm, folder, Console(file=written, width=200), Hasty())
    return written.getvalue().splitlines()


async def test_a_demo_that_failed_earlier_is_told_with_the_way_to_another(tmp_path: Path) -> None:
    assert await lines_of_start(tmp_path, "Failed") == [
        "Cluster demo is Failed since an earlier start; once it is deleted, as below, "
        "the next start makes it anew."
    ]
    assert await lines_of_start(tmp_path, "Succeeded") == []


async def test_a_demo_whose_operation_was_lost_in_a_crash_goes_to_its_whole_end(
    tmp_path: Path,
) -> None:
    states = ("Creating", "Creating", "Succeeded", "Succeeded")
    assert await lines_of_start(tmp_path, *states) == [
        "Cluster demo is Creating since an earlier start; it goes on.",
        "Cluster demo: 0% Creating (0.0 s)",
        "Cluster demo: 100% Succeeded (0.0 s)",
    ]
