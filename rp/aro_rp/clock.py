"""Time and chance as arguments, so that tests own them."""

from __future__ import annotations

import asyncio
import os
import random
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Protocol
from weakref import WeakSet


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

    A request takes several; each by itself would cost as much as its reply's JSON. A forked
    process draws its own.
    """

    def __init__(self) -> None:
        self.draw_anew()
        _DRAWING.add(self)

    def draw_anew(self) -> None:
        self._drawn = chain.from_iterable(iter(_draw, None))

    def uuid(self) -> str:
        return next(self._drawn)

    def uuid_at(self, moment: datetime) -> str:
        return _uuid7(moment, next(self._drawn))

    def token(self, length: int, alphabet: str) -> str:
        return "".join(secrets.choice(alphabet) for _ in range(length))

    def integer(self, below: int) -> int:
        """The rest of a number 64 bits longer: none is likelier by more than one in 2 ** 64."""
        return int.from_bytes(os.urandom(below.bit_length() // 8 + 9), "big") % below


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
        (made,) = _uuids(self._random.getrandbits(128).to_bytes(16, "big"))
        return made

    def uuid_at(self, moment: datetime) -> str:
        return _uuid7(moment, self.uuid())

    def token(self, length: int, alphabet: str) -> str:
        return "".join(self._random.choice(alphabet) for _ in range(length))

    def integer(self, below: int) -> int:
        return self._random.randrange(below)


_DRAWING: WeakSet[RandomIds] = WeakSet()
_AT_ONCE = 100
_PARTS = re.compile("(.{8})(.{4})(.{4})(.{4})(.{12})")
_VERSION_4 = bytes(byte & 0x0F | 0x40 for byte in range(256))
_VARIANT = bytes(byte & 0x3F | 0x80 for byte in range(256))


def _draw() -> Iterator[str]:
    return _uuids(os.urandom(16 * _AT_ONCE))


def _uuids(chance: bytes) -> Iterator[str]:
    """A version 4 UUID of every 16 random bytes (RFC 9562 5.4), without a loop in Python."""
    octets = bytearray(chance)
    octets[6::16] = octets[6::16].translate(_VERSION_4)
    octets[8::16] = octets[8::16].translate(_VARIANT)
    return map("-".join, _PARTS.findall(octets.hex()))


def _uuid7(moment: datetime, random: str) -> str:
    """A version 7 UUID (RFC 9562 5.7) of a moment, to the millisecond; the rest is another's."""
    time = f"{int(moment.timestamp() * 1000):012x}"
    return f"{time[:8]}-{time[8:]}-7{random[15:]}"


def _draw_anew() -> None:
    for ids in _DRAWING:
        ids.draw_anew()


os.register_at_fork(after_in_child=_draw_anew)
