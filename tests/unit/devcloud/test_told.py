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
        ([], "it must be an object, not []"),
        ({"quota": {}}, "'quota' is none of failing_installs, faults, locks"),
        ({"quotas": []}, "'quotas' must be an object, not []"),
        ({"quotas": {"cores": "ten"}}, "'quotas.cores' must be a whole number, not 'ten'"),
        ({"open_rights": "no"}, "'open_rights' must be true or false, not 'no'"),
        ({"registered_features": "x"}, "'registered_features' must be a list, not 'x'"),
        ({"registered_features": [1]}, "'registered_features[0]' must be text, not 1"),
        ({"token_claims": {"app": 1}}, "'token_claims.app' must be an object, not 1"),
        ({"sizes": [{"name": "x"}]}, "'sizes[0].name' is none of size, absent, restricted"),
        ({"sizes": [1]}, "'sizes[0]' must be an object, not 1"),
        ({"withheld": [{}]}, "'withheld[0]' lacks 'action'"),
        ({"faults": [{"status": True}]}, "'faults[0].status' must be a whole number, not True"),
        ({"faults": [{"latency_s": "1"}]}, "'faults[0].latency_s' must be a number, not '1'"),
        ({"faults": [{"path": "("}]}, "'faults[0]': '(' is no regular expression"),
        ({"faults": [{"drop": "never"}]}, "'faults[0]': drop is 'before' or 'after', not 'never'"),
        (
            {"sizes": [{"size": "x", "restricted": "Moon"}]},
            "'sizes[0]': restricted is 'Location' or 'Zone', not 'Moon'",
        ),
    ],
)
def test_what_no_cloud_understands_is_said(tmp_path: Path, what: Any, sentence: str) -> None:
    with pytest.raises(NotTold, match=r"^the local cloud does not understand ") as refused:
        told(tmp_path, what)
    assert sentence in str(refused.value)


def test_what_may_be_left_out_may_be_null(tmp_path: Path) -> None:
    found = told(tmp_path, {"faults": [{"times": None, "latency_s": 1, "reply": {"any": [1]}}]})
    assert found["faults"] == [FaultRule(times=None, latency_s=1, reply={"any": [1]})]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotTold, match=r"none\.json"):
        read_told(tmp_path / "none.json")
