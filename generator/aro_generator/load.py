"""Reads specs and everything they refer to; the only module that opens spec files."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

JsonObject = dict[str, Any]

HUB = "internal/documents.json"
DATA = "data/"
CLI = "cli/az_aro.yaml"
OPERATIONS = f"{DATA}operations.yaml"
TABLES = (".json", ".yaml")


class SpecError(Exception):
    """A spec that cannot be used; names the file and the JSON pointer of the fault."""

    def __init__(self, file: str, pointer: str, message: str) -> None:
        super().__init__(f"{file}#{pointer}: {message}")
        self.file, self.pointer, self.message = file, pointer, message


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a document: file relative to the spec root, JSON pointer, the node itself."""

    file: str
    pointer: str
    node: Any

    def child(self, key: str | int) -> Place:
        return Place(self.file, f"{self.pointer}/{escape(str(key))}", self.node[key])

    def fault(self, message: str) -> SpecError:
        return SpecError(self.file, self.pointer, message)


@dataclass(frozen=True, slots=True)
class Spec:
    """One api-version's own spec file."""

    version: str
    file: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Every document that a run needs, by its path below the spec root."""

    specs: tuple[Spec, ...]
    documents: Mapping[str, Any]
    has_hub: bool

    def place(self, file: str) -> Place:
        return Place(file, "", self.documents[file])

    def resolve(self, where: Place) -> Place:
        """Where the ``$ref`` of this node leads, or SpecError when it leads nowhere."""
        ref = where.node["$ref"]
        file, _, pointer = ref.partition("#")
        place = Place(*self._target(where, file))
        for token in pointer.split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            if not isinstance(place.node, dict) or key not in place.node:
                raise where.child("$ref").fault(f"'{ref}' refers to nothing")
            place = place.child(key)
        return place

    def _target(self, where: Place, file: str) -> tuple[str, str, Any]:
        path = relative(where.file, file) if file else where.file
        if path not in self.documents:
            raise where.child("$ref").fault(f"the file '{file}' does not exist")
        return path, "", self.documents[path]


def escape(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")


def relative(base: str, target: str) -> str:
    """The path below the spec root that ``target`` means when written in file ``base``."""
    parts: list[str] = []
    for part in (PurePosixPath(base).parent / target).parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def load(root: Path) -> Sources:
    """Reads all api-versions below ``root``, the hub and every file they refer to."""
    specs = tuple(find_specs(root))
    if not specs:
        raise SpecError(root.as_posix(), "", "holds no redhatopenshift/*/*/redhatopenshift.json")
    wanted = [spec.file for spec in specs]
    has_hub = (root / HUB).exists()
    wanted += [HUB] if has_hub else []
    wanted += [CLI] if (root / CLI).exists() else []
    wanted += [f"{DATA}{p.name}" for p in (root / DATA).glob("*") if p.suffix in TABLES]
    documents: dict[str, Any] = {}
    while wanted:
        file = wanted.pop()
        if file in documents:
            continue
        documents[file] = read(root, file)
        wanted += [path for path in referred(file, documents[file]) if (root / path).is_file()]
    return Sources(specs, documents, has_hub)


def find_specs(root: Path) -> list[Spec]:
    found = [
        Spec(path.parent.name, path.relative_to(root).as_posix())
        for stability in ("stable", "preview")
        for path in root.glob(f"redhatopenshift/{stability}/*/redhatopenshift.json")
    ]
    return sorted(found, key=lambda spec: spec.version)


def read(root: Path, file: str) -> Any:
    text = (root / file).read_bytes()
    try:
        if file.endswith((".yaml", ".yml")):
            return yaml.load(text, _yaml_loader(file))
        return json.loads(text, object_pairs_hook=lambda pairs: _unique(file, pairs))
    except (ValueError, yaml.YAMLError) as problem:
        raise SpecError(file, "", f"cannot be read: {problem}") from problem


def _yaml_loader(file: str) -> type[yaml.SafeLoader]:
    """YAML's safe subset, as strict with keys as JSON is read."""

    class Loader(yaml.SafeLoader):
        def construct_mapping(
            self, node: yaml.MappingNode, deep: bool = False
        ) -> dict[Hashable, Any]:
            _unique(file, [(self.construct_object(key), None) for key, _ in node.value])
            return super().construct_mapping(node, deep)

    return Loader


def _unique(file: str, pairs: list[tuple[str, Any]]) -> JsonObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise SpecError(file, "", f"the key '{twice}' is written twice in one object")
    return result


def referred(file: str, node: Any) -> Iterator[str]:
    """Files that a document's references name; examples are left alone."""
    if isinstance(node, list):
        for item in node:
            yield from referred(file, item)
    elif isinstance(node, dict):
        ref = node.get("$ref")
        if isinstance(ref, str) and not ref.startswith("#"):
            yield relative(file, ref.partition("#")[0])
        for key, value in node.items():
            if key != "x-ms-examples":
                yield from referred(file, value)
