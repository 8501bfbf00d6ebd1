"""Refuses paths, and parameters and replies of operations, that no request could follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aro_generator.bundle import VERBS
from aro_generator.load import HUB, Place, Sources
from aro_generator.pipeline import Stage, State
from aro_generator.stages.check_specs import TYPES

BRACES = re.compile(r"\{([^{}]*)\}")
STATUS = re.compile(r"default|[1-5]\d\d")
PLACES = ("path", "query", "header", "body")
OPERATION = frozenset(
    {
        "operationId", "parameters", "responses", "description", "summary", "tags", "consumes",
        "produces", "deprecated", "externalDocs", "schemes", "security",
    }
)  # fmt: skip
REPLY = frozenset({"description", "schema", "headers", "examples"})


def check_paths(state: State) -> State:
    files = [spec.file for spec in state.sources.specs]
    for file in (*files, *([HUB] if state.sources.has_hub else [])):
        paths = state.sources.place(file).child("paths")
        seen: dict[str, str] = {}
        for path in paths.node:
            check_path(state.sources, paths.child(path), path, seen)
    return state


def check_path(sources: Sources, item: Place, path: str, seen: dict[str, str]) -> None:
    if not path.startswith("/"):
        raise item.fault("a path begins with '/'")
    same = BRACES.sub("{}", path).lower()
    if same in seen:
        raise item.fault(f"is the same path as '{seen[same]}'")
    seen[same] = path
    check_words(item, frozenset({*VERBS, "parameters"}))
    for verb in VERBS:
        if verb in item.node:
            check_call(sources, item, item.child(verb), BRACES.findall(path))


def check_call(sources: Sources, item: Place, call: Place, wanted: list[str]) -> None:
    check_words(call, OPERATION)
    replies = call.child("responses")
    for status in replies.node:
        if not STATUS.fullmatch(status) and not status.startswith("x-"):
            raise replies.child(status).fault(f"'{status}' is neither a status nor 'default'")
        check_words(replies.child(status), REPLY)
    in_path, bodies = [], 0
    for written, parameter in every_parameter(sources, item, call):
        check_parameter(parameter)
        name, where = parameter.node["name"], parameter.node["in"]
        if where == "path":
            in_path.append(name)
            if name not in wanted:
                raise written.fault(f"the path has no '{{{name}}}'")
        bodies += where == "body"
        if bodies > 1:
            raise written.fault("a request has one body")
    for name in wanted:
        if name not in in_path:
            raise call.fault(f"'{{{name}}}' of the path is not among the parameters")


def every_parameter(sources: Sources, item: Place, call: Place) -> Iterator[tuple[Place, Place]]:
    """Where each parameter of a call is named, and where it is described."""
    seen: set[tuple[str, str]] = set()
    for holder in (item, call):
        for index, node in enumerate(holder.node.get("parameters", ())):
            written = holder.child("parameters").child(index)
            parameter = sources.resolve(written) if "$ref" in node else written
            key = (parameter.node["name"], parameter.node["in"])
            if key in seen:
                raise written.fault(f"the {key[1]} parameter '{key[0]}' is named twice")
            seen.add(key)
            yield written, parameter


def check_parameter(place: Place) -> None:
    node, where = place.node, place.node["in"]
    if where not in PLACES:
        raise place.child("in").fault(f"'{where}' is none of {', '.join(PLACES)}")
    if where == "body":
        if "schema" not in node:
            raise place.fault("a body needs a 'schema'")
        return
    if node.get("type") not in TYPES - {"object"}:
        raise place.fault(f"'{node['name']}' needs a type: text, number, truth value or list")
    if where == "path" and node.get("required") is not True:
        raise place.fault(f"'{node['name']}' is in the path and must be required")


def check_words(place: Place, known: frozenset[str]) -> None:
    for word in place.node:
        if word not in known and not word.startswith("x-"):
            raise place.child(word).fault(f"'{word}' is none of {', '.join(sorted(known))}")


CHECK_PATHS = Stage("paths checked", check_paths, frozenset({"checked"}))
