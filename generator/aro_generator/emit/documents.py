"""Typed dictionaries of the hub: what stored documents are as JSON."""

from __future__ import annotations

from keyword import iskeyword

from aro_generator.emit.text import render
from aro_generator.graph import SCALARS, Graph, Type


def emit_documents(graph: Graph) -> str:
    structures = sorted(graph.structures.values(), key=lambda each: each.class_name)
    names = {prop.name for each in structures for prop in each.properties}
    return render(
        "documents.py",
        structures=structures,
        plain={name for name in names if name.isidentifier() and not iskeyword(name)},
        annotation=lambda type: annotation(graph, type),
    )


def annotation(graph: Graph, type: Type) -> str:
    """Moments and secrets are text in a document."""
    match type.kind:
        case "scalar":
            return SCALARS[type.name]
        case "time":
            return "str"
        case "object":
            return graph.structures[type.name].class_name
        case "list" if type.item is not None:
            return f"list[{annotation(graph, type.item)}]"
        case "map" if type.item is not None:
            return f"dict[str, {annotation(graph, type.item)}]"
        case _:
            return "Any"
