from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aro_generator.conversion import Conversion, compare
from aro_generator.emit.converters import handled
from aro_generator.load import SpecError
from aro_generator.pipeline import State

HUB = "internal/documents.json"
TEXT = {"type": "string", "default": ""}

Tree = dict[str, Any]
Compare = Callable[[Any, Any], Conversion]


@pytest.fixture
def pair(tree: Tree, definitions: Tree, understand: Callable[[Tree], State]) -> Compare:
    """Gives cluster and hub one member of the same name and compares them."""

    def pair(wire: Any, hub: Any) -> Conversion:
        definitions["OpenShiftCluster"]["properties"]["it"] = wire
        if hub is not None:
            tree[HUB]["definitions"]["OpenShiftCluster"]["properties"]["it"] = hub
        graphs = understand(tree).graphs
        return compare(graphs["2020-01-01"], graphs["internal"], "OpenShiftCluster")

    return pair


def how(conversion: Conversion) -> str | None:
    copies = conversion.plans[conversion.root].copies
    return next((copy.how for copy in copies if copy.wire.name == "it"), None)


def inside(**members: Any) -> Tree:
    return {"type": "object", "properties": members}


def always(**members: Any) -> Tree:
    return inside(**members) | {"default": {}}


def listed(schema: Tree) -> Tree:
    return {"type": "array", "items": schema}


NAMED = inside(name=TEXT, size=TEXT)


@pytest.mark.parametrize(
    ("wire", "hub", "copied"),
    [
        ({"type": "string"}, TEXT, "scalar"),
        ({"type": "integer", "format": "int32"}, {"type": "integer", "default": 0}, "scalar"),
        ({"type": "integer"}, {"type": "integer"}, "optional"),
        ({"type": "string"}, {"type": "string", "x-ms-secret": True}, "secret"),
        (
            {"type": "string", "format": "date-time"},
            {"type": "string", "format": "date-time"},
            "time",
        ),
        (listed({"type": "string"}), listed({"type": "string"}), "values"),
        (inside(name=TEXT), always(name=TEXT, more=TEXT), "profile"),
        (inside(name=TEXT), inside(name=TEXT), "object"),
        (listed(inside(name=TEXT)), listed(NAMED), "named"),
        (listed(inside(size=TEXT)), listed(inside(size=TEXT)), "list"),
    ],
)
def test_equal_members_are_copied(pair: Compare, wire: Tree, hub: Tree, copied: str) -> None:
    conversion = pair(wire, hub)
    assert how(conversion) == copied
    assert conversion.differs == ()


@pytest.mark.parametrize(
    ("wire", "hub"),
    [
        pytest.param({"type": "string"}, None, id="the hub has no such member"),
        pytest.param({"type": "string"}, {"type": "integer", "default": 0}, id="other type"),
        pytest.param(listed({"type": "string"}), listed({"type": "integer"}), id="other items"),
        pytest.param(inside(a=TEXT), inside(a=TEXT, b=TEXT), id="absent profile with more in it"),
        pytest.param(
            inside(a=TEXT) | {"readOnly": True}, inside(a=TEXT), id="shown although never written"
        ),
        pytest.param(
            {"type": "object", "additionalProperties": inside(a=TEXT)},
            {"type": "object", "additionalProperties": inside(a=TEXT)},
            id="map of objects",
        ),
        pytest.param(
            listed(inside(a=TEXT)), listed(inside(a=TEXT, b=TEXT)), id="nameless elements"
        ),
        pytest.param(listed(inside(name=TEXT, z=TEXT)), listed(NAMED), id="element differs"),
    ],
)
def test_what_is_not_equal_differs_as_a_whole(pair: Compare, wire: Tree, hub: Tree | None) -> None:
    conversion = pair(wire, hub)
    assert conversion.differs == ("it",)
    assert how(conversion) is None


def test_inside_a_profile_that_always_exists_only_the_member_differs(pair: Compare) -> None:
    conversion = pair(inside(same=TEXT, other=TEXT), always(same=TEXT))
    assert conversion.differs == ("it.other",)
    assert how(conversion) == "profile"


def test_what_was_found_is_shown_where_a_version_has_no_member_for_it(
    pair: Compare, tree: Tree
) -> None:
    observed = listed(NAMED) | {"x-aro-observes": "it"}
    tree[HUB]["definitions"]["OpenShiftCluster"]["properties"]["found"] = observed
    conversion = pair(listed(inside(name=TEXT)), listed(NAMED))
    copy = next(c for c in conversion.plans[conversion.root].copies if c.wire.name == "it")
    assert copy.shown is not None
    assert copy.shown.name == "found"


def test_lists_to_show_without_elements_are_named(pair: Compare) -> None:
    conversion = pair(listed(NAMED) | {"x-aro-keep-empty": True}, listed(NAMED))
    assert conversion.shown_empty == ("it",)


def test_handlers_are_called_where_something_differs_and_on_the_way_there(pair: Compare) -> None:
    conversion = pair(inside(same=TEXT, other=TEXT), always(same=TEXT))
    assert list(handled(conversion, conversion.root, "").values()) == ["", "it."]


def test_what_is_equal_throughout_needs_no_handlers(pair: Compare) -> None:
    conversion = pair(inside(same=TEXT), always(same=TEXT))
    assert handled(conversion, conversion.root, "") == {}


def test_a_difference_that_is_at_two_places_is_refused(
    pair: Compare, tree: Tree, definitions: Tree
) -> None:
    definitions["Twin"] = inside(same=TEXT, other=TEXT)
    tree[HUB]["definitions"]["Twin"] = inside(same=TEXT)
    twin = {"$ref": "#/definitions/Twin"}
    hub_twin = {"allOf": [twin], "default": {}}
    conversion = pair(inside(left=twin, right=twin), always(left=hub_twin, right=hub_twin))
    with pytest.raises(SpecError, match="'Twin', which is at several paths"):
        handled(conversion, conversion.root, "")
