"""Refuses what schemas and parameters say of values when nobody reads it or no value could fit."""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Iterator, Mapping
from typing import Any

from aro_generator.load import Place, Sources
from aro_generator.pipeline import Stage, State
from aro_generator.stages.check_specs import body_schemas, inner_schemas, operations

PAIRS = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))
SIZES = frozenset({"minLength", "maxLength", "minItems", "maxItems"})
NUMBERS = frozenset({"minimum", "maximum"})
SWITCHES = frozenset(
    {"readOnly", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum", "x-nullable", "x-ms-secret"}
)
FLAGS = frozenset(
    f"x-aro-{name}"
    for name in ("mutable", "case-insensitive", "echo", "secret", "omit-empty", "keep-empty")
)
OWN = FLAGS | {"x-aro-observes", "x-aro-order", "x-aro-values"}
VALUE = SIZES | NUMBERS | (SWITCHES - {"readOnly"}) | {
    "$ref", "type", "format", "description", "enum", "default", "items", "pattern", "required",
    "multipleOf",
}  # fmt: skip
SCHEMA = VALUE | {
    "readOnly", "title", "properties", "additionalProperties", "allOf", "example", "externalDocs",
    "maxProperties", "minProperties",
}  # fmt: skip
PARAMETER = VALUE | {"name", "in", "schema", "collectionFormat", "allowEmptyValue"}
MUTABILITY = ("create", "read", "update")
PYTHON: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def check_values(state: State) -> State:
    for file, document in state.sources.documents.items():
        if isinstance(document, dict) and "swagger" in document:
            root = Place(file, "", document)
            for schema in schemas(root):
                check_keywords(schema, SCHEMA)
                check_value(schema)
                check_required(state.sources, schema)
            for parameter in parameters(root):
                check_keywords(parameter, PARAMETER)
                check_value(parameter)
    return state


def schemas(root: Place) -> Iterator[Place]:
    """Every schema that is written in a document."""
    waiting = [root.child("definitions").child(name) for name in root.node.get("definitions", {})]
    if "paths" in root.node:
        waiting += [body for place in operations(root) for body in body_schemas(place)]
    while waiting:
        place = waiting.pop()
        yield place
        waiting += inner_schemas(place)


def parameters(root: Place) -> Iterator[Place]:
    """Every parameter that is written in a document."""
    shared = root.child("parameters") if "parameters" in root.node else None
    yield from (shared.child(name) for name in shared.node) if shared else ()
    paths = root.child("paths") if "paths" in root.node else None
    items = [paths.child(path) for path in paths.node] if paths else []
    for place in (*items, *(operations(root) if paths else ())):
        for index, parameter in enumerate(place.node.get("parameters", ())):
            if "$ref" not in parameter:
                yield place.child("parameters").child(index)


def check_keywords(place: Place, known: frozenset[str]) -> None:
    """A word that nobody reads may be one that somebody meant."""
    for word in place.node:
        if word in known or word in OWN:
            continue
        if word.startswith("x-") and not word.startswith("x-aro-"):
            continue
        like = difflib.get_close_matches(word, sorted(known | OWN), n=1)
        meant = f"; '{like[0]}' is" if like else ""
        raise place.child(word).fault(f"'{word}' is not a keyword here{meant}")


def check_value(place: Place) -> None:
    node = place.node
    for word in node:
        if word in SWITCHES | FLAGS:
            demand(place.child(word), isinstance(node[word], bool), "must be true or false")
        elif word in SIZES:
            fits = is_a("integer", node[word]) and node[word] >= 0
            demand(place.child(word), fits, "must be a whole number, at least 0")
        elif word in NUMBERS:
            demand(place.child(word), is_a("number", node[word]), "must be a number")
    for low, high in PAIRS:
        if low in node and high in node and node[low] > node[high]:
            raise place.child(low).fault(f"{low} {node[low]} is above {high} {node[high]}")
    for index, word in enumerate(node.get("x-ms-mutability", ())):
        known = f"must be one of {', '.join(MUTABILITY)}"
        demand(place.child("x-ms-mutability").child(index), word in MUTABILITY, known)
    if "pattern" in node:
        check_pattern(place.child("pattern"))
    if "enum" in node:
        check_enum(place.child("enum"))
    if "default" in node:
        check_default(place)


def check_pattern(place: Place) -> None:
    demand(place, isinstance(place.node, str), "must be text")
    try:
        re.compile(place.node)
    except re.error as problem:
        raise place.fault(f"'{place.node}' is no regular expression: {problem}") from problem


def check_enum(place: Place) -> None:
    if not place.node:
        raise place.fault("lists no value, so none could be given")
    for index, value in enumerate(place.node):
        demand(place.child(index), isinstance(value, str), "must be text")
        if value in place.node[:index]:
            raise place.child(index).fault(f"'{value}' is listed twice")


def check_default(place: Place) -> None:
    default, kind = place.node["default"], place.node.get("type")
    if kind is not None and default is not None:
        demand(place.child("default"), is_a(kind, default), f"must be of type {kind}")
    if "enum" in place.node:
        known = ", ".join(place.node["enum"])
        demand(place.child("default"), default in place.node["enum"], f"must be one of {known}")


def check_required(sources: Sources, place: Place) -> None:
    """A body could never have a member that is required and not declared."""
    if place.node.get("additionalProperties"):
        return
    names = declared(sources, place)
    for index, name in enumerate(place.node.get("required", ())):
        if name not in names:
            at = place.child("required").child(index)
            raise at.fault(f"'{name}' is required and not among the properties")


def declared(sources: Sources, place: Place) -> set[str]:
    """Names of the properties, the inherited ones included."""
    if "$ref" in place.node:
        return declared(sources, sources.resolve(place))
    names = set(place.node.get("properties", ()))
    for index in range(len(place.node.get("allOf", ()))):
        names |= declared(sources, place.child("allOf").child(index))
    return names


def is_a(kind: str, value: Any) -> bool:
    return isinstance(value, PYTHON[kind]) and (kind == "boolean") == isinstance(value, bool)


def demand(place: Place, fits: bool, rule: str) -> None:
    if not fits:
        raise place.fault(f"{rule}, not {reprlib.repr(place.node)}")


CHECK_VALUES = Stage("values checked", check_values, frozenset({"checked"}))
