"""Closed, null-tolerant checks made from a bundled spec."""

from __future__ import annotations

from typing import Any

import pytest

from aro_api.versions import VERSIONS
from aro_rp.arm.errors import ArmError
from aro_rp.frontend.structure import Structure, fold, followed, kind, target

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "enum": ["a", "b"], "minLength": 1},
        "count": {"type": "integer", "format": "int32", "minimum": 1},
        "size": {"type": "number"},
        "on": {"type": "boolean"},
        "tags": {"type": "object", "additionalProperties": {"type": "string"}},
        "items": {"type": "array", "items": {"type": "object", "properties": {"x": {}}}},
        "map": {"additionalProperties": {"type": "object", "properties": {"x": {}}}},
    },
}


@pytest.fixture
def structure() -> Structure:
    return Structure(SCHEMA, folds_case=False)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "not in the enum"},
        {"name": None, "count": None, "tags": None, "items": None},
        {"count": 2**31 - 1},
        {"count": -(2**31)},
        {"size": 1, "on": False},
        {"tags": {"any": "thing", "none": None}},
        {"items": [{"x": [1]}, None]},
    ],
)
def test_values_limits_and_absences_are_left_to_the_rules(
    structure: Structure, body: dict[str, Any]
) -> None:
    assert structure.checked(body) is body


@pytest.mark.parametrize(
    ("body", "targets"),
    [
        ({"name": 1}, ["name"]),
        ({"name": True}, ["name"]),
        ({"count": 1.0}, ["count"]),
        ({"count": 2**31}, ["count"]),
        ({"count": -(2**31) - 1}, ["count"]),
        ({"count": 10**30}, ["count"]),
        ({"tags": {"a": {}}}, ["tags.a"]),
        ({"items": [{"x": 1}, 7]}, ["items[1]"]),
        ({"b": 1, "a": 2}, ["a", "b"]),
        ({"NAME": "a"}, ["NAME"]),
    ],
)
def test_wrong_types_and_unknown_names_are_named(
    structure: Structure, body: dict[str, Any], targets: list[str]
) -> None:
    with pytest.raises(ArmError) as caught:
        structure.checked(body)
    problem = caught.value.problem
    named = [detail.target for detail in problem.details] or [problem.target]
    assert (caught.value.status, named) == (400, targets)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"name": 1}, "'name' must be a string, not an integer."),
        ({"count": "1"}, "'count' must be an integer, not a string."),
        ({"count": 2**31}, "'count' must be an integer of 32 bits."),
        ({"tags": []}, "'tags' must be an object, not an array."),
        ({"items": {}}, "'items' must be an array, not an object."),
    ],
)
def test_a_sentence_says_what_would_be_right(
    structure: Structure, body: dict[str, Any], said: str
) -> None:
    with pytest.raises(ArmError, match=said):
        structure.checked(body)


@pytest.mark.parametrize("body", [None, 1, "x", [], True])
def test_a_body_must_be_an_object(structure: Structure, body: object) -> None:
    with pytest.raises(ArmError, match="must be a JSON object"):
        structure.checked(body)


def test_names_fold_to_the_specs_spelling_and_unknown_ones_stay() -> None:
    body = {
        "NAME": "a",
        "Tags": {"Key": "v"},
        "ITEMS": [{"X": {"Y": 1}}],
        "Map": {"Key": {"X": 1}},
        "Odd": 1,
    }
    assert fold(body, SCHEMA) == {
        "name": "a",
        "tags": {"Key": "v"},
        "items": [{"x": {"Y": 1}}],
        "map": {"Key": {"x": 1}},
        "Odd": 1,
    }


def test_a_folding_structure_takes_any_case() -> None:
    folding = Structure(SCHEMA, folds_case=True)
    assert folding.checked({"Name": "a", "COUNT": 1}) == {"name": "a", "count": 1}
    with pytest.raises(ArmError):
        folding.checked({"Name": 7})


def test_references_are_followed_to_the_end() -> None:
    spec = {"definitions": {"A": {"$ref": "#/definitions/B"}, "B": {"type": "object"}}}
    assert followed(spec, {"$ref": "#/definitions/A"}) == {"type": "object"}


@pytest.mark.parametrize(
    ("path", "text"),
    [([], ""), (["a"], "a"), (["a", "b", 0, "c"], "a.b[0].c"), ([0, "a"], "[0].a")],
)
def test_a_target_reads_as_clients_write_it(path: list[str | int], text: str) -> None:
    assert target(path) == text


def test_kinds_are_told_without_values() -> None:
    values = (None, True, "s", 1, 1.5, [], {})
    assert [kind(value) for value in values] == [
        "null",
        "a boolean",
        "a string",
        "an integer",
        "a number",
        "an array",
        "an object",
    ]


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_every_real_body_can_be_compiled(version: str) -> None:
    spec = VERSIONS[version].routes()
    for item in spec["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "body":
                    schema = followed(spec, parameter["schema"])
                    assert Structure(schema, folds_case=True).checked({}) == {}
