"""Figures of the frontend (frontend.md 1 and 2)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from aro_rp.clock import FixedClock
from aro_rp.frontend.call import Call
from aro_rp.frontend.middleware.metrics import HEARTBEAT_S, Heartbeat, RequestMeter


class Figures(list[tuple[str, float, dict[str, str]]]):
    def gauge(self, name: str, value: float, dimensions: Mapping[str, str], at: Any = None) -> None:
        self.append((name, value, dict(dimensions)))


class Minutes(FixedClock):
    """Ends after so many waits."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.waited: list[float] = []
        self._count = count

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        if len(self.waited) == self._count:
            raise asyncio.CancelledError


async def test_a_process_tells_once_a_minute_that_it_is_ready_and_nothing_while_it_is_not() -> None:
    figures, clock, ready = Figures(), Minutes(4), iter([False, True, True, True])
    with pytest.raises(asyncio.CancelledError):
        await Heartbeat(figures, lambda: next(ready), "abc123").beat(clock)
    assert clock.waited == [HEARTBEAT_S] * 4 == [60.0] * 4
    assert figures == [("frontend.heartbeat", 1, {"version": "abc123"})] * 3


@pytest.mark.parametrize(
    ("query", "said"),
    [(b"", ""), (b"api-version=", ""), (b"api-version=2001-01-01&api-version=x", "2001-01-01")],
)
def test_a_request_is_counted_and_timed_by_the_version_it_asked_for(
    query: bytes, said: str
) -> None:
    figures, now = Figures(), FixedClock().now()
    scope = {"method": "PUT", "path": "/x", "query_string": query, "headers": []}
    call = Call(scope, "id", now)
    call.status, call.route = 415, "/{one}"
    RequestMeter(figures).sent(call, now + timedelta(milliseconds=1234.5))
    dimensions = {"verb": "PUT", "api-version": said, "code": "415", "route": "/{one}"}
    assert figures == [
        ("frontend.count", 1, dimensions),
        ("frontend.duration", 1234, dimensions),
    ]
