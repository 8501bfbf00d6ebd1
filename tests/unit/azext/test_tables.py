from __future__ import annotations

from typing import Any

import pytest

from azext_aro.tables import rows

ID = "/subscriptions/s/resourcegroups/Group/providers/Microsoft.RedHatOpenShift/openShiftClusters/c"
CLUSTER: dict[str, Any] = {
    "id": ID,
    "name": "c",
    "location": "eastus",
    "provisioningState": "Succeeded",
    "workerProfiles": [{"count": 3}, {"count": None}, {"count": 2}],
    "consoleProfile": {"url": "https://console"},
}


def test_a_cluster_is_a_row_with_its_columns_in_order() -> None:
    assert list(rows("cluster", CLUSTER).items()) == [
        ("Name", "c"),
        ("ResourceGroup", "Group"),
        ("Location", "eastus"),
        ("ProvisioningState", "Succeeded"),
        ("WorkerCount", 5),
        ("URL", "https://console"),
    ]


@pytest.mark.parametrize(
    "lacking", [{"consoleProfile": None}, {"workerProfiles": None}, {"id": None}]
)
def test_a_cluster_that_is_not_finished_is_a_row_as_well(lacking: dict[str, Any]) -> None:
    row = rows("cluster", CLUSTER | lacking)
    assert row["Name"] == "c"
    assert (row["URL"], row["WorkerCount"], row["ResourceGroup"]) in (
        ("", 5, "Group"),
        ("https://console", 0, "Group"),
        ("https://console", 5, ""),
    )


def test_lists_are_rows() -> None:
    assert rows("cluster", []) == []
    assert rows("version", ["4.17.27", "4.18.22"]) == [
        {"Version": "4.17.27"},
        {"Version": "4.18.22"},
    ]
