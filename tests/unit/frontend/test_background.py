"""The feeds go on when a round fails, and end with the server."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

from aro_rp.clock import FixedClock
from aro_rp.database.store import Throttled
from aro_rp.frontend.background import FrontendBackground
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.middleware.log import RequestLog
from aro_rp.frontend.provider import Health
from aro_rp.frontend.releases import Releases


class FlakyReleases:
    """Fails every other round."""

    def __init__(self) -> None:
        self.rounds = 0
        self.ready = False
        self.lacks_default = False
        self.four_rounds = asyncio.Event()

    async def refresh(self) -> None:
        self.rounds += 1
        if self.rounds == 4:
            self.four_rounds.set()
        if self.rounds % 2:
            raise Throttled("too busy: SECRET")
        self.ready = True


async def test_draining_says_not_ready_and_waits_for_load_balancers() -> None:
    clock, log = FixedClock(), RequestLog(lambda line: None)
    releases = cast(Releases, FlakyReleases())
    health = Health(releases, FrontendConfig("eastus", "x"), clock)
    before = clock.now()
    await FrontendBackground(releases, health, log, clock, 10, 80).drain()
    assert health.draining
    assert (clock.now() - before).total_seconds() == 80


async def test_a_failed_round_is_logged_and_tried_again() -> None:
    lines: list[dict[str, Any]] = []
    log = RequestLog(lambda line: lines.append(json.loads(line)))
    flaky, clock = FlakyReleases(), FixedClock()
    releases = cast(Releases, flaky)
    health = Health(releases, FrontendConfig("eastus", "x"), clock)
    async with FrontendBackground(releases, health, log, clock, 10, 0).running():
        await flaky.four_rounds.wait()
    assert health.draining
    assert flaky.ready
    assert [line["error"] for line in lines] == ["Throttled"] * len(lines)
    assert len(lines) >= 2
    assert "SECRET" not in json.dumps(lines)
    stopped_at = flaky.rounds
    await asyncio.sleep(0)
    assert flaky.rounds == stopped_at


async def test_versions_without_a_default_are_complained_of_every_round() -> None:
    lines: list[dict[str, Any]] = []
    log = RequestLog(lambda line: lines.append(json.loads(line)))
    flaky, clock = FlakyReleases(), FixedClock()
    flaky.lacks_default = True
    releases = cast(Releases, flaky)
    health = Health(releases, FrontendConfig("eastus", "x"), clock)
    async with FrontendBackground(releases, health, log, clock, 10, 0).running():
        await flaky.four_rounds.wait()
    complaints = [line["msg"] for line in lines if "error" not in line]
    assert complaints[0] == "versions are on offer, but none of them is the default"
    assert len(complaints) == flaky.rounds // 2
