"""When a frontend is ready (frontend.md 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from aro_rp.clock import FixedClock
from aro_rp.frontend.authentication import Authentication
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.provider import Health
from aro_rp.frontend.releases import Releases


@dataclass
class Fed:
    ready: bool = True


@dataclass
class Judge:
    ready: bool = True

    async def permits(self, call: Any) -> bool:
        raise AssertionError("nobody is judged here")


def health(
    clock: FixedClock, fed: Fed, authentication: Authentication, after_s: float = 120
) -> Health:
    config = FrontendConfig("eastus", "x", ready_after_s=after_s, authentication=authentication)
    return Health(cast(Releases, fed), config, clock)


def test_it_takes_two_minutes_feeds_judges_and_no_draining() -> None:
    clock, fed, arm, admin = FixedClock(), Fed(), Judge(), Judge()
    one = health(clock, fed, Authentication(arm=arm, admin=admin))
    clock.advance(119)
    assert not one.is_ready()
    clock.advance(1)
    assert one.is_ready()
    for part in (fed, arm, admin):
        part.ready = False
        assert not one.is_ready()
        part.ready = True
        assert one.is_ready()
    one.draining = True
    assert not one.is_ready()


def test_without_the_delay_it_is_ready_at_once() -> None:
    assert health(FixedClock(), Fed(), Authentication(arm=Judge()), after_s=0).is_ready()
