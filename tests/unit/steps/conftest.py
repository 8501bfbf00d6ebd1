from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from aro_rp.clock import FixedClock


@dataclass
class Bench:
    """A toy context: remembers what was called and answers as it was told."""

    calls: list[str] = field(default_factory=list)
    answers: dict[str, list[object]] = field(default_factory=dict)

    def _next(self, name: str) -> object:
        self.calls.append(name)
        queue = self.answers.get(name, [])
        answer = queue.pop(0) if len(queue) > 1 else (queue[0] if queue else None)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def does(self, name: str) -> Callable[[Bench], object]:
        async def work(bench: Bench) -> None:
            bench._next(name)

        return work

    def asks(self, name: str) -> Callable[[Bench], object]:
        async def question(bench: Bench) -> bool:
            return bool(bench._next(name))

        return question


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def minute() -> timedelta:
    return timedelta(minutes=1)
