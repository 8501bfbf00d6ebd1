"""Errors of the step engine.

Stopped
  the operation is to go no further; only ever raised between steps
StepTimeout
  a condition without a sentence of its own did not hold before its stored deadline
"""

from __future__ import annotations

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError


class Stopped(Exception):
    """The operation is to go no further: no step is under way, and what was done stays done."""


class StepTimeout(Exception):
    """A condition did not hold before its stored deadline."""

    def __init__(self, step: str) -> None:
        super().__init__(f"step {step} did not finish before its deadline")
        self.step = step


def timed_out(step: str, sentence: str) -> Exception:
    """What a missed deadline is to the user (backend.md 7)."""
    if not sentence:
        return StepTimeout(step)
    return ArmError.of(500, Code.DEPLOYMENT_FAILED, sentence)


def error_code(error: BaseException) -> str:
    """A word for the journal and the logs that carries nothing of the error's text."""
    if isinstance(error, ArmError):
        return str(error.problem.code)
    code = getattr(getattr(error, "error", None), "code", None)
    return code if isinstance(code, str) and code else type(error).__name__
