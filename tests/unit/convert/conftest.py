"""Conversions as a handler makes them, for tests of the differences between versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aro_api.internal import models as hub
from aro_rp.convert import converter_for


@pytest.fixture
def convert() -> Callable[..., hub.OpenShiftCluster]:
    """Lays a body of a version over a stored cluster and gives that cluster."""

    def convert(
        body: dict[str, Any],
        stored: hub.OpenShiftCluster | None = None,
        version: str = "2025-07-25",
    ) -> hub.OpenShiftCluster:
        target = stored or hub.OpenShiftCluster()
        converter = converter_for(version)
        converter.to_hub(converter.read({"location": "eastus"} | body), target)
        return target

    return convert
