"""The documents that a request begins with."""

from __future__ import annotations

from datetime import UTC, datetime

from aro_rp.clock import SeededIds
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.documents import new_document

PATH = "/subscriptions/s/resourceGroups/g/providers/P/clusters/x"


def test_new_clusters_are_spread_over_the_buckets_that_monitors_share() -> None:
    scope = {"method": "PUT", "path": PATH, "query_string": b"", "headers": ()}
    call, ids = Call(scope, "id", datetime(2026, 1, 1, tzinfo=UTC)), SeededIds(1)
    config = FrontendConfig(location="eastus", domain="eastus.aroapp.io")
    buckets = {new_document(call, config, ids)["bucket"] for _ in range(100)}
    assert len(buckets) > 50
    assert all(0 <= bucket < 256 for bucket in buckets)
