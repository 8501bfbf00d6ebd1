"""The registry of api-versions."""

from __future__ import annotations

from collections.abc import Sequence

from aro_generator.emit.text import literal_set, render
from aro_generator.graph import Graph


def emit_versions(graphs: Sequence[Graph]) -> str:
    versions = {
        graph.version: literal_set(sorted(op.id for op in graph.operations)) for graph in graphs
    }
    return render("versions.py", versions=versions)
