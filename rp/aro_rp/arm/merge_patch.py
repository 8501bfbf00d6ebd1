"""Lays a request body over a resource (api-versions 4.4).

Near RFC 7396, but as clients of the service know it: objects merge member by
member, lists by index and are cut to the new length, maps per key with the
value replaced, and tags are replaced as a whole. What null does depends on the
api-version, so it is part of the rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from aro_rp.arm.errors import JsonObject


@dataclass(frozen=True, slots=True)
class MergeRules:
    """Paths are dotted; list items are ``[]``, as in a resource's shape.

    ``maps`` merge per key, ``replaced`` are taken whole, ``cleared`` are removed
    by null; any other null changes nothing.
    """

    maps: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()


def merge(base: JsonObject, body: JsonObject, rules: MergeRules) -> JsonObject:
    """A new object; it may share parts with both arguments, which stay as they are."""
    return _object(base, body, rules, "")


def _object(base: JsonObject, body: JsonObject, rules: MergeRules, path: str) -> JsonObject:
    merged = dict(base)
    for name, value in body.items():
        below = f"{path}.{name}" if path else name
        if value is not None:
            merged[name] = _value(base.get(name), value, rules, below)
        elif below in rules.cleared:
            merged.pop(name, None)
    return merged


def _value(base: object, value: object, rules: MergeRules, path: str) -> object:
    if isinstance(value, dict):
        if path in rules.replaced:
            return {name: item for name, item in value.items() if item is not None}
        if path in rules.maps:
            return {**_dict(base), **value}
        return _object(_dict(base), value, rules, path)
    if isinstance(value, list):
        return _list(base if isinstance(base, list) else [], value, rules, path + "[]")
    return value


def _list(base: list[object], items: list[object], rules: MergeRules, path: str) -> list[object]:
    padded = base + [None] * (len(items) - len(base))
    return [
        old if item is None else _value(old, item, rules, path)
        for old, item in zip(padded, items, strict=False)
    ]


def _dict(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}
