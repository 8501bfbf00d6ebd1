"""Journaled steps: a plan that a process may leave at any line and another may go on with."""

from __future__ import annotations

from .declaration import (
    Action,
    AuthorizationRetryingAction,
    Condition,
    Plan,
    Step,
    kind,
    looking_every,
)
from .engine import run
from .errors import StepTimeout, Stopped, error_code
from .journal import Ledger, MemoryLedger
from .progress import percent_complete, running_step
from .retry import RetryPolicy, retrying

__all__ = [
    "Action",
    "AuthorizationRetryingAction",
    "Condition",
    "Ledger",
    "MemoryLedger",
    "Plan",
    "RetryPolicy",
    "Step",
    "StepTimeout",
    "Stopped",
    "error_code",
    "kind",
    "looking_every",
    "percent_complete",
    "retrying",
    "run",
    "running_step",
]
