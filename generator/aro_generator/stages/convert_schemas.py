"""Swagger 2.0 definitions as OpenAPI 3 schemas, the form that datamodel-code-generator reads.

Everything that it would not express by itself is said here in its own terms: open enums, names
of inline enums, secrets, what is checked elsewhere (formats and limits).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aro_generator.bundle import Bundle
from aro_generator.graph import BOUNDS
from aro_generator.load import JsonObject
from aro_generator.names import pascal
from aro_generator.pipeline import INTERNAL, Stage, State

SECRET = "aro_api.secret.Secret"
FORMATS = frozenset({"date-time", "int32", "int64", "double", "float"})
SCHEMAS = "#/components/schemas/"


def convert_schemas(state: State) -> State:
    made = {
        version: Converter(bundle.definitions, hub=version == INTERNAL).document(bundle)
        for version, bundle in state.bundles.items()
    }
    return replace(state, schemas=made)


@dataclass(slots=True)
class Converter:
    definitions: Mapping[str, JsonObject]
    hub: bool
    enums: dict[str, JsonObject] = field(default_factory=dict)

    def document(self, bundle: Bundle) -> JsonObject:
        schemas = {
            pascal(name): self.definition(name, schema)
            for name, schema in bundle.definitions.items()
        }
        info = {"title": bundle.head["info"]["title"], "version": bundle.version}
        components = {"schemas": self.enums | schemas}
        return {"openapi": "3.0.3", "info": info, "paths": {}, "components": components}

    def definition(self, name: str, schema: JsonObject) -> JsonObject:
        if "enum" in schema:
            return {key: schema[key] for key in ("type", "enum", "description") if key in schema}
        result = self.schema(schema, pascal(name))
        if self.hub and result.get("type") == "object" and "properties" in result:
            result["additionalProperties"] = True
        return result

    def schema(self, schema: JsonObject, owner: str) -> JsonObject:
        if "enum" in schema:
            return self.inline_enum(schema, owner)
        result = {key: self.value(key, value, owner) for key, value in schema.items()}
        result = {key: value for key, value in result.items() if key not in BOUNDS}
        if result.get("format", "date-time") not in FORMATS:
            del result["format"]
        if schema.get("x-ms-secret") or schema.get("x-aro-secret"):
            result |= {"customTypePath": SECRET} if self.hub else {"repr": False}
        if schema.get("x-nullable"):
            result["nullable"] = True
        if "$ref" in schema:
            result = self.reference(schema, result)
        return result

    def value(self, key: str, value: Any, owner: str) -> Any:
        match key:
            case "$ref":
                return SCHEMAS + pascal(value.rpartition("/")[2])
            case "properties":
                return {name: self.schema(s, owner + pascal(name)) for name, s in value.items()}
            case "allOf":
                return [self.schema(item, owner) for item in value]
            case "items" | "additionalProperties" if isinstance(value, dict):
                return self.schema(value, owner)
            case _:
                return value

    def reference(self, schema: JsonObject, result: JsonObject) -> JsonObject:
        """A reference to an open enum accepts every string; words beside one are kept."""
        target = self.definitions[schema["$ref"].rpartition("/")[2]]
        words = {k: result[k] for k in ("description", "readOnly", "default") if k in result}
        if is_open(target):
            return words | {"anyOf": [{"$ref": result["$ref"]}, {"type": "string"}]}
        return (
            {"$ref": result["$ref"]} if not words else words | {"allOf": [{"$ref": result["$ref"]}]}
        )

    def inline_enum(self, schema: JsonObject, owner: str) -> JsonObject:
        """An enum written in a property becomes a definition of its own."""
        name = pascal(schema.get("x-ms-enum", {}).get("name", owner))
        made = {"type": schema["type"], "enum": schema["enum"]}
        taken = self.enums.get(name) or self.definitions.get(name)
        if taken is not None and taken.get("enum") != schema["enum"]:
            name = owner
        if name not in self.definitions:
            self.enums[name] = made
        words = {"description": schema["description"]} if "description" in schema else {}
        ref = {"$ref": SCHEMAS + name}
        if is_open(schema):
            return words | {"anyOf": [ref, {"type": "string"}]}
        return words | {"allOf": [ref]} if words else ref


def is_open(schema: JsonObject) -> bool:
    return "enum" in schema and bool(schema.get("x-ms-enum", {}).get("modelAsString"))


CONVERT_SCHEMAS = Stage("schemas", convert_schemas, frozenset({"bundles"}))
