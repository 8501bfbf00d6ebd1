"""Protocols for the handlers, one per operation group."""

from __future__ import annotations

from itertools import groupby

from aro_generator.emit.text import render
from aro_generator.graph import Graph, Parameter

PYTHON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def emit_operations(graph: Graph) -> str:
    ordered = sorted(graph.operations, key=lambda op: op.group)
    groups = {name: list(each) for name, each in groupby(ordered, key=lambda op: op.group)}
    return render("operations.py", version=graph.version, groups=groups, annotation=annotation)


def annotation(parameter: Parameter) -> str:
    """The Python type of a handler's argument; ``api-version`` is part of the call, not of it."""
    name = PYTHON.get(parameter.type.name, "str")
    return name if parameter.required else f"{name} | None = None"
