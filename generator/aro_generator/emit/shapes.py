"""What may be written, changed and shown of each resource."""

from __future__ import annotations

from collections.abc import Callable

from aro_generator.emit.text import literal_set, render
from aro_generator.graph import Graph, Property, Structure


def emit_shape(graph: Graph) -> str:
    names = resources(graph)
    shapes = {name: shape(graph, graph.structures[name]) for name in names}
    return render("shape.py", version=graph.version, shapes=shapes)


def resources(graph: Graph) -> list[str]:
    """Types that PUT takes, in the order of the paths."""
    bodies = (op.body.type for op in graph.operations if op.verb == "put" and op.body)
    return list(dict.fromkeys(body.name for body in bodies if body.kind == "object"))


def shape(graph: Graph, structure: Structure) -> dict[str, str]:
    members = list(graph.walk(structure))

    def paths(holds: Callable[[Property], bool]) -> str:
        return literal_set([path for path, prop in members if holds(prop)])

    choices = {path: prop.values for path, prop in members if prop.values}
    defaults = {path: prop.default for path, prop in members if prop.has_default}
    return {
        "read_only": paths(lambda p: p.read_only and not p.echo),
        "mutable": paths(lambda p: p.mutable),
        "secret": paths(lambda p: p.secret),
        "case_insensitive": paths(lambda p: p.case_insensitive),
        "defaults": repr(defaults),
        "choices": repr(choices),
        "order": repr(tuple(path for path, _ in members)),
    }
