"""Time and chance as arguments, so that tests own them."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC and waits."""

    def now(self) -> datetime: ...

    async def sleep(self, seconds: float) -> None: ...


class Ids(Protocol):
    """Makes values nobody can guess or repeat."""

    def uuid(self) -> str: ...

    def uuid_at(self, moment: datetime) -> str:
        """One that sorts after those of earlier moments: rows named so lie together in an index."""
        ...

    def token(self, length: int, alphabet: str) -> str: ...

    def integer(self, below: int) -> int: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class RandomIds:
    """Ids from the operating system's source of chance, which is asked for a hundred at a time.

    A request takes several; each by itself would cost as much as its reply's JSON.
    """

    def __init__(self) -> None:
        self._digits = ""
        self._used = 0

    def uuid(self) -> str:
        return _uuid4(self._hex(32))

    def uuid_at(self, moment: datetime) -> str:
        return _uuid7(moment, self._hex(20))

    def _hex(self, length: int) -> str:
        start = self._used
        if start + length > len(self._digits):
            self._digits, start = os.urandom(100 * 16).hex(), 0
        self._used = start + length
        return self._digits[start : self._used]

    def token(self, length: int, alphabet: str) -> str:
        return "".join(secrets.choice(alphabet) for _ in range(length))

    def integer(self, below: int) -> int:
        """The rest of a number 64 bits longer: none is likelier by more than one in 2 ** 64."""
        return int(self._hex(below.bit_length() // 4 + 17), 16) % below


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
        return _uuid4(f"{self._random.getrandbits(128):032x}")

    def uuid_at(self, moment: datetime) -> str:
        return _uuid7(moment, f"{self._random.getrandbits(80):020x}")

    def token(self, length: int, alphabet: str) -> str:
        return "".join(self._random.choice(alphabet) for _ in range(length))

    def integer(self, below: int) -> int:
        return self._random.randrange(below)


def _uuid4(digits: str) -> str:
    """A version 4 UUID of 32 random digits (RFC 9562 5.4)."""
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _uuid7(moment: datetime, digits: str) -> str:
    """A version 7 UUID of a moment, to the millisecond, and 20 random digits (RFC 9562 5.7)."""
    time = f"{int(moment.timestamp() * 1000):012x}"
    variant = "89ab"[int(digits[3], 16) & 3]
    return f"{time[:8]}-{time[8:]}-7{digits[:3]}-{variant}{digits[4:7]}-{digits[8:]}"
