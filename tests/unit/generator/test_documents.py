"""Stored documents as typed dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aro_generator.emit.documents import annotation, emit_documents
from aro_generator.graph import Graph, Structure, Type
from aro_generator.pipeline import State

TEXT = Type("scalar", "string")


@pytest.fixture
def graph() -> Graph:
    return Graph("internal", {"Thing": Structure("Thing", "ThingClass", ())}, ())


@pytest.mark.parametrize(
    ("type", "written"),
    [
        (TEXT, "str"),
        (Type("scalar", "integer"), "int"),
        (Type("scalar", "number"), "float"),
        (Type("scalar", "boolean"), "bool"),
        (Type("time"), "str"),
        (Type("any"), "Any"),
        (Type("object", "Thing"), "ThingClass"),
        (Type("list", item=Type("object", "Thing")), "list[ThingClass]"),
        (Type("map", item=Type("list", item=TEXT)), "dict[str, list[str]]"),
    ],
)
def test_a_member_is_what_its_json_is(graph: Graph, type: Type, written: str) -> None:
    assert annotation(graph, type) == written


def test_a_structure_without_members_and_one_with_a_keyword_can_be_written(
    tree: dict[str, Any], understand: Callable[[dict[str, Any]], State]
) -> None:
    definitions = tree["internal/documents.json"]["definitions"]
    definitions["Nothing"] = {"type": "object", "properties": {}}
    definitions["Odd"] = {"type": "object", "properties": {"class": {"type": "string"}}}
    text = emit_documents(understand(tree).graphs["internal"])
    made: dict[str, Any] = {}
    exec(compile(text, "documents.py", "exec"), made)
    assert made["Nothing"].__annotations__ == {}
    assert list(made["Odd"].__annotations__) == ["class"]
