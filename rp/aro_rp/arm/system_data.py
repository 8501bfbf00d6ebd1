"""Who created and last changed a resource, as ARM says in a header (RPC contract S11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import orjson

SystemData = Mapping[str, str | datetime]

TEXTS = ("createdBy", "createdByType", "lastModifiedBy", "lastModifiedByType")
TIMES = ("createdAt", "lastModifiedAt")


def parse(header: bytes | None) -> SystemData | None:
    """The non-empty members by wire name, times in UTC.

    None when the header is absent or is not what ARM sends: the caller can do
    nothing about that, so the request goes on without.
    """
    if not header:
        return None
    try:
        members = orjson.loads(header)
        return _known(members) if isinstance(members, dict) else None
    except (ValueError, OverflowError):
        return None


def _known(members: Mapping[str, object]) -> SystemData:
    known: dict[str, str | datetime] = {}
    for name in TEXTS:
        if value := members.get(name):
            known[name] = _text(value)
    for name in TIMES:
        if value := members.get(name):
            known[name] = _time(_text(value))
    return known


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"system data holds {type(value).__name__} where text belongs")
    return value


def _time(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
