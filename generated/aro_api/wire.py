"""Values as they are written on the wire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aro_api.secret import Secret

JsonObject = dict[str, Any]
Reveal = Callable[[Secret], str]


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC; a fraction only when there is one, without trailing zeros."""
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    if moment.microsecond:
        text += f".{moment.microsecond:06d}".rstrip("0")
    return f"{text}Z"
