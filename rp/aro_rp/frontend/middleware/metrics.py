"""Two gauges per request and a heartbeat (frontend.md 1, 2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from aro_rp.clock import Clock
from aro_rp.frontend.call import Call
from aro_rp.metrics import Metrics

HEARTBEAT_S = 60.0
_KEPT = 4096
_MILLISECOND = timedelta(milliseconds=1)


class RequestMeter:
    """Counts and times every reply by verb, api-version as it was asked for, code and route."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def sent(self, call: Call, now: datetime) -> None:
        version = call.api.version if call.api is not None else call.parameter("api-version")
        dimensions = _dimensions(call.method, version, call.status, call.route)
        gauge = self._metrics.gauge
        gauge("frontend.count", 1, dimensions, now)
        gauge("frontend.duration", (now - call.arrived) // _MILLISECOND, dimensions, now)


class Heartbeat:
    """Tells once a minute that this process is ready."""

    def __init__(self, metrics: Metrics, ready: Callable[[], bool], commit: str) -> None:
        self._metrics = metrics
        self._ready = ready
        self._version = {"version": commit}

    async def beat(self, clock: Clock) -> None:
        """Until cancelled."""
        while True:
            if self._ready():
                self._metrics.gauge("frontend.heartbeat", 1, self._version)
            await clock.sleep(HEARTBEAT_S)


@lru_cache(maxsize=_KEPT)
def _dimensions(verb: str, version: str, status: int, route: str) -> dict[str, str]:
    return {"verb": verb, "api-version": version, "code": str(status), "route": route}
