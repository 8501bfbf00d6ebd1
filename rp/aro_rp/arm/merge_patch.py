"""Lays a request body over a resource (api-versions 4.4).

Near RFC 7396, but as clients of the service know it: objects merge member by
member, lists by index and are cut to the new length, maps per key with the
value replaced, and tags are replaced as a whole. What null does depends on the
api-version, so it is part of the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

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


@dataclass(slots=True)
class _Member:
    """What the rules say of one member and, by name, of what is in it."""

    is_map: bool = False
    is_replaced: bool = False
    is_cleared: bool = False
    inside: dict[str, _Member] = field(default_factory=dict)

    def at(self, path: str) -> _Member:
        """The member at a dotted path, made where there was none."""
        found = self
        for name in path.replace("[]", ".[]").split(".") if path else ():
            found = found.inside.setdefault(name, _Member())
        return found


_PLAIN = _Member()


@cache
def _compiled(rules: MergeRules) -> _Member:
    root = _Member()
    for path in rules.maps:
        root.at(path).is_map = True
    for path in rules.replaced:
        root.at(path).is_replaced = True
    for path in rules.cleared:
        root.at(path).is_cleared = True
    return root


def merge(
    base: JsonObject, body: JsonObject, rules: MergeRules, *, has_null: bool = True
) -> JsonObject:
    """A new object; it may share parts with both arguments, which stay as they are.

    A body known to hold no null is taken as it is wherever the base has nothing.
    """
    if has_null:
        return _object(base, body, _compiled(rules))
    return _object_without_null(base, body, _compiled(rules))


def _object_without_null(base: JsonObject, body: JsonObject, rules: _Member) -> JsonObject:
    merged = {**base, **body}
    for name in base.keys() & body.keys():
        old = base[name]
        if not old or isinstance(old, str):
            continue  # nothing to be laid over
        value, inside = body[name], rules.inside.get(name, _PLAIN)
        whole = inside.is_replaced or inside.is_map
        if isinstance(old, dict) and isinstance(value, dict) and not whole:
            merged[name] = _object_without_null(old, value, inside)
        else:
            merged[name] = _value(old, value, inside)
    return merged


def _object(base: JsonObject, body: JsonObject, rules: _Member) -> JsonObject:
    merged = base.copy()
    for name, value in body.items():
        if isinstance(value, (dict, list)):
            merged[name] = _value(base.get(name), value, rules.inside.get(name, _PLAIN))
        elif value is not None:
            merged[name] = value
        elif rules.inside.get(name, _PLAIN).is_cleared:
            merged.pop(name, None)
    return merged


def _value(base: object, value: object, rules: _Member) -> object:
    if isinstance(value, dict):
        if rules.is_replaced:
            return {name: item for name, item in value.items() if item is not None}
        if rules.is_map:
            return {**_dict(base), **value}
        return _object(_dict(base), value, rules)
    if isinstance(value, list):
        old = base if isinstance(base, list) else []
        return _list(old, value, rules.inside.get("[]", _PLAIN))
    return value


def _list(base: list[object], items: list[object], rules: _Member) -> list[object]:
    padded = base + [None] * (len(items) - len(base))
    return [
        old if item is None else _value(old, item, rules)
        for old, item in zip(padded, items, strict=False)
    ]


def _dict(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}
