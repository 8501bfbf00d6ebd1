"""Time and chance as arguments, so that tests own them."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC and waits."""

    def now(self) -> datetime: ...

    async def sleep(self, seconds: float) -> None: ...


class Ids(Protocol):
    """Makes values nobody can guess or repeat."""

    def uuid(self) -> str: ...

    def token(self, length: int, alphabet: str) -> str: ...

    def integer(self, below: int) -> int: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class RandomIds:
    """Ids from the operating system's source of chance."""

    def uuid(self) -> str:
        digits = os.urandom(16).hex()  # a third of the cost of uuid.uuid4, once per request
        variant = "89ab"[int(digits[16], 16) & 3]
        return (
            f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
        )

    def token(self, length: int, alphabet: str) -> str:
        return "".join(secrets.choice(alphabet) for _ in range(length))

    def integer(self, below: int) -> int:
        return secrets.randbelow(below)


class FixedClock:
    """A clock that moves only when somebody sleeps or calls ``advance``."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)
        await asyncio.sleep(0)


class SeededIds:
    """The same ids in the same order for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self, length: int, alphabet: str) -> str:
        return "".join(self._random.choice(alphabet) for _ in range(length))

    def integer(self, below: int) -> int:
        return self._random.randrange(below)
