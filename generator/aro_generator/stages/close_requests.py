"""The bundled spec that the running service reads: closed request bodies, open enums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aro_generator.bundle import VERBS, Bundle
from aro_generator.graph import is_structure
from aro_generator.load import JsonObject
from aro_generator.pipeline import INTERNAL, Stage, State

WORDS = frozenset({"description", "title", "summary", "x-ms-identifiers"})
HEAD = ("swagger", "info", "consumes", "produces")


def close_requests(state: State) -> State:
    made = {v: routes(bundle) for v, bundle in state.bundles.items() if v != INTERNAL}
    return replace(state, routes=made)


def routes(bundle: Bundle) -> JsonObject:
    """Paths in published case; bodies refer to closed copies (``X__request``, ``X__patch``)."""
    closer = Closer(bundle.definitions)
    paths = {
        path: {
            key: operation(value, key, item, closer, bundle.version) if key in VERBS else value
            for key, value in item.items()
        }
        for path, item in bundle.paths.items()
    }
    definitions = {name: plain(schema) for name, schema in bundle.definitions.items()}
    head = {key: bundle.head[key] for key in HEAD if key in bundle.head}
    return head | {"paths": paths, "definitions": definitions | closer.closed}


def operation(
    raw: JsonObject, verb: str, item: JsonObject, closer: Closer, version: str
) -> JsonObject:
    result = {key: value for key, value in raw.items() if key not in WORDS}
    result["parameters"] = [
        parameter(each, verb, item, closer, version) for each in raw.get("parameters", ())
    ]
    result["responses"] = {
        status: reply | {"schema": plain(reply["schema"])} if "schema" in reply else reply
        for status, reply in raw["responses"].items()
    }
    return result


def parameter(
    raw: JsonObject, verb: str, item: JsonObject, closer: Closer, version: str
) -> JsonObject:
    result = {key: value for key, value in raw.items() if key not in WORDS}
    if raw["in"] == "body":
        result["schema"] = closer.body(raw["schema"], full_body(item) if verb == "patch" else None)
    elif raw["name"] == "api-version":
        result["enum"] = [version]
    return result


def full_body(item: JsonObject) -> JsonObject | None:
    """What PUT takes on the same path: PATCH is read with the whole resource's schema as well."""
    for each in item.get("put", {}).get("parameters", ()):
        if each["in"] == "body":
            schema: JsonObject = each["schema"]
            return schema
    return None


def plain(schema: Any) -> Any:
    """A copy without words; enums that are open by ``modelAsString`` accept every string."""
    if isinstance(schema, list):
        return [plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {
        key: {name: plain(value) for name, value in inner.items()}
        if key == "properties"
        else plain(inner)
        for key, inner in schema.items()
        if key not in WORDS
    }
    if "enum" in schema and schema.get("x-ms-enum", {}).get("modelAsString"):
        result["x-aro-values"] = result.pop("enum")
    if schema.get("x-nullable"):
        result = nullable(result)
    return result


def nullable(schema: JsonObject) -> JsonObject:
    """The same schema, for which ``null`` is a value as well."""
    if not isinstance(schema.get("type"), str):
        return schema
    result = schema | {"type": [schema["type"], "null"]}
    if "enum" in schema:
        result["enum"] = [*schema["enum"], None]
    return result


@dataclass(slots=True)
class Closer:
    """Makes self-contained copies of body schemas that refuse unknown members.

    ``null`` is accepted for every member that is not required: in a body it means "not given"
    (api-versions 4.4). A PATCH body requires nothing.
    """

    definitions: Mapping[str, JsonObject]
    closed: dict[str, JsonObject] = field(default_factory=dict)

    def body(self, schema: JsonObject, whole: JsonObject | None) -> JsonObject:
        name, target = self.follow(schema)
        if not name:
            return self.copy(target, (), patch=False)
        suffix = "__patch" if whole is not None else "__request"
        key = f"{name}{suffix}"
        if key not in self.closed:
            made = self.copy({"$ref": f"#/definitions/{name}"}, (), patch=whole is not None)
            if whole is not None:
                rest = self.copy(whole, (), patch=True)
                made["properties"] = rest.get("properties", {}) | made["properties"]
            self.closed[key] = made
        return {"$ref": f"#/definitions/{key}"}

    def follow(self, schema: JsonObject) -> tuple[str, JsonObject]:
        name = ""
        while "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = self.definitions[name]
        return name, schema

    def copy(self, schema: JsonObject, above: tuple[str, ...], *, patch: bool) -> JsonObject:
        name, target = self.follow(schema)
        if name in above:
            return {"type": "object"}
        inside = (*above, name) if name else above
        if is_structure(target):
            return self.structure(target, inside, patch=patch) | extensions(schema)
        result: JsonObject = plain(target) | extensions(schema)
        if isinstance(target.get("items"), dict):
            result["items"] = self.copy(target["items"], inside, patch=patch)
        if isinstance(target.get("additionalProperties"), dict):
            values = self.copy(target["additionalProperties"], inside, patch=patch)
            scalars = values.get("type") != "object"
            result["additionalProperties"] = values if scalars else nullable(values)
        return result

    def structure(self, schema: JsonObject, above: tuple[str, ...], *, patch: bool) -> JsonObject:
        properties, required = self.members(schema)
        demanded = [] if patch else required
        result: JsonObject = {"type": "object", "additionalProperties": False}
        result["properties"] = {
            key: self.copy(value, above, patch=patch)
            if key in demanded
            else nullable(self.copy(value, above, patch=patch))
            for key, value in properties.items()
        }
        if demanded:
            result["required"] = demanded
        return result

    def members(self, schema: JsonObject) -> tuple[dict[str, JsonObject], list[str]]:
        """All members, inherited ones first."""
        properties: dict[str, JsonObject] = {}
        required: list[str] = []
        for part in schema.get("allOf", ()):
            more, demanded = self.members(self.follow(part)[1])
            properties |= more
            required += demanded
        properties |= schema.get("properties", {})
        return properties, required + list(schema.get("required", ()))


def extensions(schema: JsonObject) -> JsonObject:
    """What stands next to a reference belongs to the property and is kept."""
    return {key: value for key, value in schema.items() if key.startswith("x-aro") or key in KEPT}


KEPT = frozenset({"readOnly", "x-ms-mutability", "x-ms-secret"})

CLOSE_REQUESTS = Stage("routes", close_requests, frozenset({"bundles"}))
