from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from azure.core.exceptions import DeserializationError
from hypothesis import given, settings
from hypothesis import strategies as st

from aro_client import API_VERSIONS, AzureRedHatOpenShiftClient
from aro_client._utils.serialization import Deserializer as Stock
from aro_client._wire.deserializer import Deserializer

LEAVES = st.one_of(
    st.none(), st.text(max_size=5), st.integers(-5, 5), st.booleans(), st.floats(0, 1)
)
ODD = st.one_of(LEAVES, st.lists(LEAVES, max_size=2), st.dictionaries(st.just("odd"), LEAVES))
TIMES = st.sampled_from(
    ["2024-01-02T03:04:05Z", "2024-01-02T03:04:05.1234567Z", "2024-01-02T03:04:05+02:00", "soon"]
)
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "str": st.text(max_size=5),
    "int": st.integers(-5, 5),
    "bool": st.booleans(),
    "iso-8601": TIMES,
}
DEEPEST = 4


def classes(api_version: str) -> dict[str, type]:
    found = vars(AzureRedHatOpenShiftClient.models(api_version))
    return {name: value for name, value in found.items() if isinstance(value, type)}


def value_of(kind: str, known: Mapping[str, Any], depth: int) -> st.SearchStrategy[Any]:
    if kind in KINDS:
        return KINDS[kind]
    if kind[0] in "[{":
        inner = value_of(kind[1:-1], known, depth)
        if kind[0] == "[":
            return st.lists(inner, max_size=2)
        return st.dictionaries(st.text(max_size=3), inner, max_size=2)
    if kind not in known or depth == DEEPEST:
        return st.just({})
    return document(kind, known, depth + 1)


@st.composite
def document(draw: st.DrawFn, name: str, known: Mapping[str, Any], depth: int = 0) -> Any:
    """JSON of a model, some of its members missing, odd, null or unknown."""
    made: dict[str, Any] = {}
    for described in known[name]._attribute_map.values():
        if draw(st.booleans()):
            continue
        *above, last = described["key"].split(".")
        place = made
        for key in above:
            inner = place.setdefault(key, {})
            place = inner if isinstance(inner, dict) else {}
        odd = draw(st.integers(0, 30)) == 0
        place[last] = draw(ODD if odd else value_of(described["type"], known, depth))
    if draw(st.integers(0, 9)) == 0:
        made["unknown"] = draw(ODD)
    if draw(st.integers(0, 9)) == 0:
        made["properties"] = draw(st.none() | st.text(max_size=2))
    return made


def outcome(deserializer: Any, name: str, data: Any) -> Any:
    try:
        return deserializer(name, copy.deepcopy(data))
    except (DeserializationError, AttributeError, TypeError) as problem:
        return type(problem), str(problem)


@pytest.mark.parametrize("api_version", API_VERSIONS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_quick_way_gives_what_autorests_own_way_gives(
    api_version: str, data: st.DataObject
) -> None:
    known = classes(api_version)
    names = ["OpenShiftCluster", "OpenShiftClusterUpdate", "OpenShiftClusterList", "OperationList"]
    name = data.draw(st.sampled_from(names))
    body = data.draw(document(name, known))
    assert outcome(Deserializer(known), name, body) == outcome(Stock(known), name, body)


def test_every_model_of_every_api_version_has_a_plan() -> None:
    for api_version in API_VERSIONS:
        known = classes(api_version)
        deserializer = Deserializer(known)
        models = [name for name, kind in known.items() if hasattr(kind, "_attribute_map")]
        assert len(models) > 15
        assert [name for name in models if deserializer._plan(name) is None] == []


def test_times_are_aware_whatever_their_precision(cluster_json: Mapping[str, Any]) -> None:
    deserializer = Deserializer(classes("2025-07-25"))
    created = deserializer("OpenShiftCluster", dict(cluster_json)).system_data.created_at
    assert created.isoformat() == "2024-01-02T03:04:05.123456+00:00"


def test_members_unknown_to_the_api_version_are_kept_aside() -> None:
    read = Deserializer(classes("2020-04-30"))("OpenShiftCluster", {"name": "c", "color": "red"})
    assert read.additional_properties == {"color": "red"}
