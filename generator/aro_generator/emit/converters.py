"""Copies between a version's cluster and the hub's, as plain assignments."""

from __future__ import annotations

from collections.abc import Iterator

from aro_generator.conversion import Conversion, Copy, Pair, Plan
from aro_generator.emit.text import literal_set, render
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
        root=conversion.root,
        name=name,
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
    for copy in settable(conversion.plans[pair]):
        if copy.inner is not None:
            yield from writable(conversion, copy.inner, seen)


def settable(plan: Plan) -> list[Copy]:
    return [copy for copy in plan.copies if not copy.wire.read_only]


def lists(conversion: Conversion, written: set[Pair]) -> list[tuple[str, Pair]]:
    """Each way in which a list of structures is written, once."""
    found = {
        (copy.how, copy.inner): None
        for pair in written
        for copy in settable(conversion.plans[pair])
        if copy.how in ("named", "list") and copy.inner is not None
    }
    return sorted(found, key=lambda each: (each[1].wire, each[0]))
