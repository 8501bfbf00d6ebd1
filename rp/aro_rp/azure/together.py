"""Questions that many ask at the same time, sent once for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, NoReturn, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Question(Generic[T]):
    """``begun`` counts the calls; the outcome is that of call number ``answered``."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    asking: int = 0
    begun: int = 0
    answered: int = 0
    outcome: Callable[[], T] | None = None


class Together:
    """Nobody gets an answer to a call that began before they asked, so nothing is ever old.

    Who asks while a call is under way waits for its end; the next call is for all who wait by
    then. A customer who makes many clusters at once thus spends a few calls of Azure's budget
    for the subscription, not some for each cluster.
    """

    def __init__(self) -> None:
        self._questions: dict[Hashable, _Question[Any]] = {}

    async def ask(self, key: Hashable, call: Callable[[], Awaitable[T]]) -> T:
        """What a call answers, ours or that of another who waits; its error goes to all alike.

        Who is cancelled while calling leaves the call to the next. The caller has the deadline.
        """
        question: _Question[T] = self._questions.setdefault(key, _Question())
        begun_before = question.begun
        question.asking += 1
        try:
            async with question.turn:
                if question.answered <= begun_before:
                    await _put(question, call)
                assert question.outcome is not None
                return question.outcome()
        finally:
            question.asking -= 1
            if not question.asking:
                del self._questions[key]


async def _put(question: _Question[T], call: Callable[[], Awaitable[T]]) -> None:
    question.begun += 1
    number = question.begun
    try:
        answer = await call()
    except Exception as error:  # noqa: BLE001 - everybody who waits is told
        question.outcome = _raising(error)
    else:
        question.outcome = lambda: answer
    question.answered = number


def _raising(error: Exception) -> Callable[[], NoReturn]:
    trace = error.__traceback__

    def outcome() -> NoReturn:
        raise error.with_traceback(trace)

    return outcome
