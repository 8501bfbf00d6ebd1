"""What is left to look at once names, types and rules are settled."""

from __future__ import annotations

from typing import Any

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.frontend.values import Values

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["location"],
    "properties": {
        "location": {"type": "string"},
        "when": {"type": "string", "format": "date-time"},
        "identity": {
            "type": "object",
            "required": ["type"],
            "properties": {"type": {"type": "string"}},
        },
        "workers": {"type": "array", "items": {"type": "object"}},
        "roles": {"type": "object", "additionalProperties": {"type": ["object", "null"]}},
        "anything": {},
    },
}


@pytest.fixture(scope="module")
def values() -> Values:
    return Values(SCHEMA)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"when": "2025-01-02T03:04:05Z", "workers": [{}], "roles": {"a": None}},
        {"when": None, "identity": None, "workers": None, "roles": None, "anything": None},
    ],
    ids=["the least", "everything", "nulls for what may be absent"],
)
def test_what_the_spec_allows_passes(values: Values, body: dict[str, Any]) -> None:
    values.check({"location": "eastus"} | body)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"location": None}, "location"),
        ({"when": "yesterday"}, "when"),
        ({"identity": {}}, "identity.type"),
        ({"identity": {"type": None}}, "identity.type"),
        ({"workers": [{}, None]}, "workers[1]"),
        ({"roles": {"a": {}, "b": 1}}, "roles.b"),
    ],
)
def test_what_it_does_not_allow_is_named(values: Values, body: dict[str, Any], where: str) -> None:
    with pytest.raises(ArmError) as refused:
        values.check({"location": "eastus"} | body)
    assert refused.value.status == 400
    assert refused.value.problem.target == where
    assert f"'{where}'" in refused.value.problem.message


def test_everything_that_is_wrong_is_reported(values: Values) -> None:
    with pytest.raises(ArmError) as refused:
        values.check({"workers": [None], "when": "x", "identity": {}})
    targets = [detail.target for detail in refused.value.problem.details]
    assert targets == ["identity.type", "location", "when", "workers[0]"]
