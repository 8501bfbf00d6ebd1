"""Answers of Azure that are kept for a while, because they are big and seldom change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@dataclass(slots=True)
class _Entry(Generic[T]):
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    value: tuple[datetime, T] | None = None


class Kept(Generic[K, T]):
    """At most ``most`` answers, each for ``keep_for``; the one asked for longest ago goes first."""

    def __init__(self, keep_for: timedelta = timedelta(minutes=5), most: int = 100) -> None:
        self._keep_for = keep_for
        self._most = most
        self._entries: dict[K, _Entry[T]] = {}

    async def read(self, key: K, load: Callable[[], Awaitable[T]], now: datetime) -> T:
        """What ``load`` answered lately; who asks while it is being read waits for it.

        Errors are not kept. ``load`` has the deadline.
        """
        entry = self._entries.pop(key, None) or _Entry()
        self._entries[key] = entry
        while len(self._entries) > self._most:
            del self._entries[next(iter(self._entries))]
        async with entry.turn:
            if entry.value is None or entry.value[0] <= now:
                entry.value = (now + self._keep_for, await load())
            return entry.value[1]
