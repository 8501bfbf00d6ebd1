"""Copies between a version's cluster and the hub's, JSON to JSON, as plain assignments."""

from __future__ import annotations

from collections.abc import Iterator

from aro_generator.conversion import Conversion, Copy, Pair, Plan
from aro_generator.emit.text import literal_set, render
from aro_generator.load import HUB, SpecError
from aro_generator.names import package, snake


def emit_converter(version: str, conversion: Conversion) -> str:
    used = list(reachable(conversion, conversion.root, set()))
    written = set(writable(conversion, conversion.root, set()))
    return render(
        "converter.py",
        version=version,
        package=package(version),
        differs=literal_set(list(conversion.differs)),
        shown_empty=literal_set(list(conversion.shown_empty)),
        plans={pair: conversion.plans[pair] for pair in used},
        written=written,
        lists=lists(conversion, written),
        handled=handled(conversion, conversion.root, ""),
        root=conversion.root,
        name=name,
        settable=lambda plan: settable(conversion, plan),
    )


def name(pair: Pair) -> str:
    return snake(pair.wire)


def reachable(conversion: Conversion, pair: Pair, seen: set[Pair]) -> Iterator[Pair]:
    """Pairs that rendering needs, inner ones first."""
    if pair in seen:
        return
    seen.add(pair)
    for copy in conversion.plans[pair].copies:
        if copy.inner is not None:
            yield from reachable(conversion, copy.inner, seen)
    yield pair


def writable(conversion: Conversion, pair: Pair, seen: set[Pair]) -> Iterator[Pair]:
    """Pairs that ``to_hub`` needs: what is read-only on the wire never gets to the hub."""
    if pair in seen:
        return
    seen.add(pair)
    yield pair
    for copy in settable(conversion, conversion.plans[pair]):
        if copy.inner is not None:
            yield from writable(conversion, copy.inner, seen)


def handled(conversion: Conversion, pair: Pair, path: str) -> dict[Pair, str]:
    """Pairs at or below which handlers are called, each with its path and a dot.

    Raises SpecError when one of them is at several paths: a handler belongs to one.
    """
    plan, found = conversion.plans[pair], dict[Pair, str]()
    for copy in plan.copies:
        if copy.inner is None or copy.how not in ("profile", "object"):
            continue
        below = handled(conversion, copy.inner, f"{path}{copy.wire.name}.")
        if twice := found.keys() & below.keys():
            first = min(twice, key=lambda each: each.hub)
            message = (
                f"differs from '{first.wire}', which is at several paths: a handler converts one"
            )
            raise SpecError(HUB, f"/definitions/{first.hub}", message)
        found |= below
    return {pair: path, **found} if plan.differs or found else found


def settable(conversion: Conversion, plan: Plan) -> list[Copy]:
    """What a client may write; a profile of which it may write nothing is not among it."""

    def holds(copy: Copy) -> bool:
        if copy.wire.read_only:
            return False
        if copy.how != "profile" or copy.inner is None:
            return True
        within = conversion.plans[copy.inner]
        written = [prop for prop in within.differs if not prop.read_only]
        return bool(written or settable(conversion, within))

    return [copy for copy in plan.copies if holds(copy)]


def lists(conversion: Conversion, written: set[Pair]) -> list[tuple[str, Pair]]:
    """Each way in which a list of structures is written, once."""
    found = {
        (copy.how, copy.inner): None
        for pair in written
        for copy in settable(conversion, conversion.plans[pair])
        if copy.how in ("named", "list") and copy.inner is not None
    }
    return sorted(found, key=lambda each: (each[1].wire, each[0]))
