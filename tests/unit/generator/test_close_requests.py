from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from aro_generator.pipeline import State
from aro_generator.stages.close_requests import routes

Tree = dict[str, Any]
Judge = Callable[[str, Any], list[str]]


@pytest.fixture
def judge(tree: Tree, understand: Callable[[Tree], State]) -> Judge:
    """Paths at which a body is refused by a definition of the routes."""

    def judge(definition: str, body: Any) -> list[str]:
        spec = routes(understand(tree).bundles["2020-01-01"])
        schema = {"$ref": f"#/definitions/{definition}", "definitions": spec["definitions"]}
        errors = jsonschema_rs.Draft4Validator(schema).iter_errors(body)
        return [".".join(map(str, error.instance_path)) for error in errors]

    return judge


PUT, PATCH = "OpenShiftCluster__request", "OpenShiftClusterUpdate__patch"


@pytest.mark.parametrize(
    "body",
    [
        {"color": "Red"},
        {"color": "any other text", "size": 1, "tags": {"a": "b"}},
        {"color": "Red", "size": None, "tags": None},
        {"color": "Red", "id": "read-only members stay visible"},
    ],
)
def test_a_put_body_is_taken(judge: Judge, body: Tree) -> None:
    assert judge(PUT, body) == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"color": "Red", "shade": 1}, ""),
        ({}, ""),
        ({"color": None}, "color"),
        ({"color": "Red", "size": "1"}, "size"),
        ({"color": "Red", "tags": {"a": None}}, "tags.a"),
        (None, ""),
        ([], ""),
    ],
)
def test_a_put_body_is_refused(judge: Judge, body: Any, place: str) -> None:
    assert judge(PUT, body) == [place]


def test_a_patch_body_may_be_the_whole_resource_and_requires_nothing(judge: Judge) -> None:
    assert judge(PATCH, {}) == []
    assert judge(PATCH, {"id": "x", "color": "Red"}) == []
    assert judge(PATCH, {"other": 1}) == [""]


def test_map_values_that_are_objects_may_be_null_but_list_elements_not(
    judge: Judge, definitions: Tree
) -> None:
    inner = {"$ref": "#/definitions/OpenShiftClusterUpdate"}
    properties = definitions["OpenShiftCluster"]["properties"]
    properties["by"] = {"type": "object", "additionalProperties": inner}
    properties["of"] = {"type": "array", "items": inner}
    assert judge(PUT, {"color": "Red", "by": {"a": None}, "of": [{}]}) == []
    assert judge(PUT, {"color": "Red", "by": {"a": {"b": 1}}, "of": [None]}) == ["by.a", "of.0"]


def test_replies_stay_open(judge: Judge) -> None:
    assert judge("OpenShiftCluster", {"color": "Red", "later": 1}) == []


def test_a_closed_enum_stays_closed(judge: Judge, definitions: Tree) -> None:
    del definitions["Color"]["x-ms-enum"]
    assert judge(PUT, {"color": "Blue"}) == ["color"]


def test_the_version_is_the_only_value_of_its_parameter(
    tree: Tree, understand: Callable[[Tree], State]
) -> None:
    spec = routes(understand(tree).bundles["2020-01-01"])
    parameters = next(iter(spec["paths"].values()))["get"]["parameters"]
    assert next(p for p in parameters if p["name"] == "api-version")["enum"] == ["2020-01-01"]


def test_a_member_called_description_is_not_mistaken_for_words(
    judge: Judge, definitions: Tree
) -> None:
    definitions["OpenShiftCluster"]["properties"]["description"] = {"type": "string"}
    assert judge(PUT, {"color": "Red", "description": 1}) == ["description"]
