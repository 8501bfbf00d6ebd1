"""Refuses wire names that would be one Python name."""

from __future__ import annotations

from collections.abc import Iterable

from aro_generator.bundle import Bundle
from aro_generator.graph import Graph
from aro_generator.pipeline import Stage, State


def check_names(state: State) -> State:
    for version, graph in state.graphs.items():
        bundle = state.bundles[version]
        check_properties(bundle, graph)
        check_operations(bundle, graph)
    return state


def check_properties(bundle: Bundle, graph: Graph) -> None:
    for structure in graph.structures.values():
        clash = first_clash((p.python, p.name) for p in structure.properties)
        if clash and structure.name in bundle.origins:
            place = bundle.origins[structure.name]
            raise place.fault(f"the properties {clash} would both be called the same in Python")


def check_operations(bundle: Bundle, graph: Graph) -> None:
    clash = first_clash((f"{op.group}.{op.method}", op.id) for op in graph.operations)
    if clash:
        raise bundle.at("/paths").fault(f"the operations {clash} would be one method in Python")


def first_clash(names: Iterable[tuple[str, str]]) -> str:
    """``'a' and 'b'`` for the first two names that come out the same, else nothing."""
    seen: dict[str, str] = {}
    for python, name in names:
        if python in seen:
            return f"'{seen[python]}' and '{name}'"
        seen[python] = name
    return ""


CHECK_NAMES = Stage("names checked", check_names, frozenset({"graphs"}))
