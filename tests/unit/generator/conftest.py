"""A small valid spec tree that tests change before it is read."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aro_generator.load import load
from aro_generator.pipeline import State
from aro_generator.stages import UNDERSTAND

SPEC = "redhatopenshift/stable/2020-01-01/redhatopenshift.json"
SHARED = "common-types/v1/types.json"
HUB = "internal/documents.json"
RESOURCE = "/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}"

Tree = dict[str, Any]


def reference(name: str, file: str = "") -> dict[str, Any]:
    return {"$ref": f"{file}#/definitions/{name}"}


TEXT = {"type": "string"}
NAME = {"name": "resourceName", "in": "path", "required": True, "type": "string"}
VERSION = {"name": "api-version", "in": "query", "required": True, "type": "string"}
BODY = {"name": "parameters", "in": "body", "required": True}


def operation(name: str, body: str = "") -> dict[str, Any]:
    parameters = [VERSION, NAME]
    if body:
        parameters.append(BODY | {"schema": reference(body)})
    reply = {"description": "Fine", "schema": reference("OpenShiftCluster")}
    return {
        "operationId": f"OpenShiftClusters_{name}",
        "parameters": parameters,
        "responses": {"200": reply},
    }


TREE: Tree = {
    SPEC: {
        "swagger": "2.0",
        "info": {"title": "Small", "version": "2020-01-01"},
        "paths": {
            RESOURCE: {
                "get": operation("Get"),
                "put": operation("CreateOrUpdate", "OpenShiftCluster"),
                "patch": operation("Update", "OpenShiftClusterUpdate"),
            }
        },
        "definitions": {
            "OpenShiftCluster": {
                "type": "object",
                "allOf": [reference("Resource", f"../../../{SHARED}")],
                "properties": {"color": reference("Color"), "size": {"type": "integer"}},
                "required": ["color"],
            },
            "OpenShiftClusterUpdate": {
                "type": "object",
                "properties": {"size": {"type": "integer"}},
            },
            "Color": {
                "type": "string",
                "enum": ["Red", "Green"],
                "x-ms-enum": {"name": "Color", "modelAsString": True},
            },
        },
    },
    SHARED: {
        "swagger": "2.0",
        "definitions": {
            "Resource": {
                "type": "object",
                "properties": {
                    "id": {"type": "string", "readOnly": True, "x-aro-case-insensitive": True},
                    "tags": {"type": "object", "additionalProperties": TEXT},
                },
            }
        },
    },
    HUB: {
        "swagger": "2.0",
        "info": {"title": "Hub", "version": "internal"},
        "paths": {},
        "definitions": {
            "OpenShiftCluster": {
                "type": "object",
                "properties": {
                    "id": TEXT | {"default": ""},
                    "tags": {"type": "object", "additionalProperties": TEXT},
                    "color": TEXT | {"default": ""},
                    "size": {"type": "integer", "default": 0},
                },
            }
        },
    },
}


@pytest.fixture
def tree() -> Tree:
    """Documents by path below the spec root; a test's own copy."""
    return copy.deepcopy(TREE)


@pytest.fixture
def definitions(tree: Tree) -> dict[str, Any]:
    """The definitions of the one api-version in the tree."""
    found: dict[str, Any] = tree[SPEC]["definitions"]
    return found


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Tree], Path]:
    """Writes a tree and gives its root."""

    def write(tree: Tree) -> Path:
        root = tmp_path / "specs"
        for name, document in tree.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document if isinstance(document, str) else json.dumps(document))
        return root

    return write


@pytest.fixture
def understand(write: Callable[[Tree], Path]) -> Callable[[Tree], State]:
    """The state after everything was read, bundled and turned into graphs."""

    def understand(tree: Tree) -> State:
        return UNDERSTAND.run(State(load(write(tree))))

    return understand
