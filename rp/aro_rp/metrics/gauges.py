"""What a process measures goes through this one method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Metrics(Protocol):
    """Takes one gauge value at a time; must neither block nor raise."""

    def gauge(self, name: str, value: float, dimensions: Mapping[str, str]) -> None: ...


class NoMetrics:
    """Nobody measures."""

    def gauge(self, name: str, value: float, dimensions: Mapping[str, str]) -> None:
        return None
