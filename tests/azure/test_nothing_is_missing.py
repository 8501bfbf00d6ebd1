"""A cloud that was told nothing stands in nobody's way."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("kind", ["wanted", "workload"])
def test_a_cluster_is_made_and_updated(desk: Any, furnish: Any, request: Any, kind: str) -> None:
    body = request.getfixturevalue(kind)
    created, updated = desk.update(body, furnish, lambda cloud, body: None)
    assert (created.status, created.error) == (201, {})
    assert (updated.status, updated.error) == (200, {})
