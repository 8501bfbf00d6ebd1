"""Refuses specs that cannot be generated from; every fault names file and JSON pointer."""

from __future__ import annotations

from collections.abc import Iterator

from aro_generator.bundle import VERBS
from aro_generator.load import HUB, Place, Sources
from aro_generator.pipeline import Stage, State

TYPES = frozenset({"string", "integer", "number", "boolean", "object", "array"})
UNSUPPORTED = ("oneOf", "anyOf", "not", "discriminator", "patternProperties")


def check_specs(state: State) -> State:
    files = [spec.file for spec in state.sources.specs]
    for file in (*files, *([HUB] if state.sources.has_hub else [])):
        check_spec(state.sources, state.sources.place(file))
    for spec in state.sources.specs:
        check_version(state.sources.place(spec.file), spec.version)
    for file, document in state.sources.documents.items():
        if isinstance(document, dict) and "swagger" in document:
            check_references(state.sources, Place(file, "", document))
            check_definitions(state.sources, Place(file, "", document))
    return state


def check_spec(sources: Sources, root: Place) -> None:
    if not isinstance(root.node, dict) or root.node.get("swagger") != "2.0":
        raise root.fault("is not a Swagger 2.0 document ('swagger' must be '2.0')")
    for member in ("paths", "definitions"):
        if not isinstance(root.node.get(member), dict):
            raise root.fault(f"has no '{member}' object")
    seen: dict[str, str] = {}
    for place in operations(root):
        check_operation(sources, place, seen)


def check_version(root: Place, version: str) -> None:
    said = root.node.get("info", {}).get("version")
    if said != version:
        raise root.fault(f"info.version is '{said}' but the folder says '{version}'")


def operations(root: Place) -> Iterator[Place]:
    paths = root.child("paths")
    for path, item in paths.node.items():
        for verb in VERBS:
            if verb in item:
                yield paths.child(path).child(verb)


def check_operation(sources: Sources, place: Place, seen: dict[str, str]) -> None:
    name = place.node.get("operationId")
    if not isinstance(name, str) or "_" not in name.strip("_"):
        raise place.fault(f"operationId must look like Group_Verb, not '{name}'")
    if name in seen:
        raise place.child("operationId").fault(f"'{name}' is also the operation at {seen[name]}")
    seen[name] = place.pointer
    if not place.node.get("responses"):
        raise place.fault(f"'{name}' declares no responses")
    for schema in body_schemas(place):
        check_schema(sources, schema)


def body_schemas(operation: Place) -> Iterator[Place]:
    for index, parameter in enumerate(operation.node.get("parameters", ())):
        if "schema" in parameter:
            yield operation.child("parameters").child(index).child("schema")
    for status, reply in operation.node["responses"].items():
        if "schema" in reply:
            yield operation.child("responses").child(status).child("schema")


def check_references(sources: Sources, place: Place) -> None:
    """Every reference outside examples leads somewhere."""
    if isinstance(place.node, list):
        for index in range(len(place.node)):
            check_references(sources, place.child(index))
    elif isinstance(place.node, dict):
        if isinstance(place.node.get("$ref"), str):
            sources.resolve(place)
        for key in place.node:
            if key != "x-ms-examples":
                check_references(sources, place.child(key))


def check_definitions(sources: Sources, root: Place) -> None:
    for name in root.node.get("definitions", {}):
        place = root.child("definitions").child(name)
        check_schema(sources, place)
        check_circle(sources, place, place, ())


def check_schema(sources: Sources, place: Place) -> None:
    """Only what every emitter understands; properties, items and values are looked into."""
    schema = place.node
    if not isinstance(schema, dict):
        raise place.fault("is not a schema object")
    for keyword in UNSUPPORTED:
        if keyword in schema:
            raise place.child(keyword).fault(f"'{keyword}' is not supported")
    kind = schema.get("type")
    if kind is not None and kind not in TYPES:
        raise place.child("type").fault(f"the type '{kind}' is not supported")
    if kind == "array" and "items" not in schema:
        raise place.fault("an array needs 'items'")
    if kind is None and not {"$ref", "allOf", "properties"} & schema.keys():
        raise place.fault("has neither a type nor a reference")
    for below in inner_schemas(place):
        check_schema(sources, below)


def inner_schemas(place: Place) -> Iterator[Place]:
    for name in place.node.get("properties", {}):
        yield place.child("properties").child(name)
    for index in range(len(place.node.get("allOf", ()))):
        yield place.child("allOf").child(index)
    for key in ("items", "additionalProperties"):
        if isinstance(place.node.get(key), dict):
            yield place.child(key)


def check_circle(sources: Sources, start: Place, place: Place, above: tuple[str, ...]) -> None:
    """A schema may hold itself in a member, but must not be defined as itself."""
    here = f"{place.file}#{place.pointer}"
    if here in above:
        raise start.fault(f"is defined by itself through {' -> '.join((*above, here))}")
    if "$ref" in place.node:
        check_circle(sources, start, sources.resolve(place), (*above, here))
    for index in range(len(place.node.get("allOf", ()))):
        check_circle(sources, start, place.child("allOf").child(index), (*above, here))


CHECK_SPECS = Stage("checked", check_specs)
