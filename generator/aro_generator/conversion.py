"""What of a version's resource the hub knows by the same name and type, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aro_generator.graph import Graph, Property, Structure, Type


@dataclass(frozen=True, slots=True)
class Copy:
    """One member that is equal on both sides; ``inner`` is the plan of the structure in it.

    ``how`` is scalar, optional, secret, time, values (list or map of scalars), profile (object
    that the hub always has), object (object that the hub may lack), named (list merged by
    element name) or list. ``shown`` is what the hub shows in its place while it is set.
    """

    how: str
    wire: Property
    hub: Property
    inner: Pair | None = None
    shown: Property | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A structure of a version and the hub's of the same meaning."""

    wire: str
    hub: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The copies between two structures; ``differs`` are members left to a handler."""

    wire: Structure
    hub: Structure
    copies: tuple[Copy, ...]
    differs: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversion:
    """All that a converter needs for one resource of one version."""

    root: Pair
    plans: Mapping[Pair, Plan]
    differs: tuple[str, ...]
    shown_empty: tuple[str, ...] = ()


@dataclass(slots=True)
class _Comparison:
    wire: Graph
    hub: Graph
    plans: dict[Pair, Plan] = field(default_factory=dict)
    faults: dict[Pair, list[str]] = field(default_factory=dict)

    def compare(self, pair: Pair) -> list[str]:
        """Paths below the pair that differ; the rest becomes its plan."""
        if pair in self.faults:
            return self.faults[pair]
        wire, hub = self.wire.structures[pair.wire], self.hub.structures[pair.hub]
        differs, copies = self.faults.setdefault(pair, []), []
        whole: list[Property] = []
        for prop in wire.properties:
            copy, below = self.member(prop, hub, wire)
            differs += [f"{prop.name}{path}" for path in below]
            if copy is None:
                whole.append(prop)
            else:
                copies.append(copy)
        self.plans[pair] = Plan(wire, hub, tuple(copies), tuple(whole))
        return differs

    def member(
        self, prop: Property, hub: Structure, wire: Structure
    ) -> tuple[Copy | None, list[str]]:
        other = hub.get(prop.name)
        if other is None:
            return None, [""]
        kinds = (prop.type.kind, other.type.kind)
        if kinds == ("object", "object"):
            return self.object(prop, other)
        if kinds == ("list", "list"):
            return self.list(prop, other, observer(hub, wire, prop))
        how = scalar(prop.type, other)
        return (Copy(how, prop, other), []) if how else (None, [""])

    def object(self, prop: Property, other: Property) -> tuple[Copy | None, list[str]]:
        pair = Pair(prop.type.name, other.type.name)
        below = self.compare(pair)
        if not other.optional:
            return Copy("profile", prop, other, pair), [f".{path}" for path in below]
        if prop.read_only or below or self.hub_knows_more(pair) or self.intricate(pair):
            return None, [""]
        return Copy("object", prop, other, pair), []

    def list(
        self, prop: Property, other: Property, shown: Property | None
    ) -> tuple[Copy | None, list[str]]:
        mine, theirs = prop.type.item, other.type.item
        assert mine is not None
        assert theirs is not None
        if mine.kind == theirs.kind == "scalar" and mine == theirs:
            return Copy("values", prop, other), []
        if (mine.kind, theirs.kind) != ("object", "object"):
            return None, [""]
        pair = Pair(mine.name, theirs.name)
        if self.compare(pair):
            return None, [""]
        named = self.wire.structures[mine.name].get("name") is not None
        if not named and not prop.read_only and self.hub_knows_more(pair):
            return None, [""]
        return Copy("named" if named else "list", prop, other, pair, shown), []

    def intricate(self, pair: Pair) -> bool:
        """Whether something inside may be absent: what null then means is a rule of its own."""
        return any(copy.how in ("object", "list", "named") for copy in self.plans[pair].copies)

    def hub_knows_more(self, pair: Pair) -> bool:
        wire, hub = self.wire.structures[pair.wire], self.hub.structures[pair.hub]
        return any(wire.get(prop.name) is None for prop in hub.properties)


def scalar(mine: Type, hub: Property) -> str:
    """How equal simple members are copied; empty when they are not equal."""
    if hub.secret and mine == Type("scalar", "string"):
        return "secret"
    if mine != hub.type or mine.kind not in ("scalar", "time", "map"):
        return ""
    if mine.kind == "time":
        return "time"
    if mine.kind == "map":
        return "values" if mine.item is not None and mine.item.kind == "scalar" else ""
    return "optional" if hub.optional else "scalar"


def observer(hub: Structure, wire: Structure, prop: Property) -> Property | None:
    """The hub's record of what was found, for versions that have no property for it."""
    for other in hub.properties:
        if other.observes == prop.name and wire.get(other.name) is None:
            return other
    return None


def compare(wire: Graph, hub: Graph, resource: str) -> Conversion:
    """Compares one resource of a version with the hub's structure of the same name."""
    comparison = _Comparison(wire, hub)
    root = Pair(resource, resource)
    differs = comparison.compare(root)
    members = wire.walk(wire.structures[resource])
    shown = tuple(path for path, prop in members if prop.keep_empty)
    return Conversion(root, comparison.plans, tuple(sorted(differs)), shown)
