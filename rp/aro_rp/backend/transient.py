"""Errors that pass by themselves: not the cluster's fault, and not a reason to fail it."""

from __future__ import annotations

from azure.core.exceptions import ClientAuthenticationError

from aro_rp.azure.errors import fault_of
from aro_rp.database.store import Full, Throttled
from aro_rp.steps import RetryPolicy

PASSING = frozenset({408, 429, 500, 502, 503, 504})


def is_transient(error: BaseException) -> bool:
    """An outage of the network, the store or a service that is asked before a plan begins."""
    fault = fault_of(error)
    if fault is None:
        return isinstance(error, Throttled | Full | OSError | TimeoutError)
    unheard = not fault.status and not isinstance(error, ClientAuthenticationError)
    return unheard or fault.status in PASSING


BEFORE_THE_PLAN = RetryPolicy(on=is_transient, first_s=1.0, factor=2.0, cap_s=16.0, attempts=5)
"""A quarter of a minute of trying while the heartbeat keeps the lease (hazards H11, H12)."""
