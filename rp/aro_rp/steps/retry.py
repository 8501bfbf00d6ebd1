"""Retrying one call: the policy is a value, tenacity counts, the clock is an argument.

Most calls succeed at once, and what tenacity sets up costs more than many of them: it is asked
only after a failure.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from aro_rp.clock import Clock, Ids

T = TypeVar("T")

_GRAIN = 1_000_000


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently; waits are seconds.

    ``on`` says whether an error is worth another try. ``retry_after`` reads the pace a server
    asks for from an error; None means the policy's own. ``jitter`` is the largest part by which a
    wait of its own is lengthened.
    """

    on: Callable[[BaseException], bool]
    first_s: float = 1.0
    factor: float = 2.0
    cap_s: float = 60.0
    attempts: int = 5
    jitter: float = 0.0
    retry_after: Callable[[BaseException], float | None] = lambda error: None

    def wait_s(self, failures: int, error: BaseException | None, chance: float = 0.0) -> float:
        """Seconds before the next try after ``failures`` tries; ``chance`` lies in [0, 1)."""
        asked = self.retry_after(error) if error is not None else None
        if asked is not None:
            return max(0.0, asked)
        own = self.first_s * self.factor ** (failures - 1)
        return min(self.cap_s, own * (1.0 + self.jitter * chance))


async def retrying(
    policy: RetryPolicy, call: Callable[[], Awaitable[T]], clock: Clock, ids: Ids | None = None
) -> T:
    """The call's result; after the last try its own error, never a silent success."""
    try:
        return await call()
    except Exception as error:
        if not policy.on(error):
            raise
        failed = error
    return await _again(policy, call, failed, clock, ids)


async def _again(
    policy: RetryPolicy,
    call: Callable[[], Awaitable[T]],
    failed: Exception,
    clock: Clock,
    ids: Ids | None,
) -> T:
    """``failed`` counts as the first try."""
    earlier = [failed]

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        chance = ids.integer(_GRAIN) / _GRAIN if ids else 0.0
        return policy.wait_s(state.attempt_number, error, chance)

    async def once() -> T:
        if earlier:
            raise earlier.pop()
        return await call()

    return await AsyncRetrying(
        retry=retry_if_exception(policy.on),
        stop=stop_after_attempt(policy.attempts),
        wait=wait,
        sleep=clock.sleep,
        reraise=True,
    )(once)
