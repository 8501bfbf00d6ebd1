"""What a plan is made of: names, work, and how long to wait for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Generic, TypeVar

C = TypeVar("C")

Work = Callable[[C], Awaitable[None]]
Question = Callable[[C], Awaitable[bool]]
Explain = Callable[[Exception], Exception]


def unchanged(error: Exception) -> Exception:
    return error


@dataclass(frozen=True, slots=True)
class Action(Generic[C]):
    """Idempotent work; after a crash at any line of it, it is run again.

    ``fatal=False``: an error is logged and kept in the journal, and the plan goes on.
    ``in_memory=True``: its result dies with the process, so it is run again whenever the plan is
    resumed, done or not.
    """

    name: str
    run: Work[C]
    fatal: bool = True
    in_memory: bool = False


@dataclass(frozen=True, slots=True)
class Condition(Generic[C]):
    """Asked at once and then every ``every`` until it holds, at most until its stored deadline.

    An error of ``holds`` ends the step: a question answers False for what may still come right.
    ``sentence`` is what the user is told when the deadline passes (500 ``DeploymentFailed``);
    without one the error is a plain ``StepTimeout``. ``fatal=False``: neither error nor deadline
    ends the plan.
    """

    name: str
    holds: Question[C]
    timeout: timedelta
    every: timedelta = timedelta(seconds=10)
    fatal: bool = True
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class AuthorizationRetryingAction(Generic[C]):
    """Idempotent work that waits for rights to arrive.

    An error that ``is_auth_error`` recognises is followed by ``refresh`` and another try, until
    the stored deadline; the last such error then ends the step (backend.md 29, H10). The error
    that ends it goes through ``explain``.
    """

    name: str
    run: Work[C]
    is_auth_error: Callable[[Exception], bool]
    refresh: Work[C]
    explain: Explain = unchanged
    timeout: timedelta = timedelta(minutes=10)
    every: timedelta = timedelta(seconds=30)


Step = Action[C] | Condition[C] | AuthorizationRetryingAction[C]


@dataclass(frozen=True, slots=True)
class Plan(Generic[C]):
    """Steps in order.

    ``topic`` groups step durations in metrics; a plan without one emits none. ``ends_at`` is the
    percentage of the whole operation that is done when this plan ends. ``explain`` may replace
    the error that ends the plan.
    """

    name: str
    steps: tuple[Step[C], ...]
    topic: str = ""
    ends_at: int = 100
    explain: Callable[[C, Exception], Exception] | None = None

    def __post_init__(self) -> None:
        twice = [name for name, times in Counter(s.name for s in self.steps).items() if times > 1]
        if twice:
            raise ValueError(f"plan {self.name}: two steps are called {', '.join(twice)}")


def looking_every(plan: Plan[C], every: timedelta) -> Plan[C]:
    """The plan with that pause where it waits for rights, and as many looks as were declared."""

    def paced(step: Step[C]) -> Step[C]:
        if not isinstance(step, AuthorizationRetryingAction):
            return step
        return replace(step, every=every, timeout=step.timeout * (every / step.every))

    return replace(plan, steps=tuple(paced(step) for step in plan.steps))


def kind(step: Step[C]) -> str:
    """The word that metrics and logs use for this sort of step (backend.md 7)."""
    match step:
        case Action():
            return "action"
        case Condition():
            return "condition"
        case AuthorizationRetryingAction():
            return "authorizationretryingaction"
