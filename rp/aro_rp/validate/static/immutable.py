"""Step D: what may not change, for any resource that has a shape (api-versions 6.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from aro_api.shapes import ResourceShape
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import JsonObject, Problem
from aro_rp.validate.static.constraint import NOT_GIVEN
from aro_rp.validate.static.screen import Demand, Screen

_ALWAYS_THERE = frozenset(
    f"properties{name}"
    for name in (
        "",
        ".clusterProfile",
        ".consoleProfile",
        ".networkProfile",
        ".masterProfile",
        ".apiserverProfile",
    )
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``strict_empties``: an empty read-only value counts as given, except urls and addresses."""

    shape: ResourceShape
    strict_empties: bool = False

    def changes(self, new: JsonObject, old: JsonObject) -> Iterator[Problem]:
        """A problem for every member that differs and may not, and for read-only ones given."""
        yield from self._objects(new, old, "", "")

    def given_read_only(self, new: JsonObject) -> Iterable[Problem]:
        """A problem for every read-only member that the caller gave a value."""
        shape = self.shape
        screen = _without_read_only(shape.read_only, shape.mutable, shape.case_insensitive)
        return () if screen.passes(new) else self.changes(new, new)

    def _objects(
        self, new: JsonObject, old: JsonObject, path: str, where: str
    ) -> Iterator[Problem]:
        names = {**new, **old}
        places = self.shape.places
        is_map = path in _maps(self.shape.order)
        if not is_map:
            names = dict.fromkeys(
                sorted(names, key=lambda n: places.get(_join(path, n), len(places)))
            )
        for name in names:
            below = path + "{}" if is_map else _join(path, name)
            shown = f'{where}["{name}"]' if is_map else _join(where, name)
            yield from self._values(new.get(name), old.get(name), below, shown)

    def _values(self, new: object, old: object, path: str, where: str) -> Iterator[Problem]:
        shape = self.shape
        if path in shape.mutable:
            return
        if path in shape.read_only and path not in shape.case_insensitive:
            if self._is_given(new, path):
                yield _read_only(where)
            return
        if isinstance(new, dict) or isinstance(old, dict):
            yield from self._members(new, old, path, where)
        elif isinstance(new, list) or isinstance(old, list):
            yield from self._lists(new or [], old or [], path, where)
        elif not self._same(new, old, path):
            yield _changed(where)

    def _members(self, new: object, old: object, path: str, where: str) -> Iterator[Problem]:
        both = isinstance(new, dict) and isinstance(old, dict)
        if not both and path not in _ALWAYS_THERE and not path.endswith("[]"):
            yield _changed(where)
            return
        inside, before = _dict(new), _dict(old)
        if len(inside) != len(before) and path in _maps(self.shape.order):
            yield _changed(where)
            return
        yield from self._objects(inside, before, path, where)

    def _lists(self, new: object, old: object, path: str, where: str) -> Iterator[Problem]:
        if not isinstance(new, list) or not isinstance(old, list) or len(new) != len(old):
            yield _changed(where)
            return
        named = f"{path}[].name" in self.shape.places
        for index, (item, before) in enumerate(zip(new, old, strict=True)):
            shown = f"{where}['{_dict(item).get('name') or ''}']" if named else f"{where}[{index}]"
            yield from self._values(item, before, f"{path}[]", shown)

    def _same(self, new: object, old: object, path: str) -> bool:
        if path in self.shape.case_insensitive:
            return str(new or "").lower() == str(old or "").lower()
        return (new or None) == (old or None)

    def _is_given(self, value: object, path: str) -> bool:
        if value is None:
            return False
        if self.strict_empties and not path.endswith((".url", ".ip")):
            return True
        return bool(value)


@cache
def _maps(order: tuple[str, ...]) -> frozenset[str]:
    """Paths whose members are named by the caller."""
    return frozenset(path.split("{}", 1)[0] for path in order if "{}" in path)


@cache
def _without_read_only(
    read_only: frozenset[str], mutable: frozenset[str], may_be_sent_back: frozenset[str]
) -> Screen:
    """Passes what has nothing at a read-only path, except where anything may be said."""
    below = tuple(f"{path}{more}" for path in mutable for more in (".", "[]", "{}"))
    paths = sorted(read_only - mutable - may_be_sent_back)
    return Screen(Demand(path, NOT_GIVEN) for path in paths if not path.startswith(below))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _dict(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _changed(where: str) -> Problem:
    return Problem(
        Code.PROPERTY_CHANGE_NOT_ALLOWED, f"Changing property '{where}' is not allowed.", where
    )


def _read_only(where: str) -> Problem:
    return Problem(
        Code.PROPERTY_CHANGE_NOT_ALLOWED,
        f"Property '{where}' is read-only and must not be given a value.",
        where,
    )
