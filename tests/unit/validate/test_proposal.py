"""What rules may look at, and what is absent."""

from __future__ import annotations

from typing import Any

import pytest

from aro_api.shapes import ResourceShape
from aro_rp.arm.resource_id import ResourceId
from aro_rp.validate.static.proposal import Proposal, number

PATH = (
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/customer"
    "/providers/microsoft.redhatopenshift/openshiftclusters/demo"
)


def proposed(version: str = "2025-07-25", **properties: Any) -> Proposal:
    return Proposal(
        version=version,
        shape=ResourceShape(frozenset(), frozenset(), frozenset()),
        path=PATH,
        resource=ResourceId.parse(PATH),
        resource_type="",
        location="eastus",
        domain="eastus.aroapp.io",
        candidate={"properties": properties},
    )


@pytest.mark.parametrize(
    ("version", "item"), [("2024-08-12-preview", {}), ("2025-07-25", None), ("2031-01-01", None)]
)
def test_null_in_a_list_was_an_empty_object_until_it_was_no_item(version: str, item: Any) -> None:
    asked = proposed(version, workerProfiles=[None])
    assert (asked.worker, asked.first("workerProfiles")) == (item, item)


def test_what_is_absent_is_empty_or_none() -> None:
    asked = proposed(workerProfiles=[])
    assert (asked.worker, asked.ingress, asked.first("workerProfiles")) == (None, None, None)
    assert asked.named("properties.workerProfiles[].count") == "properties.workerProfiles[''].count"
    assert [number({"n": given}, "n") for given in (7, "7", None)] == [7, 0, 0]
