"""Lives that begin alike, lived once up to where they part.

There the process itself forks: the child goes the other way to its end and tells what it came to.
So what n lives have in common costs one of them. For tests on virtual time, which wait for no
other thread and no network. Nothing of a running service imports this.
"""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from .virtual_time import run_virtual

T = TypeVar("T")
ALONE = -1


class BranchFailed(Exception):
    """A branch ended by an exception; the message is its traceback."""


@dataclass(slots=True)
class Branches:
    """``told`` is what the branches came to so far, in the order of their forks."""

    told: list[Any] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    pipe: int = ALONE

    @property
    def is_branch(self) -> bool:
        return self.pipe != ALONE

    def part(self) -> bool:
        """True in a new branch. The process that goes on as before gets False when that has ended.

        It never raises, as it is called in the midst of what is tested. A branch has no branches.
        """
        if self.is_branch:
            return False
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        here, there = os.pipe()
        gc.freeze()
        child = os.fork()
        if child == 0:
            self.pipe = there
            _go_on(loop, task)
            return True
        os.close(there)
        with os.fdopen(here, "rb") as report:
            said = report.read()
        os.waitpid(child, 0)
        came_to, failure = pickle.loads(said) if said else (None, "a branch told nothing")
        self.told.append(came_to)
        self.failures += [failure] * bool(failure)
        return False

    def tell(self, came_to: object, failure: str = "") -> NoReturn:
        """Ends the process of a branch, and nothing of it is cleared away."""
        said = pickle.dumps((came_to, failure))
        with os.fdopen(self.pipe, "wb") as report:
            report.write(said)
        os._exit(0)


def _go_on(loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any] | None) -> None:
    """A fork forgets that it is in the middle of a loop, and of a task of it."""
    asyncio._set_running_loop(loop)
    if task is not None and asyncio.current_task() is not task:
        asyncio.tasks._enter_task(loop, task)


def run_branching(main: Callable[[Branches], Coroutine[Any, Any, T]]) -> tuple[T, list[T]]:
    """What ``main`` returns on virtual time, and what it returns in each of its branches.

    The latter are pickled. Raises ``BranchFailed`` for the first branch that raised anything.
    """
    branches, process = Branches(), os.getpid()

    async def run() -> T:
        try:
            came_to = await main(branches)
        except BaseException:
            if branches.is_branch:
                branches.tell(None, traceback.format_exc())
            raise
        if branches.is_branch:
            branches.tell(came_to)
        return came_to

    try:
        came_to = run_virtual(run())
    finally:
        if os.getpid() != process:
            os._exit(1)
    if branches.failures:
        raise BranchFailed(branches.failures[0])
    return came_to, branches.told
