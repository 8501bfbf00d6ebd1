"""Support's detectors, asked through the real client (frontend.md 15)."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError


def test_the_list_names_the_detectors_and_each_of_them_answers(desk: Any) -> None:
    listed = desk.detect("")["value"]
    assert {one["name"] for one in listed} == {"ClusterOverview", "ClusterCertificates"}
    found = desk.detect("clusteroverview")
    assert found["id"].endswith("/openShiftClusters/demo/detectors/ClusterOverview")
    assert found["properties"]["status"]["message"] == "No problem was found."


def test_a_detector_that_does_not_exist_is_an_error(desk: Any) -> None:
    with pytest.raises(HttpResponseError):
        desk.detect("nothing")
