from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from aro_generator.pipeline import State

SHARED = "common-types/v1/types.json"
VERSION = "2020-01-01"

Tree = dict[str, Any]
Understand = Callable[[Tree], State]


def test_every_reference_is_local(tree: Tree, understand: Understand) -> None:
    bundle = understand(tree).bundles[VERSION]
    text = json.dumps([bundle.paths, bundle.definitions])
    assert SHARED not in text
    assert bundle.definitions["OpenShiftCluster"]["allOf"] == [{"$ref": "#/definitions/Resource"}]
    assert "Resource" in bundle.definitions


def test_shared_parameters_are_written_out(
    tree: Tree, understand: Understand, definitions: Tree
) -> None:
    del definitions["Color"]["x-ms-enum"]
    spec = next(document for name, document in tree.items() if "2020" in name)
    shared = {"name": "api-version", "in": "query", "required": True, "type": "string"}
    tree[SHARED]["parameters"] = {"V": shared}
    path = next(iter(spec["paths"].values()))
    path["get"]["parameters"][0] = {"$ref": f"../../../{SHARED}#/parameters/V"}
    bundle = understand(tree).bundles[VERSION]
    assert next(iter(bundle.paths.values()))["get"]["parameters"][0] == shared


def test_a_shared_definition_steps_aside_for_one_of_the_same_class_name(
    tree: Tree, understand: Understand, definitions: Tree
) -> None:
    tree[SHARED]["definitions"]["color"] = {"type": "object", "properties": {}}
    definitions["OpenShiftCluster"]["properties"]["shade"] = {
        "$ref": f"../../../{SHARED}#/definitions/color"
    }
    bundle = understand(tree).bundles[VERSION]
    shade = bundle.definitions["OpenShiftCluster"]["properties"]["shade"]
    assert shade == {"$ref": "#/definitions/CommonColor"}
    assert bundle.origins["CommonColor"].file == SHARED
    assert "enum" in bundle.definitions["Color"]


def test_what_only_tools_need_is_dropped(tree: Tree, understand: Understand) -> None:
    spec = next(document for name, document in tree.items() if "2020" in name)
    spec["securityDefinitions"] = {"azure_auth": {}}
    get = next(iter(spec["paths"].values()))["get"]
    get["x-ms-examples"] = {"one": {"$ref": "./examples/missing.json"}}
    get["security"] = []
    bundle = understand(tree).bundles[VERSION]
    text = json.dumps([bundle.head, bundle.paths])
    assert "example" not in text
    assert "security" not in text


def test_words_beside_a_reference_are_kept(
    tree: Tree, understand: Understand, definitions: Tree
) -> None:
    definitions["OpenShiftCluster"]["properties"]["color"]["readOnly"] = True
    bundle = understand(tree).bundles[VERSION]
    color = bundle.definitions["OpenShiftCluster"]["properties"]["color"]
    assert color == {"$ref": "#/definitions/Color", "readOnly": True}
