"""The wire as it was when an api-version was released, and what has become of it since.

``released/<api-version>.json`` is written once and never again. A breaking change is refused unless
``released/announced.yaml`` names it and says why; what it names must be so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aro_generator.bundle import Bundle
from aro_generator.diff import Change, changes
from aro_generator.form import must_be
from aro_generator.graph import Graph, build
from aro_generator.load import JsonObject, Place, SpecError, read

FOLDER = "released"
ANNOUNCED = f"{FOLDER}/announced.yaml"
WORDS = frozenset({"description", "title", "summary", "tags", "x-ms-identifiers"})

Announced = Mapping[str, Mapping[str, str]]


def surface(bundle: Bundle) -> JsonObject:
    """Paths and definitions of a bundle without their texts."""
    return {
        "version": bundle.version,
        "paths": silent(bundle.paths),
        "definitions": {name: silent(bundle.definitions[name]) for name in bundle.definitions},
    }


def silent(value: Any) -> Any:
    if isinstance(value, list):
        return [silent(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: silent(below) for name, below in inner.items()}
        if key in ("properties", "headers")
        else silent(inner)
        for key, inner in value.items()
        if key not in WORDS
    }


def write(specs: Path, bundle: Bundle) -> str:
    """Keeps the surface of a version; SpecError when that has been done before."""
    file = f"{FOLDER}/{bundle.version}.json"
    if (specs / file).exists():
        raise SpecError(file, "", "exists: a released api-version stays as it was released")
    (specs / FOLDER).mkdir(exist_ok=True)
    (specs / file).write_text(text(surface(bundle)), "utf-8")
    return file


def text(made: JsonObject) -> str:
    """JSON with a line for each path and each definition."""
    parts = [f' "version": {json.dumps(made["version"])}']
    for part in ("paths", "definitions"):
        rows = (f"  {json.dumps(name)}: {json.dumps(made[part][name])}" for name in made[part])
        parts.append(f' "{part}": {{\n' + ",\n".join(rows) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def graphs(specs: Path) -> dict[str, Graph]:
    """The released versions as they were, by version."""
    files = sorted((specs / FOLDER).glob("*.json"))
    kept = [read(specs, f"{FOLDER}/{path.name}") for path in files]
    return {
        made["version"]: build(
            Bundle(made["version"], "", {}, made["paths"], made["definitions"], {})
        )
        for made in kept
    }


def announced(specs: Path) -> Announced:
    """By version, each announced change as it is printed, and the reason for it."""
    if not (specs / ANNOUNCED).exists():
        return {}
    found = Place(ANNOUNCED, "", read(specs, ANNOUNCED) or {})
    must_be(found, dict)
    for version in found.node:
        named = found.child(version)
        if named.node is not None:
            must_be(named, dict)
        for change, reason in (named.node or {}).items():
            if not isinstance(reason, str) or not reason.strip():
                raise SpecError(ANNOUNCED, f"/{version}/{change}", "gives no reason")
    return {str(version): named or {} for version, named in found.node.items()}


def verdicts(
    released: Mapping[str, Graph], now: Mapping[str, Graph], said: Announced
) -> Iterator[tuple[bool, str]]:
    """A line for each change since release and for what is announced in vain; True is refused."""
    for version, before in released.items():
        named = dict(said.get(version, {}))
        for change in since(before, now.get(version)):
            reason = named.pop(f"{change.where}: {change.what}", "")
            refused = change.breaking and not reason
            yield refused, f"{version}  {change}" + (f" ({reason})" if reason else "")
        for stale in named:
            yield True, f"{version}  announced but not so: {stale}"
    for version in sorted(said.keys() - released.keys()):
        yield True, f"{version}  announced but not released"


def since(before: Graph, now: Graph | None) -> list[Change]:
    if now is None:
        return [Change(True, "api-version", "removed")]
    return changes(before, now)
