"""Time and chance as arguments, so that a test owns every wait and every id."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC and waits."""

    def now(self) -> datetime: ...

    async def sleep(self, seconds: float) -> None: ...


class Ids(Protocol):
    """Makes identifiers."""

    def uuid(self) -> str: ...

    def token(self, length: int, alphabet: str) -> str: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class RandomIds:
    """Ids from the operating system's source of chance."""

    def uuid(self) -> str:
        return str(uuid.uuid4())

    def token(self, length: int, alphabet: str) -> str:
        return "".join(secrets.choice(alphabet) for _ in range(length))


def timestamp(moment: datetime) -> str:
    """The moment as ARM writes it, e.g. ``2026-01-01T00:00:00.0000000Z``."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='microseconds')}0Z"


_NAMES = uuid.UUID("6c1f3c4e-0c6f-4a4e-9b53-6c1f5b1d7a10")


def stable_uuid(*parts: str) -> str:
    """The same id for the same parts, for everything a directory would have made up once."""
    return str(uuid.uuid5(_NAMES, "\n".join(parts).lower()))
