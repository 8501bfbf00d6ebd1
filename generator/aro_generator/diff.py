"""What changed on the wire between two versions, and whether a client could notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aro_generator.graph import Graph, Operation, Parameter, Property
from aro_generator.load import SpecError

# Said of a value for readers and tools; no server or client refuses another one because of it.
ANNOTATIONS = frozenset({"uuid", "arm-id", "uri", "password", "byte"})
NARROWER = {
    **dict.fromkeys(("minimum", "minLength", "minItems"), 1),
    **dict.fromkeys(("maximum", "maxLength", "maxItems"), -1),
}
"""In which direction a bound lets less through."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; ``breaking`` when a client of the old version could fail with the new."""

    breaking: bool
    where: str
    what: str

    def __str__(self) -> str:
        return f"{'breaking' if self.breaking else 'compatible':10}  {self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Use:
    """In which directions a type travels; that decides what a change to it means."""

    sent: bool
    received: bool


def pick(graphs: Mapping[str, Graph], version: str) -> Graph:
    """An api-version's graph; SpecError that lists those there are when it is none."""
    if version not in graphs:
        known = ", ".join(sorted(graphs))
        raise SpecError(f"redhatopenshift/*/{version}", "", f"no such api-version; known: {known}")
    return graphs[version]


def changes(old: Graph, new: Graph) -> list[Change]:
    """All changes, operations first, in the order of their names."""
    return [*operation_changes(old, new), *type_changes(old, new)]


def operation_changes(old: Graph, new: Graph) -> Iterator[Change]:
    before = {op.id: op for op in old.operations}
    after = {op.id: op for op in new.operations}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield Change(True, name, "operation removed")
        elif name not in before:
            yield Change(False, name, "operation added")
        else:
            yield from within_operation(name, before[name], after[name])


def within_operation(name: str, old: Operation, new: Operation) -> Iterator[Change]:
    if (old.verb, old.path.lower()) != (new.verb, new.path.lower()):
        yield Change(True, name, f"moved from {old.verb} {old.path} to {new.verb} {new.path}")
    yield from parameter_changes(name, old.parameters, new.parameters)
    if (old.body is None) != (new.body is None):
        yield Change(True, name, "takes a body now" if new.body else "takes no body any more")
    for status in sorted(old.replies.keys() - new.replies.keys()):
        yield Change(False, name, f"never answers {status} any more")
    for status in sorted(new.replies.keys() - old.replies.keys()):
        yield Change(True, name, f"may answer {status} now")
    for status in sorted(old.replies.keys() & new.replies.keys()):
        yield from reply_changes(f"{name} {status}", old, new, status)
    if old.long_running != new.long_running:
        yield Change(True, name, "long-running now" if new.long_running else "not long-running now")
    elif old.final_state != new.final_state:
        said = f"final state via {new.final_state or 'default'}, was {old.final_state or 'default'}"
        yield Change(False, name, said)
    if old.next_link != new.next_link:
        yield Change(True, name, f"pages by '{new.next_link}', was '{old.next_link}'")


def reply_changes(where: str, old: Operation, new: Operation, status: str) -> Iterator[Change]:
    if str(old.replies[status]) != str(new.replies[status]):
        said = f"answers {new.replies[status]}, was {old.replies[status]}"
        yield Change(old.replies[status] is not None, where, said)
    before, after = set(old.headers.get(status, ())), set(new.headers.get(status, ()))
    yield from (Change(True, where, f"header {name} removed") for name in sorted(before - after))
    yield from (Change(False, where, f"header {name} added") for name in sorted(after - before))


def parameter_changes(
    name: str, old: tuple[Parameter, ...], new: tuple[Parameter, ...]
) -> Iterator[Change]:
    before, after = {p.name: p for p in old}, {p.name: p for p in new}
    for gone in sorted(before.keys() - after.keys()):
        yield Change(True, name, f"parameter {gone} removed")
    for added in sorted(after.keys() - before.keys()):
        required = after[added].required
        said = "required " if required else ""
        yield Change(required, name, f"{said}parameter {added} added")
    for same in sorted(before.keys() & after.keys()):
        where, was, now = f"{name} {same}", before[same], after[same]
        if str(was.type) != str(now.type):
            yield Change(True, where, f"type {now.type}, was {was.type}")
        if was.required != now.required:
            yield Change(now.required, where, "required now" if now.required else "optional now")
        yield from limit_changes(where, was.limits, now.limits, narrows=True)


def limit_changes(
    where: str, old: Mapping[str, object], new: Mapping[str, object], *, narrows: bool
) -> Iterator[Change]:
    """A tighter limit breaks only what is sent."""
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        tighter = now not in {None, *ANNOTATIONS} and (was is None or not looser(key, was, now))
        said = [f"{'none' if limit is None else limit}" for limit in (now, was)]
        yield Change(tighter and narrows, where, f"{key} {said[0]}, was {said[1]}")


def looser(key: str, was: object, now: object) -> bool:
    direction = NARROWER.get(key, 0)
    if direction and isinstance(was, int | float) and isinstance(now, int | float):
        return now * direction < was * direction
    return False


def type_changes(old: Graph, new: Graph) -> Iterator[Change]:
    uses = travels(old)
    for name in sorted(old.structures.keys() & new.structures.keys() & uses.keys()):
        before = {p.name: p for p in old.structures[name].properties}
        after = {p.name: p for p in new.structures[name].properties}
        for prop in sorted(before.keys() | after.keys()):
            where = f"{name}.{prop}"
            if prop not in after:
                seen = uses[name].received or not before[prop].read_only
                yield Change(seen, where, "removed")
            elif prop not in before:
                broken = after[prop].required and uses[name].sent
                yield Change(broken, where, "required, added" if broken else "added")
            else:
                yield from property_changes(where, before[prop], after[prop], uses[name])


def property_changes(where: str, old: Property, new: Property, use: Use) -> Iterator[Change]:
    if shape(old) != shape(new):
        yield Change(True, where, f"type {new.type}, was {old.type}")
    if old.required != new.required:
        broken = use.sent if new.required else use.received
        yield Change(broken, where, "required now" if new.required else "optional now")
    if old.read_only != new.read_only:
        broken = new.read_only and not new.echo and use.sent
        yield Change(broken, where, "read-only now" if new.read_only else "writable now")
    if old.mutable != new.mutable:
        broken = old.mutable and use.sent
        yield Change(broken, where, "mutable now" if new.mutable else "immutable now")
    if old.echo != new.echo:
        said = "may be sent back now" if new.echo else "not to be sent back any more"
        yield Change(old.echo and use.sent, where, said)
    if old.case_insensitive != new.case_insensitive:
        broken = old.case_insensitive and use.sent
        yield Change(broken, where, "any case now" if new.case_insensitive else "exact case now")
    if old.nullable != new.nullable:
        broken = use.received if new.nullable else use.sent
        yield Change(broken, where, "may be null now" if new.nullable else "never null now")
    yield from emptiness(where, old, new, use)
    if old.secret != new.secret:
        yield Change(False, where, "secret now" if new.secret else "not secret now")
    yield from default_changes(where, old, new, use)
    yield from value_changes(where, old, new, use)
    yield from limit_changes(where, old.limits, new.limits, narrows=use.sent)


def emptiness(where: str, old: Property, new: Property, use: Use) -> Iterator[Change]:
    if old.omit_empty != new.omit_empty:
        said = "left out while empty now" if new.omit_empty else "shown while empty now"
        yield Change(new.omit_empty and use.received, where, said)
    if old.keep_empty != new.keep_empty:
        said = "shown while empty now" if new.keep_empty else "left out while empty now"
        yield Change(old.keep_empty and use.received, where, said)


def default_changes(where: str, old: Property, new: Property, use: Use) -> Iterator[Change]:
    """Another default is another meaning of a request that leaves the value out."""
    was, now = (one.default if one.has_default else "none" for one in (old, new))
    if was != now:
        yield Change(old.has_default and use.sent, where, f"default {now}, was {was}")


def value_changes(where: str, old: Property, new: Property, use: Use) -> Iterator[Change]:
    if old.values and not new.values:
        yield Change(False, where, "any value allowed now")
        return
    if new.values and not old.values:
        yield Change(not new.open_values, where, f"one of {'|'.join(new.values)} now")
        return
    for value in sorted(set(old.values) - set(new.values)):
        yield Change(use.sent and not new.open_values, where, f"value {value} removed")
    for value in sorted(set(new.values) - set(old.values)):
        yield Change(use.received and not old.open_values, where, f"value {value} added")


def shape(prop: Property) -> str:
    """The form of a value: renaming a shared type changes nothing on the wire."""
    inner, text = prop.type, ""
    while inner.item is not None:
        text, inner = f"{text}{inner.kind}/", inner.item
    return text + (inner.name if inner.kind == "scalar" else inner.kind)


def travels(graph: Graph) -> Mapping[str, Use]:
    """For each structure whether clients send it, receive it, or both."""
    sent: set[str] = set()
    received: set[str] = set()
    for op in graph.operations:
        if op.body:
            reach(graph, op.body.type.name, sent)
        for kind in op.replies.values():
            if kind is not None:
                reach(graph, kind.name, received)
    return {name: Use(name in sent, name in received) for name in sent | received}


def reach(graph: Graph, name: str, found: set[str]) -> None:
    if name in found or name not in graph.structures:
        return
    found.add(name)
    for prop in graph.structures[name].properties:
        reach(graph, prop.type.innermost.name, found)
