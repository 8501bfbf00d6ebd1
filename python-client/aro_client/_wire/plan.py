"""A function per model that reads one JSON object, written out member by member.

Written out, Python keeps attributes inside the instance; a loop over members costs twice that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Convert = Callable[[Any], Any]
Described = Mapping[str, tuple[list[str], str]]
SCALARS: Mapping[str, type] = {"str": str, "int": int, "bool": bool}


class Unplanned(Exception):
    """A class or a value that is left to AutoRest's deserializer."""


def written(model: type, described: Described, convert: Callable[[str], Convert]) -> Convert:
    """The plan of a model whose attributes have these key paths and types.

    The plan raises Unplanned for a value of another type than described.
    """
    known = frozenset(path[0] for path, _ in described.values())
    names: dict[str, Any] = {
        "Unplanned": Unplanned,
        "known": known,
        "make": object.__new__,
        "model": model,
    }
    lines = [
        "def plan(data):",
        "    if type(data) is not dict: raise Unplanned",
        "    made = make(model)",
        "    made.additional_properties = ("
        "{} if data.keys() <= known else {k: v for k, v in data.items() if k not in known})",
        "    data0 = data",
        *_members(described, convert, names, 0),
        "    return made",
    ]
    exec("\n".join(lines), names)
    plan: Convert = names["plan"]
    return plan


def _members(
    described: Described, convert: Callable[[str], Convert], names: dict[str, Any], depth: int
) -> Iterator[str]:
    """Lines that read what is at this depth, then what is inside it."""
    inside: dict[str, dict[str, tuple[list[str], str]]] = {}
    yield f"    get = data{depth}.get"
    for attribute, (path, kind) in described.items():
        if len(path) > 1:
            inside.setdefault(path[0], {})[attribute] = (path[1:], kind)
            continue
        yield f"    value = get({path[0]!r})"
        if kind in SCALARS:
            yield f"    if value is not None and type(value) is not {kind}: raise Unplanned"
            yield f"    made.{attribute} = value"
        else:
            names[f"read_{attribute}"] = convert(kind)
            yield f"    made.{attribute} = None if value is None else read_{attribute}(value)"
    for key, below in inside.items():
        # AutoRest looks beside an object that is not there.
        yield f"    data{depth + 1} = data{depth}.get({key!r}, data{depth})"
        yield f"    if data{depth + 1} is None: data{depth + 1} = {{}}"
        yield f"    if type(data{depth + 1}) is not dict: raise Unplanned"
        yield from _members(below, convert, names, depth + 1)
