"""One self-contained spec per version: local references only, nothing that only tools need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aro_generator.load import JsonObject, Place, Sources
from aro_generator.names import pascal

DROPPED = frozenset({"x-ms-examples", "security", "securityDefinitions"})
VERBS = ("get", "put", "patch", "post", "delete", "head", "options")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Paths and definitions of one version; ``origins`` says where a definition came from."""

    version: str
    file: str
    head: JsonObject
    paths: JsonObject
    definitions: JsonObject
    origins: Mapping[str, Place]

    def at(self, pointer: str) -> Place:
        return Place(self.file, pointer, None)


@dataclass(slots=True)
class _Bundler:
    sources: Sources
    file: str
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    origins: dict[str, Place] = field(default_factory=dict)
    waiting: list[Place] = field(default_factory=list)

    def adopt(self, place: Place) -> str:
        """The name that the definition has in the bundle; it is queued the first time."""
        key = (place.file, place.pointer)
        if key not in self.names:
            name = self.free_name(place)
            self.names[key] = name
            if name not in self.origins:
                self.origins[name] = place
                self.waiting.append(place)
        return self.names[key]

    def free_name(self, place: Place) -> str:
        """Shared definitions step aside (``CommonX``) for the version's own of the same name."""
        name = place.pointer.rpartition("/")[2]
        rivals = {pascal(taken): taken for taken in self.origins}
        if pascal(name) in rivals and self._differs(place, rivals[pascal(name)]):
            if place.file == self.file:
                other = self.origins[rivals[pascal(name)]]
                raise place.fault(f"'{name}' and '{other.pointer}' would be one class")
            name = f"Common{pascal(name)}"
            if name in self.origins and self._differs(place, name):
                other = self.origins[name]
                raise place.fault(f"'{name}' is also what {other.file}#{other.pointer} becomes")
        elif pascal(name) in rivals:
            name = rivals[pascal(name)]
        return name

    def _differs(self, place: Place, name: str) -> bool:
        return bool(self.origins[name].node != place.node)

    def localise(self, place: Place) -> Any:
        """A copy of the node in which every reference is a local one."""
        node = place.node
        if isinstance(node, list):
            return [self.localise(place.child(index)) for index in range(len(node))]
        if not isinstance(node, dict):
            return node
        if not isinstance(node.get("$ref"), str):
            return {key: self.localise(place.child(key)) for key in node if key not in DROPPED}
        target = self.sources.resolve(place)
        beside = {key: value for key, value in node.items() if key != "$ref"}
        if "/definitions/" in target.pointer:
            return {"$ref": f"#/definitions/{self.adopt(target)}"} | beside
        return self.localise(target) | beside


def bundle(sources: Sources, file: str, version: str) -> Bundle:
    """Makes the spec in ``file`` stand alone; SpecError when names cannot be kept apart."""
    bundler = _Bundler(sources, file)
    root = sources.place(file)
    if "definitions" in root.node:
        own = root.child("definitions")
        for name in own.node:
            bundler.adopt(own.child(name))
    kept = {key for key in root.node if key not in DROPPED}
    head = {
        key: bundler.localise(root.child(key))
        for key in root.node
        if key in kept and key not in ("paths", "definitions", "parameters", "responses")
    }
    paths = bundler.localise(root.child("paths"))
    definitions: JsonObject = {}
    while bundler.waiting:
        place = bundler.waiting.pop(0)
        definitions[bundler.adopt(place)] = bundler.localise(place)
    return Bundle(version, file, head, paths, definitions, bundler.origins)
