from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aro_generator.graph import Graph, Property
from aro_generator.pipeline import State

Tree = dict[str, Any]
Understand = Callable[[Tree], State]
Ask = Callable[[Any], Property]


def graph_of(understand: Understand, tree: Tree) -> Graph:
    return understand(tree).graphs["2020-01-01"]


@pytest.fixture
def ask(tree: Tree, definitions: Tree, understand: Understand) -> Ask:
    """Reads a property's schema and gives the property."""

    def ask(schema: Any) -> Property:
        definitions["OpenShiftCluster"]["properties"]["asked"] = schema
        found = graph_of(understand, tree).structures["OpenShiftCluster"].get("asked")
        assert found is not None
        return found

    return ask


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "format": "date-time"}, "time"),
        ({"type": "array", "items": {"type": "integer"}}, "[integer]"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "{string}"),
        ({"$ref": "#/definitions/OpenShiftClusterUpdate"}, "OpenShiftClusterUpdate"),
        ({"allOf": [{"$ref": "#/definitions/OpenShiftClusterUpdate"}]}, "OpenShiftClusterUpdate"),
        ({"$ref": "#/definitions/Color"}, "string"),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, "OpenShiftClusterAsked"),
        ({"type": "object"}, "any"),
    ],
)
def test_a_schema_has_a_type(ask: Ask, schema: Any, text: str) -> None:
    assert str(ask(schema).type) == text


@pytest.mark.parametrize(
    ("said", "attribute"),
    [
        ({"readOnly": True}, "read_only"),
        ({"x-aro-mutable": True}, "mutable"),
        ({"x-ms-mutability": ["read", "create", "update"]}, "mutable"),
        ({"x-aro-secret": True}, "secret"),
        ({"x-ms-secret": True}, "secret"),
        ({"x-aro-case-insensitive": True}, "case_insensitive"),
        ({"x-aro-omit-empty": True}, "omit_empty"),
        ({"x-aro-keep-empty": True}, "keep_empty"),
    ],
)
def test_an_extension_becomes_a_rule(ask: Ask, said: Tree, attribute: str) -> None:
    assert not getattr(ask({"type": "string"}), attribute)
    assert getattr(ask({"type": "string"} | said), attribute)


def test_mutable_only_at_creation_is_not_mutable(ask: Ask) -> None:
    assert not ask({"type": "string", "x-ms-mutability": ["read", "create"]}).mutable


def test_a_definition_that_is_read_only_makes_its_property_so(ask: Ask, definitions: Tree) -> None:
    definitions["OpenShiftClusterUpdate"]["readOnly"] = True
    assert ask({"$ref": "#/definitions/OpenShiftClusterUpdate"}).read_only


def test_inherited_members_come_first(tree: Tree, understand: Understand) -> None:
    members = graph_of(understand, tree).structures["OpenShiftCluster"].properties
    assert [prop.name for prop in members] == ["id", "tags", "color", "size"]


def test_walking_follows_the_order_that_problems_are_reported_in(
    tree: Tree, definitions: Tree, understand: Understand
) -> None:
    cluster = definitions["OpenShiftCluster"]
    cluster["x-aro-order"] = ["size", "rows"]
    inner = {"$ref": "#/definitions/OpenShiftClusterUpdate"}
    cluster["properties"]["rows"] = {"type": "array", "items": inner}
    cluster["properties"]["named"] = {"type": "object", "additionalProperties": inner}
    graph = graph_of(understand, tree)
    paths = [path for path, _ in graph.walk(graph.structures["OpenShiftCluster"])]
    assert paths == ["size", "rows", "rows[].size", "id", "tags", "color", "named", "named{}.size"]


def test_a_structure_that_holds_itself_is_walked_once(
    tree: Tree, definitions: Tree, understand: Understand
) -> None:
    update = definitions["OpenShiftClusterUpdate"]["properties"]
    update["inner"] = {"$ref": "#/definitions/OpenShiftClusterUpdate"}
    graph = graph_of(understand, tree)
    paths = [path for path, _ in graph.walk(graph.structures["OpenShiftClusterUpdate"])]
    assert paths == ["size", "inner"]


def test_an_operation_knows_its_handler(tree: Tree, understand: Understand) -> None:
    operations = {op.id: op for op in graph_of(understand, tree).operations}
    put = operations["OpenShiftClusters_CreateOrUpdate"]
    assert (put.group, put.method, put.verb) == ("OpenShiftClusters", "create_or_update", "put")
    assert put.body is not None
    assert str(put.body.type) == "OpenShiftCluster"
    assert [parameter.python for parameter in put.parameters] == ["api_version", "resource_name"]
