"""What the CLI's overlay file adds to the newest spec, checked against it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aro_generator.form import Form
from aro_generator.graph import Graph, Operation, Property
from aro_generator.load import CLI, JsonObject, Place
from aro_generator.names import pascal

SECTIONS: Mapping[str, type] = dict.fromkeys(
    ("extension", "groups", "arguments", "no_flag", "tables", "commands"), dict
)
OVERLAY = Form(SECTIONS, needed=frozenset(SECTIONS), closed=True)
TEXTS: Mapping[str, type] = dict.fromkeys(("name", "version", "minimum_cli"), str)
EXTENSION = Form(TEXTS, needed=frozenset(TEXTS), closed=True)
COMMAND = Form(
    {
        "short": str,
        "long": str,
        "operation": str,
        "handler": str,
        "kind": str,
        "table": str,
        "body": str,
        "confirmation": object,
        "ids": bool,
        "no_wait": bool,
        "constants": dict,
        "arguments": dict,
        "examples": dict,
    },
    needed=frozenset({"short", "handler", "arguments"}),
    closed=True,
)
ARGUMENT = Form(
    {
        "property": str,
        "properties": list,
        "kind": str,
        "options": list,
        "hidden_options": list,
        "required": bool,
        "default": object,
        "group": str,
        "rule": str,
        "help": str,
    },
    closed=True,
)
OWN_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "resource_group": ("--resource-group", "-g"),
    "name": ("--name", "-n"),
    "location": ("--location", "-l"),
    "tags": ("--tags",),
}
"""Flags that the tool itself names, by kind."""
COMMAND_KINDS = ("wait",)
HANDLER = re.compile(r"\w+\.\w+")
SWITCH = ("Enabled", "Disabled")
KINDS = {
    "text": "str",
    "integer": "int",
    "flag": "bool",
    "resource_group": "str",
    "name": "str",
    "location": "str",
    "tags": "dict[str, str]",
    "pairs": "list[tuple[str, str]]",
    "identity": "str",
    "file": "str",
}


@dataclass(frozen=True, slots=True)
class Argument:
    """One flag of one command; ``properties`` are the body paths that it fills."""

    name: str
    kind: str
    options: tuple[str, ...] = ()
    hidden_options: tuple[str, ...] = ()
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    group: str = ""
    rule: str = ""
    help: str = ""
    properties: tuple[str, ...] = ()
    member: str = ""

    @property
    def annotation(self) -> str:
        plain = KINDS[self.kind]
        return plain if self.required or self.default is not None else f"{plain} | None"

    @property
    def spellings(self) -> tuple[str, ...]:
        """The flag as users type it."""
        return self.options or OWN_OPTIONS[self.kind]


@dataclass(frozen=True, slots=True)
class Command:
    """One command; ``flags`` are arguments of the tool's own, such as ``no_wait``.

    Arguments that must be given come first, as in a Python signature.
    """

    name: str
    short: str
    long: str
    arguments: tuple[Argument, ...]
    examples: Mapping[str, str]
    operation: Operation | None = None
    handler: str = ""
    kind: str = ""
    table: str = ""
    body: str = ""
    confirmation: bool | str = False
    ids: bool = False
    flags: tuple[str, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)

    @property
    def class_name(self) -> str:
        return pascal("-".join(self.name.split()[1:]))

    @property
    def function(self) -> str:
        return re.sub(r"\W", "_", self.name)


@dataclass(frozen=True, slots=True)
class Overlay:
    """All that the extension is made of."""

    version: str
    extension: Mapping[str, str]
    groups: Mapping[str, str]
    commands: tuple[Command, ...]
    tables: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Reader:
    root: Place
    graph: Graph

    def command(self, place: Place) -> Command:
        COMMAND.check(place)
        raw, name = place.node, place.pointer.rpartition("/")[2]
        self.check_names(place)
        operation = self.operation(place) if "operation" in raw else None
        members = self.members(operation)
        arguments = [
            self.argument(place.child("arguments").child(each), members)
            for each in raw["arguments"]
        ]
        flags = ("no_wait",) if raw.get("no_wait") else ()
        for path in raw.get("constants", ()):
            self.found(place.child("constants").child(path), path, members)
        return Command(
            name=name,
            short=raw["short"],
            long=raw.get("long", "").strip(),
            arguments=tuple(sorted(arguments, key=lambda one: not one.required)),
            examples=raw.get("examples", {}),
            operation=operation,
            flags=flags,
            constants=raw.get("constants", {}),
            **{key: raw[key] for key in PLAIN if key in raw},
        )

    def check_names(self, place: Place) -> None:
        """What a command names beside the spec: its handler, its table and its kind."""
        if place.node.get("kind", "wait") not in COMMAND_KINDS:
            kind = place.child("kind")
            raise kind.fault(f"the kind '{kind.node}' is none of {', '.join(COMMAND_KINDS)}")
        if not HANDLER.fullmatch(place.node["handler"]):
            handler = place.child("handler")
            raise handler.fault(f"'{handler.node}' is not of the form module.function")
        tables = self.root.node["tables"]
        if "table" in place.node and place.node["table"] not in tables:
            table = place.child("table")
            raise table.fault(f"'{table.node}' is none of {', '.join(tables)}")

    def operation(self, place: Place) -> Operation:
        wanted = place.node["operation"]
        for operation in self.graph.operations:
            if operation.id == wanted:
                return operation
        raise place.child("operation").fault(f"the spec has no operation '{wanted}'")

    def members(self, operation: Operation | None) -> Mapping[str, Property]:
        if operation is None or operation.body is None:
            return {}
        structure = self.graph.structures.get(operation.body.type.name)
        return dict(self.graph.walk(structure)) if structure else {}

    def argument(self, place: Place, members: Mapping[str, Property]) -> Argument:
        name = place.pointer.rpartition("/")[2]
        declared = self.root.child("arguments")
        if name not in declared.node:
            raise place.fault(f"'{name}' is not among the arguments")
        shared = declared.child(name)
        ARGUMENT.check(shared)
        if place.node is not None:
            ARGUMENT.check(place)
        raw = shared.node | (place.node or {})
        paths = tuple(raw.get("properties", (raw["property"],) if "property" in raw else ()))
        props = [self.found(shared, path, members) for path in paths] if members else []
        props = props or [prop for path in paths if (prop := self.known(shared, path))]
        kind = raw.get("kind") or derived(props)
        choices = props[0].values if props and kind == "text" else ()
        if kind not in KINDS:
            raise shared.fault(f"the kind '{kind}' is none of {', '.join(KINDS)}")
        if "options" not in raw and kind not in OWN_OPTIONS:
            raise shared.fault("needs options: the tool has no flag of its own for it")
        return Argument(
            name=name,
            kind=kind,
            options=tuple(raw.get("options", ())),
            hidden_options=tuple(raw.get("hidden_options", ())),
            required=raw.get("required", False),
            default=raw.get("default"),
            choices=choices,
            group=raw.get("group", ""),
            rule=raw.get("rule", ""),
            help=raw.get("help") or (props[0].text if props else ""),
            properties=paths if members else (),
            member=self.member(props),
        )

    def found(self, place: Place, path: str, members: Mapping[str, Property]) -> Property:
        prop = members.get(plain(path))
        if prop is None:
            raise place.fault(f"the body has no property '{path}'")
        return prop

    def known(self, place: Place, path: str) -> Property | None:
        """The property in the body of the resource, for commands that send none."""
        return self.found(place, path, self.members(written(self.graph)))

    def member(self, props: Sequence[Property]) -> str:
        """The one writable member of a map's values."""
        item = props[0].type.item if props else None
        if item is None or item.kind != "object":
            return ""
        structure = self.graph.structures[item.name]
        return next((prop.name for prop in structure.properties if not prop.read_only), "")


PLAIN = ("handler", "kind", "table", "body", "confirmation", "ids")


def plain(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


def derived(props: Sequence[Property]) -> str:
    """An Enabled/Disabled choice is a flag, an integer a number, all else text."""
    if not props:
        return "text"
    if set(props[0].values) == set(SWITCH):
        return "flag"
    return "integer" if props[0].type.name == "integer" else "text"


def written(graph: Graph) -> Operation:
    """The PUT of the resource."""
    return next(one for one in graph.operations if one.verb == "put" and one.body is not None)


def read_overlay(document: JsonObject, graph: Graph) -> Overlay:
    """The overlay as data; SpecError where it names what the spec does not have or leaves out."""
    root = Place(CLI, "", document)
    OVERLAY.check(root)
    EXTENSION.check(root.child("extension"))
    reader = _Reader(root, graph)
    commands = tuple(
        reader.command(root.child("commands").child(name)) for name in document["commands"]
    )
    check_mentions(root, reader, commands)
    check_taken(root, commands)
    return Overlay(
        graph.version, document["extension"], document["groups"], commands, document["tables"]
    )


def check_taken(root: Place, commands: Sequence[Command]) -> None:
    """Every argument belongs to a command."""
    taken = {each.name for one in commands for each in one.arguments}
    declared = root.child("arguments")
    for name in declared.node:
        if name not in taken:
            raise declared.child(name).fault("no command takes it")


def check_mentions(root: Place, reader: _Reader, commands: Sequence[Command]) -> None:
    """Every writable property has a flag, is a constant or is left out on purpose."""
    members = reader.members(written(reader.graph))
    reasons = root.child("no_flag")
    for path in reasons.node:
        reader.found(reasons.child(path), path, members)
    mentioned = {plain(path) for one in commands for path in one.constants} | set(reasons.node)
    mentioned |= {
        plain(path) for one in commands for each in one.arguments for path in each.properties
    }
    for path in writable(members):
        said = any(path == above or below(path, above) for above in mentioned)
        if not said and not any(below(other, path) for other in members):
            raise reasons.fault(f"no flag fills '{path}', and no reason is given here")


def writable(members: Mapping[str, Property]) -> Iterator[str]:
    closed = [path for path, prop in members.items() if prop.read_only]
    for path in members:
        if path not in closed and not any(below(path, above) for above in closed):
            yield path


def below(path: str, above: str) -> bool:
    return path.startswith((f"{above}.", f"{above}[", f"{above}{{"))
