"""What a process measures goes through this one method."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol


class Metrics(Protocol):
    """Takes one gauge value at a time; must neither block nor raise.

    ``at`` is for those who know what time it is; else it is now.
    """

    def gauge(
        self,
        name: str,
        value: float,
        dimensions: Mapping[str, str],
        at: datetime | None = None,
    ) -> None: ...


class NoMetrics:
    """Nobody measures."""

    def gauge(
        self,
        name: str,
        value: float,
        dimensions: Mapping[str, str],
        at: datetime | None = None,
    ) -> None:
        return None
