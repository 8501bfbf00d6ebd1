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
    text = (moment.astimezone(UTC) if moment.utcoffset() else moment).isoformat()[:26]
    return f"{text.rstrip('0') if moment.microsecond else text[:19]}Z"
