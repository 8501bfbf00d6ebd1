"""Laws of laying a body over a resource (api-versions 4.4)."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aro_rp.arm.merge_patch import MergeRules, merge

RULES = MergeRules(
    maps=frozenset({"map", "tags", "list[].map"}),
    replaced=frozenset({"tags", "whole"}),
    cleared=frozenset({"tags", "list[].x"}),
)
NAMES = st.sampled_from(["a", "b", "map", "tags", "list"])
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=4)


@pytest.mark.parametrize(
    ("base", "body", "expected"),
    [
        ({"a": 1}, {}, {"a": 1}),
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"y": 3}}, {"a": {"x": 1, "y": 3}}),
        ({"a": 1}, {"a": None}, {"a": 1}),
        ({"tags": {"x": "1"}}, {"tags": None}, {}),
        ({"tags": {"x": "1"}}, {"tags": {"y": "2", "z": None}}, {"tags": {"y": "2"}}),
        ({"tags": {"x": "1"}}, {"tags": {}}, {"tags": {}}),
        ({"whole": {"x": "1"}}, {"whole": {"y": "2"}}, {"whole": {"y": "2"}}),
        (
            {"map": {"k": {"x": 1}, "l": {}}},
            {"map": {"k": {"y": 2}}},
            {"map": {"k": {"y": 2}, "l": {}}},
        ),
        (
            {"list": [{"x": 1, "y": 2}, {"x": 3}]},
            {"list": [{"y": 9}]},
            {"list": [{"x": 1, "y": 9}]},
        ),
        ({"list": [{"x": 1}]}, {"list": [None, {"x": 2}]}, {"list": [{"x": 1}, {"x": 2}]}),
        ({"list": [{"x": 1, "y": 2}]}, {"list": [{"x": None, "y": None}]}, {"list": [{"y": 2}]}),
        (
            {"list": [{"map": {"k": {"x": 1}, "l": 2}}]},
            {"list": [{"map": {"k": {"y": 3}}}]},
            {"list": [{"map": {"k": {"y": 3}, "l": 2}}]},
        ),
        ({"list": [1]}, {"list": []}, {"list": []}),
        ({"list": [1]}, {"list": [2, 3, 4]}, {"list": [2, 3, 4]}),
        ({"list": 7}, {"list": [1, None]}, {"list": [1, None]}),
        ({"a": 1}, {"a": {"x": 1}}, {"a": {"x": 1}}),
    ],
)
def test_each_kind_of_member_merges_in_its_own_way(base: Any, body: Any, expected: Any) -> None:
    assert merge(base, body, RULES) == expected
    if "None" not in repr(body):
        assert merge(base, body, RULES, has_null=False) == expected


@given(OBJECTS, OBJECTS)
def test_neither_argument_is_changed(base: dict[str, Any], body: dict[str, Any]) -> None:
    before = copy.deepcopy((base, body))
    merge(base, body, RULES)
    assert (base, body) == before


@given(OBJECTS)
def test_an_empty_body_changes_nothing(base: dict[str, Any]) -> None:
    assert merge(base, {}, RULES) == base


@given(OBJECTS, OBJECTS)
def test_the_same_body_twice_is_the_same_as_once(
    base: dict[str, Any], body: dict[str, Any]
) -> None:
    once = merge(base, body, RULES)
    assert merge(once, body, RULES) == once


@given(OBJECTS, OBJECTS)
def test_members_that_are_not_mentioned_stay(base: dict[str, Any], body: dict[str, Any]) -> None:
    merged = merge(base, body, RULES)
    untouched = base.keys() - body.keys()
    assert {name: merged[name] for name in untouched} == {name: base[name] for name in untouched}


@given(OBJECTS, OBJECTS.filter(lambda body: "None" not in repr(body)))
def test_a_body_known_to_hold_no_null_merges_to_the_same(
    base: dict[str, Any], body: dict[str, Any]
) -> None:
    before = copy.deepcopy((base, body))
    assert merge(base, body, RULES, has_null=False) == merge(base, body, RULES)
    assert (base, body) == before
