"""A readable tree of one version: operations and types with their rules."""

from __future__ import annotations

from collections.abc import Iterator

from aro_generator.graph import Graph, Operation, Property, Structure


def emit_structure(graph: Graph, differs: tuple[str, ...]) -> str:
    lines = [f"{graph.version}", ""]
    lines += [line for op in graph.operations for line in operation(op)]
    lines += [""] if graph.operations else []
    for name in sorted(graph.structures):
        lines += [*structure(graph.structures[name]), ""]
    if differs:
        lines += ["differs from the hub", *(f"  {path}" for path in differs), ""]
    return "\n".join(lines)


def operation(op: Operation) -> Iterator[str]:
    replies = ", ".join(
        f"{status} {kind}" if kind else status
        for status, kind in op.replies.items()
        if status != "default"
    )
    flags = [
        f"long-running({op.final_state or 'default'})" if op.long_running else "",
        f"pages by {op.next_link}" if op.next_link else "",
    ]
    yield f"{op.id}: {op.verb.upper()} {op.path}"
    yield "  -> " + "; ".join([replies, *filter(None, flags)])
    if op.body:
        yield f"  body {op.body.type}"
    for parameter in op.parameters:
        limits = " ".join(f"{key}={value}" for key, value in parameter.limits.items())
        yield f"  {parameter.place} {parameter.name}: {parameter.type} {limits}".rstrip()


def structure(made: Structure) -> Iterator[str]:
    yield made.name
    for prop in made.properties:
        yield f"  {prop.name}: {prop.type}{rules(prop)}"


def rules(prop: Property) -> str:
    words = [
        "required" if prop.required else "",
        "read-only" if prop.read_only else "",
        "mutable" if prop.mutable else "",
        "secret" if prop.secret else "",
        "any-case" if prop.case_insensitive else "",
        "echo" if prop.echo else "",
        "shown-empty" if prop.keep_empty else "",
        "hidden-empty" if prop.omit_empty else "",
        f"observes {prop.observes}" if prop.observes else "",
        f"= {prop.default!r}" if prop.has_default else "",
        *(f"{key}={value}" for key, value in prop.limits.items()),
    ]
    if prop.values:
        words.append(f"{'open' if prop.open_values else 'one of'} {'|'.join(prop.values)}")
    said = ", ".join(filter(None, words))
    return f"  ({said})" if said else ""
