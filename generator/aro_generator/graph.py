"""The typed view of a bundle: structures, their properties with all rules, operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aro_generator.bundle import VERBS, Bundle
from aro_generator.load import JsonObject
from aro_generator.names import pascal, snake

SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
"""JSON's plain values, and what they are in Python."""
BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems")
LIMITS = (*BOUNDS, "format")


@dataclass(frozen=True, slots=True)
class Type:
    """``kind`` is scalar, time, object, list, map or any; ``name`` is the scalar or structure."""

    kind: str
    name: str = ""
    item: Type | None = None

    @property
    def innermost(self) -> Type:
        """What lists and maps hold in the end; the type itself when it is neither."""
        return self if self.item is None else self.item.innermost

    def __str__(self) -> str:
        match self.kind, self.item:
            case "list", Type():
                return f"[{self.item}]"
            case "map", Type():
                return f"{{{self.item}}}"
            case _:
                return self.name or self.kind


@dataclass(frozen=True, slots=True)
class Property:
    """One member of a structure with everything that the spec says about it."""

    name: str
    python: str
    type: Type
    required: bool = False
    read_only: bool = False
    mutable: bool = False
    case_insensitive: bool = False
    secret: bool = False
    nullable: bool = False
    omit_empty: bool = False
    keep_empty: bool = False
    echo: bool = False
    observes: str = ""
    default: Any = None
    has_default: bool = False
    values: tuple[str, ...] = ()
    open_values: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)
    text: str = field(default="", compare=False)

    @property
    def optional(self) -> bool:
        """Whether the model's field may be None."""
        return not self.required and not self.has_default


@dataclass(frozen=True, slots=True)
class Structure:
    """An object type; inherited members come first, as in the models."""

    name: str
    class_name: str
    properties: tuple[Property, ...]
    order: tuple[str, ...] = ()
    text: str = field(default="", compare=False)

    def get(self, name: str) -> Property | None:
        return next((p for p in self.properties if p.name == name), None)


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    python: str
    place: str
    required: bool
    type: Type
    limits: Mapping[str, Any]
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; ``replies`` maps a status to the type of its body, if it has one."""

    id: str
    verb: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Parameter | None
    replies: Mapping[str, Type | None]
    headers: Mapping[str, tuple[str, ...]]
    long_running: bool = False
    final_state: str = ""
    next_link: str = ""
    text: str = field(default="", compare=False)

    @property
    def group(self) -> str:
        return self.id.partition("_")[0]

    @property
    def method(self) -> str:
        return snake(self.id.partition("_")[2])


@dataclass(frozen=True, slots=True)
class Graph:
    """All types and operations of one version."""

    version: str
    structures: Mapping[str, Structure]
    operations: tuple[Operation, ...]

    def walk(self, structure: Structure, prefix: str = "") -> Iterator[tuple[str, Property]]:
        """Every path below a structure with its property; list items ``[]``, map values ``{}``."""
        yield from _walk(self, structure, prefix, ())


def _walk(
    graph: Graph, structure: Structure, prefix: str, above: tuple[str, ...]
) -> Iterator[tuple[str, Property]]:
    if structure.name in above:
        return
    inside = (*above, structure.name)
    for prop in in_order(structure):
        path = f"{prefix}{prop.name}"
        yield path, prop
        inner, suffix = prop.type, ""
        while inner.item is not None:
            suffix += "[]" if inner.kind == "list" else "{}"
            inner = inner.item
        if inner.kind == "object":
            yield from _walk(graph, graph.structures[inner.name], f"{path}{suffix}.", inside)


def in_order(structure: Structure) -> list[Property]:
    """Properties in the order in which problems are reported (``x-aro-order`` wins)."""
    rank = {name: index for index, name in enumerate(structure.order)}
    return sorted(structure.properties, key=lambda p: rank.get(p.name, len(rank)))


@dataclass(slots=True)
class _Builder:
    bundle: Bundle
    structures: dict[str, Structure] = field(default_factory=dict)
    building: set[str] = field(default_factory=set)

    def named(self, schema: JsonObject) -> tuple[str, JsonObject]:
        """Follows plain references; the last name and the schema it stands for."""
        name = ""
        while "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = self.bundle.definitions[name]
        if len(schema.get("allOf", ())) == 1 and "properties" not in schema:
            inner, target = self.named(schema["allOf"][0])
            return (name, schema) if name else (inner, target)
        return name, schema

    def type_of(self, schema: JsonObject, name_hint: str) -> Type:
        name, target = self.named(schema)
        kind = target.get("type", "object" if is_structure(target) else None)
        if is_structure(target):
            known = name or name_hint
            if known not in self.structures and known not in self.building:
                self.structure(known, target)
            return Type("object", known)
        if kind == "object" and isinstance(target.get("additionalProperties"), dict):
            item = self.type_of(target["additionalProperties"], f"{name_hint}Value")
            return Type("map", item=item)
        if kind == "array":
            return Type("list", item=self.type_of(target["items"], f"{name_hint}Item"))
        if kind == "string" and target.get("format") == "date-time":
            return Type("time")
        return Type("scalar", kind) if kind in SCALARS else Type("any")

    def structure(self, name: str, schema: JsonObject) -> Structure:
        self.building.add(name)
        properties: dict[str, Property] = {}
        for part in schema.get("allOf", ()):
            base, target = self.named(part)
            for prop in self.structure(base or name, target).properties:
                properties[prop.name] = prop
        required = set(schema.get("required", ()))
        for key, value in schema.get("properties", {}).items():
            properties[key] = self.property(key, value, f"{pascal(name)}{pascal(key)}")
        made = Structure(
            name,
            pascal(name),
            tuple(_demand(p, p.name in required) for p in properties.values()),
            tuple(schema.get("x-aro-order", ())),
            schema.get("description", ""),
        )
        self.building.discard(name)
        self.structures[name] = made
        return made

    def property(self, name: str, schema: JsonObject, hint: str) -> Property:
        _, target = self.named(schema)
        both = target | schema
        default = schema.get("default", target.get("default"))
        values, limits = target.get("enum", ()), {k: both[k] for k in LIMITS if k in both}
        return Property(
            name=name,
            python=snake(name),
            type=self.type_of(schema, hint),
            read_only=bool(schema.get("readOnly", target.get("readOnly", False))),
            mutable="update" in schema.get("x-ms-mutability", ())
            or bool(schema.get("x-aro-mutable")),
            case_insensitive=bool(schema.get("x-aro-case-insensitive")),
            secret=bool(both.get("x-aro-secret") or both.get("x-ms-secret")),
            nullable=bool(both.get("x-nullable")),
            omit_empty=bool(schema.get("x-aro-omit-empty")),
            keep_empty=bool(schema.get("x-aro-keep-empty")),
            echo=bool(schema.get("x-aro-echo")),
            observes=schema.get("x-aro-observes", ""),
            default=default,
            has_default="default" in schema or "default" in target,
            values=tuple(values),
            open_values=bool(target.get("x-ms-enum", {}).get("modelAsString")),
            limits=limits,
            text=both.get("description") or "",
        )

    def parameter(self, raw: JsonObject) -> Parameter:
        schema = raw.get("schema", raw)
        limits = {key: schema[key] for key in (*LIMITS, "enum") if key in schema}
        return Parameter(
            raw["name"],
            snake(raw["name"]),
            raw["in"],
            bool(raw.get("required")),
            self.type_of(schema, pascal(raw["name"])),
            limits,
            raw.get("description", ""),
        )

    def operation(self, path: str, verb: str, raw: JsonObject, shared: list[Any]) -> Operation:
        every = [self.parameter(item) for item in (*shared, *raw.get("parameters", ()))]
        replies = {
            status: self.type_of(reply["schema"], f"{pascal(raw['operationId'])}Reply")
            if "schema" in reply
            else None
            for status, reply in raw["responses"].items()
        }
        options = raw.get("x-ms-long-running-operation-options", {})
        return Operation(
            id=raw["operationId"],
            verb=verb,
            path=path,
            parameters=tuple(p for p in every if p.place != "body"),
            body=next((p for p in every if p.place == "body"), None),
            replies=replies,
            headers={s: tuple(r.get("headers", ())) for s, r in raw["responses"].items()},
            long_running=bool(raw.get("x-ms-long-running-operation")),
            final_state=options.get("final-state-via", ""),
            next_link=raw.get("x-ms-pageable", {}).get("nextLinkName") or "",
            text=raw.get("description", ""),
        )


def is_structure(schema: JsonObject) -> bool:
    return "properties" in schema or (
        "allOf" in schema and schema.get("type", "object") == "object"
    )


def _demand(prop: Property, required: bool) -> Property:
    return replace(prop, required=required or prop.required)


def build(bundle: Bundle) -> Graph:
    """The graph of a checked bundle."""
    builder = _Builder(bundle)
    for name, schema in bundle.definitions.items():
        if is_structure(schema) and name not in builder.structures:
            builder.structure(name, schema)
    operations = [
        builder.operation(path, verb, item[verb], item.get("parameters", []))
        for path, item in bundle.paths.items()
        for verb in VERBS
        if verb in item
    ]
    return Graph(bundle.version, builder.structures, tuple(operations))
