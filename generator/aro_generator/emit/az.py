"""The ``az`` extension's generated half, and its reference for people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from aro_generator.emit.text import render
from aro_generator.graph import Graph
from aro_generator.load import CLI, Sources
from aro_generator.overlay import SWITCH, Argument, Command, Overlay, read_overlay

PACKAGE = "python-client/azext_aro/_generated"
METADATA = f"{PACKAGE}/azext_metadata.json"
DOCS = "docs/cli"
MODULES = ("commands", "arguments", "inputs", "handlers", "payloads", "sdk", "tables", "help")


def emit_az(sources: Sources, graph: Graph) -> dict[str, str]:
    """Files by path below the project; none when the sources have no overlay."""
    if CLI not in sources.documents:
        return {}
    overlay = read_overlay(sources.documents[CLI], graph)
    values = {
        "overlay": overlay,
        "bodies": [(one, body(one)) for one in overlay.commands if one.body],
        "helps": dict(helps(overlay)),
        "parameters": parameters,
    }
    modules = {f"{PACKAGE}/{name}.py": render(f"az/{name}.py", **values) for name in MODULES}
    title = f'"""What the overlay and api-version {graph.version} say of `az aro`."""\n'
    return {
        f"{PACKAGE}/__init__.py": title,
        **modules,
        METADATA: metadata(overlay),
        **dict(pages(overlay)),
    }


def metadata(overlay: Overlay) -> str:
    """What ``az extension`` reads before it loads anything."""
    facts = {
        "azext.minCliCoreVersion": overlay.extension["minimum_cli"],
        "azext.isPreview": False,
        "name": overlay.extension["name"],
        "version": overlay.extension["version"],
    }
    return json.dumps(facts, indent=2) + "\n"


def parameters(command: Command) -> str:
    """The Python parameters of a command, in the order of its arguments."""
    told = [
        f"{one.name}: {one.annotation}" + ("" if one.required else f" = {one.default!r}")
        for one in command.arguments
    ]
    return ", ".join([*told, *(f"{flag}: bool = False" for flag in command.flags)])


def body(command: Command) -> str:
    """The request body as a Python expression over ``given``, the command's resolved input."""
    tree: dict[str, Any] = {}
    for argument in command.arguments:
        for path in argument.properties:
            put(tree, path, value(argument))
    for path, constant in command.constants.items():
        put(tree, path, fixed(constant))
    return literal(tree)


def value(argument: Argument) -> str:
    given = f"given.{argument.name}"
    match argument.kind:
        case "flag":
            return f"switched({given}, {SWITCH[0]!r}, {SWITCH[1]!r})"
        case "identity":
            return f"keys_of({given})"
        case "pairs":
            return f"named({given}, {argument.member!r})"
        case _:
            return given


def fixed(constant: Any) -> str:
    """A constant, or one that is sent only together with an argument."""
    if not isinstance(constant, dict):
        return repr(constant)
    return f"{constant['value']!r} if given.{constant['with']} else None"


def put(tree: dict[str, Any], path: str, expression: str) -> None:
    *above, last = re.findall(r"[^.\[\]]+", path)
    for step in above:
        tree = tree.setdefault(step, {})
    tree[last] = expression


def literal(tree: Any) -> str:
    if isinstance(tree, str):
        return tree
    if set(tree) == {"0"}:
        return f"[{literal(tree['0'])}]"
    return "{" + ", ".join(f"{key!r}: {literal(node)}" for key, node in tree.items()) + "}"


def helps(overlay: Overlay) -> Iterator[tuple[str, str]]:
    """Help entries in the form that the tool reads: YAML text by command or group."""
    for name, text in overlay.groups.items():
        yield name, yaml.safe_dump({"type": "group", "short-summary": text}, width=10_000)
    for command in overlay.commands:
        entry: dict[str, Any] = {"type": "command", "short-summary": command.short}
        if command.long:
            entry["long-summary"] = command.long
        if command.examples:
            entry["examples"] = [
                {"name": title, "text": text} for title, text in command.examples.items()
            ]
        yield command.name, yaml.safe_dump(entry, width=10_000, sort_keys=False)


def pages(overlay: Overlay) -> Iterator[tuple[str, str]]:
    """One page of Markdown a command, and an index."""
    yield f"{DOCS}/README.md", render("az/index.md", overlay=overlay)
    for command in overlay.commands:
        text = render("az/command.md", overlay=overlay, command=command)
        yield f"{DOCS}/{command.name.replace(' ', '-')}.md", text
