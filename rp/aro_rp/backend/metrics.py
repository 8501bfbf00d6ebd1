"""What the backend measures (backend.md 4.1), and where the figures go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aro_api.internal.models import Journal, OpenShiftClusterDocument
from aro_rp.metrics import Metrics
from aro_rp.steps import Plan, kind

from .dimensions import wide_dimensions
from .outcomes import Ending, is_deleted
from .settings import BackendSettings

CLUSTERS = "backend.openshiftcluster"
SUBSCRIPTIONS = "backend.subscriptions"
DELETED = "Deleted"


@dataclass(frozen=True, slots=True)
class Meter:
    """Names and dimensions of the backend's gauges."""

    metrics: Metrics
    settings: BackendSettings

    def workers(self, count: int) -> None:
        """One counter, known under both names."""
        self.metrics.gauge(f"{CLUSTERS}.workers.count", count, {})
        self.metrics.gauge(f"{SUBSCRIPTIONS}.workers.count", count, {})

    def queue_length(self, count: int) -> None:
        self.metrics.gauge("database.openshiftclusters.queue.length", count, {})

    def subscription_ended(self, state: str, seconds: float) -> None:
        self.metrics.gauge(f"{SUBSCRIPTIONS}.duration", seconds * 1000, {"state": state})
        self.metrics.gauge(f"{SUBSCRIPTIONS}.count", 1, {"state": state})

    def cluster_ended(self, doc: OpenShiftClusterDocument, ending: Ending, now: datetime) -> None:
        """``doc`` as the worker held it; a hand-over counts as no end."""
        if not ending.is_terminal:
            return
        wide = wide_dimensions(doc, ending, self.settings)
        self.metrics.gauge(f"{CLUSTERS}.{ending.operation}", 1, wide)
        correlation = doc.correlation_data
        if correlation is None or correlation.request_time is None:
            return
        states = {
            "oldProvisioningState": doc.open_shift_cluster.properties.provisioning_state,
            "newProvisioningState": DELETED if is_deleted(doc, ending) else ending.state,
        }
        milliseconds = (now - correlation.request_time).total_seconds() * 1000
        self.metrics.gauge(f"{CLUSTERS}.duration", milliseconds, states)
        self.metrics.gauge(f"{CLUSTERS}.count", 1, states)

    def steps(self, plan: Plan[Any], journal: Journal) -> None:
        """Whole seconds of each step and their sum, once a plan with a topic ran to its end."""
        if not plan.topic:
            return
        records, total = journal.steps or {}, 0
        for step in plan.steps:
            seconds = int(records[step.name].seconds or 0)
            total += seconds
            name = f"{CLUSTERS}.{plan.topic}.{kind(step)}.{step.name}.duration.seconds"
            self.metrics.gauge(name, seconds, {})
        self.metrics.gauge(f"{CLUSTERS}.{plan.topic}.duration.total.seconds", total, {})
