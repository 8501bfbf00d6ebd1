"""Reads the specs by the rules of Swagger alone.

It does without the generator, so that the two can only be wrong apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
SPECS = ROOT / "api-specs"
GOLDEN = ROOT / "tests/golden/specs"
METHODS = ("get", "put", "patch", "post", "delete")
Json = dict[str, Any]


@cache
def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Node:
    """A piece of a file."""

    path: Path
    value: Any
    pointer: str = ""

    def follow(self) -> Node:
        """The node itself, or what it refers to; raises LookupError if that does not exist."""
        if not isinstance(self.value, dict) or "$ref" not in self.value:
            return self
        ref = self.value["$ref"]
        file, _, pointer = ref.partition("#")
        path = (self.path.parent / file).resolve() if file else self.path
        if not path.is_file():
            raise LookupError(f"{self.path}{self.pointer}: no file for {ref}")
        value = load(path)
        for part in pointer.strip("/").split("/") if pointer else []:
            if not isinstance(value, dict) or part not in value:
                raise LookupError(f"{self.path}{self.pointer}: nothing at {ref}")
            value = value[part]
        return Node(path, value, pointer).follow()

    def child(self, *keys: str) -> Node:
        value = self.value
        for key in keys:
            value = value[key]
        return Node(self.path, value, "/".join((self.pointer, *keys)))

    def says(self, key: str) -> Any:
        """The value of a keyword of a property, whether beside its reference or behind it."""
        return self.value.get(key, self.follow().value.get(key))

    @property
    def name(self) -> str:
        return self.follow().pointer.rpartition("/")[2]

    def properties(self) -> dict[str, Node]:
        """Properties with the inherited ones, base first."""
        here = self.follow()
        found: dict[str, Node] = {}
        for index in range(len(here.value.get("allOf", ()))):
            base = Node(here.path, here.value["allOf"][index], f"{here.pointer}/allOf/{index}")
            found |= base.properties()
        for name in here.value.get("properties", {}):
            found[name] = here.child("properties", name)
        return found

    def required(self) -> list[str]:
        here = self.follow()
        bases = [Node(here.path, b, here.pointer) for b in here.value.get("allOf", ())]
        return [n for b in bases for n in b.required()] + list(here.value.get("required", ()))


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    url: str
    node: Node

    def parameters(self) -> list[Node]:
        items = self.node.value["parameters"]
        return [Node(self.node.path, item, self.node.pointer).follow() for item in items]

    def examples(self) -> list[Node]:
        shown = self.node.value.get("x-ms-examples", {})
        return [self.node.child("x-ms-examples", title).follow() for title in shown]


@dataclass(frozen=True)
class Spec:
    version: str
    root: Node

    def operations(self) -> Iterator[Operation]:
        for url, methods in self.root.value["paths"].items():
            for method in METHODS:
                if method in methods:
                    node = self.root.child("paths", url, method)
                    yield Operation(node.value["operationId"], method, url, node)

    def operation(self, operation_id: str) -> Operation:
        return next(o for o in self.operations() if o.id == operation_id)

    def definition(self, name: str) -> Node:
        """A definition of the spec, or of the common types that it uses."""
        for path in (self.root.path, *self.common()):
            if name in load(path)["definitions"]:
                return Node(path, load(path)).child("definitions", name)
        raise LookupError(f"{self.version} has no definition {name}")

    def common(self) -> list[Path]:
        refs = {node.follow().path for node in references(self.root)}
        return sorted(p for p in refs if "common-types" in p.parts)

    def walk(self, node: Node, at: str = "") -> Iterator[tuple[str, Node]]:
        """All property paths below a schema in order; list items end in [], map values in {}."""
        here = node.follow()
        if here.value.get("type") == "array":
            yield from self.walk(here.child("items"), at + "[]")
        elif isinstance(here.value.get("additionalProperties"), dict):
            yield from self.walk(here.child("additionalProperties"), at + "{}")
        for name, inner in here.properties().items():
            path = f"{at}.{name}".lstrip(".")
            yield path, inner
            yield from self.walk(inner, path)


def references(node: Node) -> Iterator[Node]:
    if isinstance(node.value, dict):
        if isinstance(node.value.get("$ref"), str):
            yield node
        for key in node.value:
            yield from references(node.child(key))
    elif isinstance(node.value, list):
        for index, item in enumerate(node.value):
            yield from references(Node(node.path, item, f"{node.pointer}/{index}"))


def spec_files() -> list[Path]:
    found = SPECS.glob("**/*.json")
    return sorted(p for p in found if not {"examples", "data", "released"} & set(p.parts))


@cache
def specs() -> dict[str, Spec]:
    files = SPECS.glob("redhatopenshift/*/*/redhatopenshift.json")
    return {p.parent.name: Spec(p.parent.name, Node(p, load(p))) for p in sorted(files)}


def published() -> list[Spec]:
    """Those that have a measure; an api-version that is being written has none yet."""
    return [spec for spec in specs().values() if (GOLDEN / f"{spec.version}.json").exists()]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each spec file, api-version, operation or definition that is asked for."""
    wanted = set(metafunc.fixturenames)
    versions = published() if "golden" in wanted else list(specs().values())
    if "spec_file" in wanted:
        files = spec_files()
        metafunc.parametrize("spec_file", files, ids=[str(p.relative_to(SPECS)) for p in files])
    if "operation" in wanted:
        pairs = [(s, o) for s in versions for o in s.operations()]
        ids = [f"{s.version}-{o.id}" for s, o in pairs]
        metafunc.parametrize(("spec", "operation"), pairs, ids=ids)
    elif "published_definition" in wanted:
        names = [(s, n) for s in published() for n in sorted(published_definitions(s))]
        ids = [f"{s.version}-{n}" for s, n in names]
        metafunc.parametrize(("spec", "published_definition"), names, ids=ids)
    elif "spec" in wanted:
        metafunc.parametrize("spec", versions, ids=[s.version for s in versions])


def published_definitions(spec: Spec) -> Json:
    golden = load(GOLDEN / f"{spec.version}.json")
    merged: Json = golden["definitions"] | golden["reference"]["definitions"]
    return merged


@pytest.fixture
def golden(spec: Spec) -> Json:
    """The published surface of the api-version under test."""
    loaded: Json = load(GOLDEN / f"{spec.version}.json")
    return loaded


@pytest.fixture
def every_file() -> list[Node]:
    """Every JSON file of api-specs, examples and data included."""
    return [Node(p, load(p)) for p in sorted(SPECS.glob("**/*.json"))]


@pytest.fixture
def every_reference(every_file: list[Node]) -> list[Node]:
    return [ref for file in every_file for ref in references(file)]


@pytest.fixture
def spec_folder() -> Path:
    return SPECS


@dataclass
class Closed:
    """Makes a self-contained JSON schema that refuses properties which the spec does not declare.

    With `writing`, read-only properties are not declared either.
    """

    writing: bool
    definitions: Json
    names: dict[tuple[Path, str], str]

    def schema(self, node: Node) -> Json:
        value: Json = node.value
        if "$ref" not in value:
            return self.plain(node)
        target = node.follow()
        key = (target.path, target.pointer)
        if key not in self.names:
            self.names[key] = f"d{len(self.names)}"
            self.definitions[self.names[key]] = self.plain(target)
        return {"$ref": f"#/definitions/{self.names[key]}"}

    def plain(self, node: Node) -> Json:
        value: Json = node.value
        keep = ("type", "enum", "format", "pattern", "minimum", "maximum", "minLength", "maxLength")
        out: Json = {k: value[k] for k in keep if k in value}
        if value.get("x-ms-enum", {}).get("modelAsString"):
            out.pop("enum", None)
        if "items" in value:
            out["items"] = self.schema(node.child("items"))
        if "additionalProperties" in value:
            out["additionalProperties"] = self.schema(node.child("additionalProperties"))
        elif value.get("type") == "object":
            found = node.properties()
            kept = {k: n for k, n in found.items() if not (self.writing and n.says("readOnly"))}
            out["properties"] = {k: self.schema(n) for k, n in kept.items()}
            out["additionalProperties"] = False
            if names := [n for n in node.required() if n in kept]:
                out["required"] = names
        return out


@pytest.fixture
def closed_schema() -> Any:
    """Maker of closed schemas: `closed_schema(node, writing=True)`."""

    def make(node: Node, *, writing: bool) -> Json:
        closed = Closed(writing, {}, {})
        top = closed.schema(node)
        return {**top, "definitions": closed.definitions}

    return make
