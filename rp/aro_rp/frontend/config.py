"""What the frontend must be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aro_rp.frontend.authentication import Authentication
from aro_rp.metrics import Metrics, NoMetrics

Sink = Callable[[bytes], object]


def discard(line: bytes) -> None:
    """A log nobody reads."""


@dataclass(frozen=True, slots=True)
class FrontendConfig:
    """``retry_after_s`` is the pace that clients are asked to poll at: whole seconds, 0 = silent.

    ``operator_flags`` are the flags a cluster starts with; ``log`` and ``audit`` take JSON
    lines; ``renderings`` is how many finished GET bodies are kept (a few KB each);
    ``ready_after_s`` is how old the process must be to be ready, ``drain_s`` how long it still
    answers after it said that it no longer is.
    """

    location: str
    domain: str
    namespace: str = "Microsoft.RedHatOpenShift"
    resource_type: str = "openShiftClusters"
    commit: str = "unknown"
    page_size: int = 10
    renderings: int = 2048
    retry_after_s: int = 10
    gateway_enabled: bool = False
    require_d2s_workers: bool = False
    operator_flags: Mapping[str, str] = field(default_factory=dict)
    feed_interval_s: float = 10.0
    ready_after_s: float = 0.0
    drain_s: float = 0.0
    log: Sink = discard
    audit: Sink = discard
    metrics: Metrics = field(default_factory=NoMetrics)
    authentication: Authentication = field(default_factory=Authentication)
    environment: str = "AzureCloud"
    hostname: str = ""

    @property
    def full_type(self) -> str:
        return f"{self.namespace}/{self.resource_type}"
