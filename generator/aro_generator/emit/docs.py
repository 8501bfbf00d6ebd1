"""The API reference and the changelog, as pages for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from aro_generator.diff import Change, changes, travels
from aro_generator.emit.client import PACKAGE
from aro_generator.emit.text import render
from aro_generator.graph import BOUNDS, Graph, Operation, Parameter, Property, Type, in_order
from aro_generator.load import Spec
from aro_generator.names import package, snake

FOLDER, CHANGELOG = "docs/api", "docs/changelog.md"
MANY = 3
VALUE = re.compile(r"^value (\S+) (?=added|removed)")


def emit_docs(specs: Sequence[Spec], graphs: Mapping[str, Graph]) -> dict[str, str]:
    """Pages by path below the project: one per api-version, an index, the changelog."""
    versions = [spec.version for spec in specs]
    files = {}
    for index, spec in enumerate(specs):
        graph = graphs[spec.version]
        files[f"{FOLDER}/{spec.version}.md"] = render(
            "docs/version.md",
            spec=spec,
            graph=graph,
            python=f"{PACKAGE}.{package(spec.version)}",
            models=[graph.structures[name] for name in sorted(travels(graph))],
            changeable=changeability(graph),
            previous=versions[index - 1] if index else "",
            **WORDS,
        )
    files[f"{FOLDER}/README.md"] = render("docs/index.md", specs=specs, graphs=graphs)
    steps = [
        (new, old, list(told(changes(graphs[old], graphs[new])))) for old, new in pairwise(versions)
    ]
    files[CHANGELOG] = render("docs/changelog.md", steps=steps[::-1], first=versions[0])
    return files


def changeability(graph: Graph) -> dict[tuple[str, str], str]:
    """By structure and property of what clients send: may it change once the resource is there?"""
    found: dict[tuple[str, str], set[bool]] = {}
    for op in graph.operations:
        if op.verb in ("put", "patch") and op.body and op.body.type.name in graph.structures:
            _visit(graph, op.body.type.name, False, (), found)
    words = {(True,): "", (False,): "fixed", (False, True): "fixed in places"}
    return {key: words[tuple(sorted(said))] for key, said in found.items()}


def _visit(
    graph: Graph,
    name: str,
    mutable: bool,
    above: tuple[str, ...],
    found: dict[tuple[str, str], set[bool]],
) -> set[bool]:
    """What was found of all members of a structure; a container is what its members are."""
    every: set[bool] = set()
    for prop in graph.structures[name].properties:
        if prop.read_only or name in above:
            continue
        may, inner = mutable or prop.mutable, prop.type.innermost
        below = {may}
        if inner.kind == "object":
            below = _visit(graph, inner.name, may, (*above, name), found) or below
        found.setdefault((name, prop.name), set()).update(below)
        every |= below
    return every


def type_text(kind: Type | None) -> str:
    """A type in words, structures as links to their section."""
    match kind:
        case None:
            return ""
        case Type("list", _, Type() as item):
            return f"list of {type_text(item)}"
        case Type("map", _, Type() as item):
            return f"map to {type_text(item)}"
        case Type("object", name):
            return f"[{name}](#{name.lower()})"
        case Type("time"):
            return "time"
        case _:
            return kind.name or kind.kind


def flags(prop: Property, changeable: str | None) -> str:
    """What holds of a property: whether it must be there, who writes it, who may see it."""
    writable = changeable is not None and not prop.read_only
    words = [
        "required" if prop.required else "",
        "read-only" if prop.read_only else "",
        "secret" if prop.secret else "",
        changeable if writable and changeable else "",
        "any letter case" if prop.case_insensitive else "",
        "may be null" if prop.nullable else "",
    ]
    return ", ".join(filter(None, words))


def rules(prop: Property) -> str:
    values = " ".join(code(value) for value in prop.values)
    said = f"{'One of' if not prop.open_values else 'Known values:'} {values}." if values else ""
    return " ".join(filter(None, [sentence(prop.text), said, limits(prop.limits)]))


def limits(found: Mapping[str, Any]) -> str:
    said = [f"{key} {code(found[key])}" for key in ("format", *BOUNDS) if key in found]
    return f"({', '.join(said)})" if said else ""


def parameter_rules(parameter: Parameter) -> str:
    return " ".join(filter(None, [sentence(parameter.text), limits(parameter.limits)]))


def sentence(text: str) -> str:
    plain = " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
    return plain if not plain or plain.endswith((".", "!", "?")) else f"{plain}."


def code(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`".replace("|", "\\|") if value not in ("", None) else '`""`'


def default(prop: Property) -> str:
    return code(prop.default) if prop.has_default else ""


def call(op: Operation) -> str:
    """How the operation is called on the Python client."""
    method = f"begin_{op.method}" if op.long_running else op.method
    words = [
        snake(p.name) for p in op.parameters if p.place == "path" and p.name != "subscriptionId"
    ]
    words += [snake(op.body.name)] if op.body else []
    return f"client.{snake(op.group)}.{method}({', '.join(words)})"


@dataclass(frozen=True, slots=True)
class Told:
    """Changes that say the same of several places, as one line."""

    breaking: bool
    where: str
    what: str


def told(found: Iterable[Change]) -> Iterator[Told]:
    """Breaking changes first; what holds of several operations or values is said once."""
    kept = sorted(found, key=lambda change: (not change.breaking, _subject(change), change.what))
    for _, same in groupby(
        kept, key=lambda c: (not c.breaking, _subject(c), VALUE.sub("", c.what))
    ):
        alike = list(same)
        first, subject = alike[0], alike[0].where.partition(" ")[2]
        places = list(dict.fromkeys(change.where for change in alike))
        if subject and len(places) > MANY:
            yield Told(first.breaking, f"{code(subject)} of {len(places)} operations", first.what)
        elif len(places) == 1 and len(alike) > 1:
            values = ", ".join(VALUE.findall(change.what)[0] for change in alike)
            yield Told(first.breaking, code(places[0]), VALUE.sub(f"values {values} ", first.what))
        else:
            yield from (Told(c.breaking, code(c.where), c.what) for c in alike)


def _subject(change: Change) -> str:
    return change.where.partition(" ")[2] or change.where


WORDS = {
    "type_text": type_text,
    "flags": flags,
    "rules": rules,
    "parameter_rules": parameter_rules,
    "sentence": sentence,
    "default": default,
    "call": call,
    "in_order": in_order,
}
