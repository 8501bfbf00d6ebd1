"""Refuses specs that cannot be generated from; every fault names file and JSON pointer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aro_generator.bundle import VERBS
from aro_generator.form import Form
from aro_generator.load import HUB, Place, Sources, Spec, SpecError
from aro_generator.pipeline import Stage, State

VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(?P<preview>-preview)?")
TYPES = frozenset({"string", "integer", "number", "boolean", "object", "array"})
UNSUPPORTED = ("oneOf", "anyOf", "not", "discriminator", "patternProperties")

ROOT = Form({"info": dict, "paths": dict, "definitions": dict, "parameters": dict})
INFO = Form({"title": str, "version": str}, needed=frozenset({"title"}))
PATH = Form({"parameters": list})
OPERATION = Form(
    {
        "parameters": list,
        "responses": dict,
        "description": str,
        "x-ms-long-running-operation-options": dict,
        "x-ms-pageable": dict,
    }
)
PARAMETER = Form({"name": str, "in": str, "description": str}, needed=frozenset({"name", "in"}))
REFERENCE = Form({"$ref": str})
REPLY = Form({"headers": dict})
SCHEMA = Form(
    {
        "type": str,
        "properties": dict,
        "allOf": list,
        "required": list,
        "enum": list,
        "description": str,
        "x-ms-enum": dict,
        "x-ms-mutability": list,
        "x-aro-order": list,
    }
)


def check_specs(state: State) -> State:
    for spec in state.sources.specs:
        check_folder(spec)
    swagger = [
        Place(file, "", document)
        for file, document in state.sources.documents.items()
        if isinstance(document, dict) and "swagger" in document
    ]
    for root in swagger:
        ROOT.check(root)
    files = [spec.file for spec in state.sources.specs]
    for file in (*files, *([HUB] if state.sources.has_hub else [])):
        check_spec(state.sources, state.sources.place(file))
    for spec in state.sources.specs:
        check_version(state.sources.place(spec.file), spec.version)
    for root in swagger:
        check_references(state.sources, root)
        check_parameters(root)
        check_definitions(state.sources, root)
    return state


def check_folder(spec: Spec) -> None:
    """An api-version is a day, and a preview is among previews: so no two are the same."""
    stability = spec.file.split("/")[1]
    found = VERSION.fullmatch(spec.version)
    if found is None:
        example = "2026-01-31 or 2026-01-31-preview"
        raise SpecError(spec.file, "", f"'{spec.version}' is not an api-version such as {example}")
    wanted = "preview" if found["preview"] else "stable"
    if stability != wanted:
        raise SpecError(spec.file, "", f"'{spec.version}' belongs in redhatopenshift/{wanted}")


def check_spec(sources: Sources, root: Place) -> None:
    if not isinstance(root.node, dict) or root.node.get("swagger") != "2.0":
        raise root.fault("is not a Swagger 2.0 document ('swagger' must be '2.0')")
    for member in ("paths", "definitions"):
        if not isinstance(root.node.get(member), dict):
            raise root.fault(f"has no '{member}' object")
    if "info" in root.node:
        INFO.check(root.child("info"))
    seen: dict[str, str] = {}
    for place in operations(root):
        check_operation(sources, place, seen)


def check_version(root: Place, version: str) -> None:
    said = root.node.get("info", {}).get("version")
    if said != version:
        found = f"info.version is '{said}'" if said else "has no info.version"
        raise root.fault(f"{found} but the folder says '{version}'")


def operations(root: Place) -> Iterator[Place]:
    paths = root.child("paths")
    for path in paths.node:
        item = paths.child(path)
        PATH.check(item)
        check_parameter_list(item)
        for verb in VERBS:
            if verb in item.node:
                OPERATION.check(item.child(verb))
                yield item.child(verb)


def check_operation(sources: Sources, place: Place, seen: dict[str, str]) -> None:
    name = place.node.get("operationId")
    if name is None:
        raise place.fault("has no operationId")
    if not isinstance(name, str) or "_" not in name.strip("_"):
        raise place.fault(f"operationId must look like Group_Verb, not '{name}'")
    if name in seen:
        raise place.child("operationId").fault(f"'{name}' is also the operation at {seen[name]}")
    seen[name] = place.pointer
    if not place.node.get("responses"):
        raise place.fault(f"'{name}' declares no responses")
    check_parameter_list(place)
    for schema in body_schemas(place):
        check_schema(sources, schema)


def body_schemas(operation: Place) -> Iterator[Place]:
    for index, parameter in enumerate(operation.node.get("parameters", ())):
        if "schema" in parameter:
            yield operation.child("parameters").child(index).child("schema")
    replies = operation.child("responses")
    for status in replies.node:
        reply = replies.child(status)
        REPLY.check(reply)
        if "schema" in reply.node:
            yield reply.child("schema")


def check_parameter_list(place: Place) -> None:
    """Of a path or an operation; what a reference leads to is looked at where it stands."""
    for index, parameter in enumerate(place.node.get("parameters", ())):
        form = REFERENCE if isinstance(parameter, dict) and "$ref" in parameter else PARAMETER
        form.check(place.child("parameters").child(index))


def check_parameters(root: Place) -> None:
    for name in root.node.get("parameters", {}):
        PARAMETER.check(root.child("parameters").child(name))


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
    SCHEMA.check(place)
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
        if key in place.node and not isinstance(place.node[key], bool):
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
