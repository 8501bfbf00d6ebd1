"""One operation of the API as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Operation:
    """``group`` and ``method`` name the handler; ``parameters`` maps its arguments to wire names."""

    id: str
    group: str
    method: str
    verb: str
    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    replies: frozenset[str] = frozenset()
    long_running: bool = False
    final_state: str = ""
    next_link: str = ""
