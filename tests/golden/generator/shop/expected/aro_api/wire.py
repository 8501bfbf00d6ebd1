"""Values as they are written on the wire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

JsonObject = dict[str, Any]
Seal = Callable[[str], str]
"""A secret as documents hold it."""
Unseal = Callable[[str], str]


def timestamp(moment: datetime | str) -> str:
    """RFC 3339 in UTC; a fraction only when there is one, without trailing zeros.

    Text is a moment as documents hold it.
    """
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    text = (moment.astimezone(UTC) if moment.utcoffset() else moment).isoformat()[:26]
    return f"{text.rstrip('0') if moment.microsecond else text[:19]}Z"
