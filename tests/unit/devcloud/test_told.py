from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aro_devcloud import CloudConfig, FaultRule, SizeLimit, Withheld
from aro_devcloud.told import NotTold, read_told


def told(folder: Path, what: Any) -> dict[str, Any]:
    path = folder / "cloud.json"
    path.write_text(json.dumps(what))
    return read_told(path)


def test_a_file_tells_where_a_cloud_falls_short(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        {
            "quotas": {"cores": 10},
            "sizes": [{"size": "Standard_D8s_v3", "absent": True}],
            "withheld": [{"action": "*/write", "scope": "/subscriptions/s"}],
            "unregistered_providers": ["Microsoft.Storage"],
            "faults": [{"provider": "checkaccess", "status": 503}],
        },
    )
    config = CloudConfig(**found)
    assert config.quotas == {"cores": 10}
    assert config.sizes == [SizeLimit("Standard_D8s_v3", absent=True)]
    assert config.withheld == [Withheld("*/write", scope="/subscriptions/s")]
    assert config.unregistered_providers == ["Microsoft.Storage"]
    assert config.faults == [FaultRule("checkaccess", status=503)]


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ([], "must be a JSON object"),
        ({"quota": {}}, "'quota' is none of"),
        ({"quotas": []}, "'quotas' must be a dict, not list"),
        ({"sizes": [{"name": "x"}]}, "name"),
    ],
)
def test_what_no_cloud_understands_is_said(tmp_path: Path, what: Any, sentence: str) -> None:
    with pytest.raises(NotTold, match=sentence):
        told(tmp_path, what)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotTold, match=r"none\.json"):
        read_told(tmp_path / "none.json")
