"""Conversions as a handler makes them, for tests of the differences between versions.

Tests speak of clusters in the hub's models, where what is absent has its default.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aro_api.internal import documents
from aro_api.internal import models as hub
from aro_api.wire import Unseal
from aro_rp.convert import converter_for


def document(cluster: hub.OpenShiftCluster) -> documents.OpenShiftCluster:
    """The cluster as a store holds it; a secret is sealed in capitals."""
    found: documents.OpenShiftCluster = cluster.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, context={"seal": str.upper}
    )
    return found


@pytest.fixture
def convert() -> Callable[..., hub.OpenShiftCluster]:
    """Lays a body of a version over a stored cluster and gives the cluster to be stored."""

    def convert(
        body: dict[str, Any],
        stored: hub.OpenShiftCluster | None = None,
        version: str = "2025-07-25",
    ) -> hub.OpenShiftCluster:
        target = document(stored or hub.OpenShiftCluster())
        converter_for(version).to_hub({"location": "eastus"} | body, target, str.upper)
        return hub.OpenShiftCluster.model_validate(target)

    return convert


@pytest.fixture
def render() -> Callable[..., dict[str, Any]]:
    """Shows a stored cluster as a version does."""

    def render(
        stored: hub.OpenShiftCluster, version: str = "2025-07-25", unseal: Unseal | None = None
    ) -> dict[str, Any]:
        return converter_for(version).render(document(stored), unseal)

    return render
