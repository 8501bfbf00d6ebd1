"""Numbers of the backend, with the values of production (backend.md 1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackendSettings:
    """Names say their unit; tests and the local stack shorten some.

    A lease is given up ``lease_margin_s`` before it would expire unrenewed. ``delete_pause_s`` is
    how long a cluster stays visible as Deleting at least, so that readers of the change feed,
    which never sees a deletion, notice it. ``rp_subscription`` and ``rp_version`` only label
    metrics.
    """

    max_workers: int = 100
    max_dequeues: int = 5
    poll_s: float = 10.0
    coalesce_s: float = 0.005
    lease_s: float = 60.0
    lease_margin_s: float = 10.0
    heartbeat_s: float = 10.0
    heartbeat_retry_s: float = 2.0
    delete_pause_s: float = 20.0
    queue_gauge_s: float = 60.0
    restart_first_s: float = 1.0
    restart_cap_s: float = 30.0
    rp_subscription: str = ""
    rp_version: str = ""
