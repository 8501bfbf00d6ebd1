from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from aro_generator.diff import changes, limit_changes, pick
from aro_generator.graph import BOUNDS
from aro_generator.load import SpecError
from aro_generator.pipeline import State

OLD = "redhatopenshift/stable/2020-01-01/redhatopenshift.json"
NEW = "redhatopenshift/stable/2021-01-01/redhatopenshift.json"
PATH = "/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}"

Tree = dict[str, Any]
Change = Callable[[Tree], None]
CASES: dict[str, tuple[Change, list[str]]] = {}


def case(*lines: str) -> Callable[[Change], Change]:
    def register(change: Change) -> Change:
        CASES[change.__name__] = (change, list(lines))
        return change

    return register


def cluster(spec: Tree) -> Tree:
    found: Tree = spec["definitions"]["OpenShiftCluster"]
    return found


@case()
def nothing(spec: Tree) -> None:
    del spec


@case("breaking    OpenShiftClusters_Get: operation removed")
def operation_removed(spec: Tree) -> None:
    del spec["paths"][PATH]["get"]


@case("compatible  OpenShiftClusters_Delete: operation added")
def operation_added(spec: Tree) -> None:
    spec["paths"][PATH]["delete"] = spec["paths"][PATH]["get"] | {
        "operationId": "OpenShiftClusters_Delete",
        "responses": {"204": {"description": "Gone"}},
    }


@case("breaking    OpenShiftClusters_Get: required parameter top added")
def required_parameter_added(spec: Tree) -> None:
    spec["paths"][PATH]["get"]["parameters"].append(
        {"name": "top", "in": "query", "type": "integer", "required": True}
    )


@case("compatible  OpenShiftClusters_Get: parameter top added")
def parameter_added(spec: Tree) -> None:
    spec["paths"][PATH]["get"]["parameters"].append(
        {"name": "top", "in": "query", "type": "string"}
    )


@case("breaking    OpenShiftClusters_Get resourceName: maxLength 9, was none")
def limit_added(spec: Tree) -> None:
    spec["paths"][PATH]["get"]["parameters"][1] = {
        "name": "resourceName",
        "in": "path",
        "required": True,
        "type": "string",
        "maxLength": 9,
    }


@case("breaking    OpenShiftClusters_Get: may answer 202 now")
def reply_added(spec: Tree) -> None:
    spec["paths"][PATH]["get"]["responses"]["202"] = {"description": "Wait"}


@case("breaking    OpenShiftClusters_CreateOrUpdate: long-running now")
def long_running(spec: Tree) -> None:
    spec["paths"][PATH]["put"]["x-ms-long-running-operation"] = True


@case("compatible  OpenShiftCluster.more: added")
def member_added(spec: Tree) -> None:
    cluster(spec)["properties"]["more"] = {"type": "string"}


@case("breaking    OpenShiftCluster.more: required, added")
def required_member_added(spec: Tree) -> None:
    member_added(spec)
    cluster(spec)["required"].append("more")


@case("breaking    OpenShiftCluster.size: removed")
def member_removed(spec: Tree) -> None:
    del cluster(spec)["properties"]["size"]


@case("breaking    OpenShiftCluster.size: type string, was integer")
def type_changed(spec: Tree) -> None:
    cluster(spec)["properties"]["size"] = {"type": "string"}


@case("breaking    OpenShiftCluster.size: read-only now")
def read_only(spec: Tree) -> None:
    cluster(spec)["properties"]["size"]["readOnly"] = True


@case("compatible  OpenShiftCluster.size: mutable now")
def mutable(spec: Tree) -> None:
    cluster(spec)["properties"]["size"]["x-aro-mutable"] = True


@case("breaking    OpenShiftCluster.size: maximum 5, was none")
def maximum(spec: Tree) -> None:
    cluster(spec)["properties"]["size"]["maximum"] = 5


@case(
    "compatible  OpenShiftCluster.size: read-only now",
    "compatible  OpenShiftCluster.size: may be sent back now",
)
def read_only_but_sent_back(spec: Tree) -> None:
    cluster(spec)["properties"]["size"] |= {"readOnly": True, "x-aro-echo": True}


@case("breaking    OpenShiftCluster.id: exact case now")
def exact_case(spec: Tree) -> None:
    cluster(spec)["properties"]["id"] = {"type": "string", "readOnly": True}


@case("breaking    OpenShiftCluster.size: left out while empty now")
def left_out(spec: Tree) -> None:
    cluster(spec)["properties"]["size"]["x-aro-omit-empty"] = True


@case("compatible  OpenShiftCluster.size: shown while empty now")
def shown_empty(spec: Tree) -> None:
    cluster(spec)["properties"]["size"]["x-aro-keep-empty"] = True


@case("compatible  OpenShiftCluster.color: value Blue added")
def value_of_an_open_enum_added(spec: Tree) -> None:
    spec["definitions"]["Color"]["enum"].append("Blue")


@case("compatible  OpenShiftCluster.color: value Red removed")
def value_of_an_open_enum_removed(spec: Tree) -> None:
    spec["definitions"]["Color"]["enum"].remove("Red")


@case("compatible  OpenShiftCluster.color: any value allowed now")
def enum_gone(spec: Tree) -> None:
    spec["definitions"]["Color"] = {"type": "string"}


@case("compatible  OpenShiftCluster.size: default 3, was none")
def default_where_there_was_none(spec: Tree) -> None:
    cluster(spec)["properties"]["size"]["default"] = 3


@case("breaking    OpenShiftCluster.size: may be null now")
def value_that_may_be_null(spec: Tree) -> None:
    cluster(spec)["properties"]["size"]["x-nullable"] = True


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_found_and_judged(
    name: str, tree: Tree, understand: Callable[[Tree], State]
) -> None:
    change, lines = CASES[name]
    tree[NEW] = copy.deepcopy(tree[OLD])
    tree[NEW]["info"]["version"] = "2021-01-01"
    change(tree[NEW])
    graphs = understand(tree).graphs
    assert [str(found) for found in changes(graphs["2020-01-01"], graphs["2021-01-01"])] == lines


@pytest.mark.parametrize("bound", [one for one in BOUNDS if one != "pattern"])
def test_a_bound_breaks_clients_only_where_it_tightens(bound: str) -> None:
    wide, narrow = ({bound: 5}, {bound: 3}) if bound.startswith("max") else ({bound: 3}, {bound: 5})
    [widened] = limit_changes("Node.size", narrow, wide, narrows=True)
    [narrowed] = limit_changes("Node.size", wide, narrow, narrows=True)
    assert (widened.breaking, narrowed.breaking) == (False, True)


def test_another_default_breaks_who_leaves_the_value_out(
    tree: Tree, understand: Callable[[Tree], State]
) -> None:
    size = tree[OLD]["definitions"]["OpenShiftCluster"]["properties"]["size"]
    size["default"] = 3
    before = understand(tree).graphs["2020-01-01"]
    for default, shown in ((5, "5"), (None, "none")):
        size.pop("default", None)
        if default is not None:
            size["default"] = default
        [change] = changes(before, understand(tree).graphs["2020-01-01"])
        assert str(change) == f"breaking    OpenShiftCluster.size: default {shown}, was 3"


def test_a_version_that_does_not_exist_is_named(
    tree: Tree, understand: Callable[[Tree], State]
) -> None:
    with pytest.raises(SpecError, match=r"1999.*no such api-version; known: 2020-01-01"):
        pick(understand(tree).graphs, "1999-01-01")
