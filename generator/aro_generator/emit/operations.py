"""Protocols for the handlers, one per operation group."""

from __future__ import annotations

from itertools import groupby

from aro_generator.emit.text import render
from aro_generator.graph import SCALARS, Graph, Parameter


def emit_operations(graph: Graph) -> str:
    ordered = sorted(graph.operations, key=lambda op: op.group)
    groups = {name: list(each) for name, each in groupby(ordered, key=lambda op: op.group)}
    return render("operations.py", version=graph.version, groups=groups, annotation=annotation)


def annotation(parameter: Parameter) -> str:
    """The Python type of a handler's argument: text for all that is no plain value."""
    name = SCALARS.get(parameter.type.name, "str")
    return name if parameter.required else f"{name} | None = None"
