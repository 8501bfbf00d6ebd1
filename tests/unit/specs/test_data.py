"""Tables kept beside the specs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture
def sizes(spec_folder: Path) -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = json.loads((spec_folder / "data/vm_sizes.json").read_text())[
        "sizes"
    ]
    return table


def test_every_size_is_listed_once_and_whole(sizes: list[dict[str, Any]]) -> None:
    assert len({size["name"] for size in sizes}) == len(sizes) == 142
    for size in sizes:
        assert {"name", "family", "cores", "master", "worker"} <= size.keys()
        assert size.keys() <= {
            *("name", "family", "cores", "master", "worker"),
            *("min_version", "dev_worker_only"),
        }


def test_how_many_sizes_fit_each_role(sizes: list[dict[str, Any]]) -> None:
    assert sum(bool(size["master"]) for size in sizes) == 70
    assert sum(bool(size["worker"]) for size in sizes) == 139
    small = [size["name"] for size in sizes if size.get("dev_worker_only")]
    assert small == ["Standard_D2s_v3", "Standard_D2s_v4", "Standard_D2s_v5"]


def test_sizes_that_need_a_newer_openshift(sizes: list[dict[str, Any]]) -> None:
    wanted = [size["min_version"] for size in sizes if "min_version" in size]
    assert len(wanted) == 35
    assert {lowest for versions in wanted for lowest in versions.values()} == {"4.19.0"}


def test_every_operation_of_the_provider_is_named_once(spec_folder: Path) -> None:
    table = yaml.safe_load((spec_folder / "data/operations.yaml").read_text())
    names = [operation["name"] for operation in table["operations"]]
    assert len(set(names)) == len(names) == 11
    assert all(name.startswith("Microsoft.RedHatOpenShift/") for name in names)
    assert all(
        operation.keys() == {"name", "resource", "operation"} for operation in table["operations"]
    )
    assert (table["provider"], table["origin"]) == ("Azure Red Hat OpenShift", "user,system")
