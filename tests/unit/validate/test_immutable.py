"""Immutability for any shape (api-versions 6.5)."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aro_api.shapes import ResourceShape
from aro_rp.validate.static.immutable import Comparison

SHAPE = ResourceShape(
    read_only=frozenset(
        {
            *("id", "properties.url", "properties.status"),
            *("properties.labels{}.seen", "properties.open{}.ip"),
        }
    ),
    mutable=frozenset({"tags", "properties.open", "properties.size.max"}),
    secret=frozenset(),
    case_insensitive=frozenset({"id"}),
    order=(
        "properties",
        "properties.size",
        "properties.size.min",
        "properties.size.max",
        "properties.url",
        "properties.status",
        "properties.parts",
        "properties.parts[].name",
        "properties.parts[].kind",
        "properties.labels",
        "properties.labels{}.text",
        "properties.labels{}.seen",
        "properties.ports",
        "properties.open",
        "properties.open{}.ip",
        "tags",
        "id",
    ),
)


def targets(new: Any, old: Any, *, strict: bool = False) -> list[str]:
    return [problem.target for problem in Comparison(SHAPE, strict).changes(new, old)]


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        ({}, {}, []),
        ({"id": "A"}, {"id": "a"}, []),
        ({"id": "b"}, {"id": "a"}, ["id"]),
        ({"tags": {"a": 1}}, {}, []),
        ({"other": 1}, {}, ["other"]),
        ({"other": ""}, {}, []),
        ({"properties": {}}, {}, []),
        ({"properties": {"size": {}}}, {"properties": {}}, ["properties.size"]),
        ({"properties": {}}, {"properties": {"size": {}}}, ["properties.size"]),
        (
            {"properties": {"size": {"min": 1}}},
            {"properties": {"size": {"min": 2}}},
            ["properties.size.min"],
        ),
        ({"properties": {"size": {"max": 1}}}, {"properties": {"size": {"max": 2}}}, []),
        ({"properties": {"url": "x"}}, {"properties": {"url": "x"}}, ["properties.url"]),
        ({"properties": {"url": ""}}, {"properties": {"url": "x"}}, []),
        ({"properties": {}}, {"properties": {"status": ["x"]}}, []),
        ({"properties": {"open": {"a": {"ip": "1"}}}}, {"properties": {}}, []),
        ({"properties": {"parts": [{}]}}, {"properties": {}}, ["properties.parts"]),
        ({"properties": {"parts": []}}, {"properties": {}}, []),
        ({"properties": {"parts": {}}}, {"properties": {"parts": []}}, ["properties.parts"]),
        (
            {"properties": {"parts": [{"name": "n", "kind": 1}, {"kind": 1}]}},
            {"properties": {"parts": [{"name": "o", "kind": 2}, {"kind": 2}]}},
            [
                "properties.parts['n'].name",
                "properties.parts['n'].kind",
                "properties.parts[''].kind",
            ],
        ),
        (
            {"properties": {"labels": {"k": {"text": "a"}}}},
            {"properties": {"labels": {"k": {"text": "b"}}}},
            ['properties.labels["k"].text'],
        ),
        (
            {"properties": {"labels": {"k": {"seen": 1}}}},
            {"properties": {"labels": {"k": {"seen": 1}}}},
            ['properties.labels["k"].seen'],
        ),
        (
            {"properties": {"ports": [1, 2]}},
            {"properties": {"ports": [1, 3]}},
            ["properties.ports[1]"],
        ),
        (
            {"properties": {"labels": {"k": {}}}},
            {"properties": {"labels": {"k": {}, "l": {}}}},
            ["properties.labels"],
        ),
        (
            {"properties": {"labels": {"k": {}}}},
            {"properties": {"labels": {"l": {}}}},
            ['properties.labels["k"]', 'properties.labels["l"]'],
        ),
    ],
)
def test_what_differs_and_may_not_is_named(new: Any, old: Any, expected: list[str]) -> None:
    assert targets(new, old) == expected


@pytest.mark.parametrize(
    ("value", "lenient", "strict"),
    [
        ({"url": ""}, [], []),
        ({"status": []}, [], ["properties.status"]),
        ({"status": ""}, [], ["properties.status"]),
        ({"status": None}, [], []),
        ({"status": [1]}, ["properties.status"], ["properties.status"]),
    ],
)
def test_how_empty_a_read_only_value_may_be_depends_on_the_version(
    value: Any, lenient: list[str], strict: list[str]
) -> None:
    assert targets({"properties": value}, {}) == lenient
    assert targets({"properties": value}, {}, strict=True) == strict


def test_on_create_only_read_only_values_are_looked_for() -> None:
    new: Any = {
        "id": "x",
        "properties": {
            "size": {"min": 1},
            "url": "x",
            "parts": [{"name": "n"}],
            "open": {"a": {"ip": "1"}},
        },
    }
    found = [problem.target for problem in Comparison(SHAPE).given_read_only(new)]
    assert found == ["properties.url"]


SIZES = st.fixed_dictionaries({}, optional={"min": st.integers(0, 2), "max": st.integers(0, 2)})
PARTS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("ab")}, optional={"kind": st.integers(0, 1)}),
    max_size=3,
)
RESOURCES = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["a", "A"]),
        "tags": st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=2),
        "properties": st.fixed_dictionaries({}, optional={"size": SIZES, "parts": PARTS}),
    },
)


@given(RESOURCES)
def test_nothing_changes_against_itself(resource: Any) -> None:
    assert targets(resource, copy.deepcopy(resource), strict=True) == []


@given(RESOURCES, RESOURCES)
def test_a_change_is_seen_from_both_sides(one: Any, other: Any) -> None:
    assert bool(targets(one, other)) == bool(targets(other, one))


@given(RESOURCES, RESOURCES)
def test_problems_come_in_the_order_of_the_spec(one: Any, other: Any) -> None:
    tops = [t for t in targets(one, other) if t in SHAPE.order]
    assert tops == sorted(tops, key=SHAPE.order.index)
