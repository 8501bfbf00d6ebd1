"""The Python client: what AutoRest is given, and what becomes of its output."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from aro_generator.bundle import VERBS, Bundle
from aro_generator.emit.text import render
from aro_generator.graph import Graph
from aro_generator.load import JsonObject
from aro_generator.names import package, snake

PACKAGE = "aro_client"
RUNTIME = "_utils/serialization.py"
# Said once to the client, not to each of its methods.
OF_THE_CLIENT = ("api-version", "subscriptionId")
# Since this api-version published clients have mapping models (az-aro 9.5).
WIRE_MODELS_SINCE = "2025-07-25"
HEADER = re.compile(r"\A(?:# coding=utf-8\n)?# -{20,}\n(?:#.*\n)+?# -{20,}(?:\n|\Z)")
NOT_KEPT = ("_patch.py", "_version.py", "_utils/__init__.py", "py.typed")


def autorest_input(bundle: Bundle) -> JsonObject:
    """The bundle as one Swagger document, parameters of the whole client apart.

    Our own extensions say nothing to clients, so that changing them asks for no new client.
    """
    shared: JsonObject = {}
    paths = {
        path: {
            key: _operation(value, shared) if key in VERBS else value for key, value in item.items()
        }
        for path, item in bundle.paths.items()
    }
    made: JsonObject = _published(
        bundle.head | {"paths": paths, "parameters": shared, "definitions": bundle.definitions}
    )
    return made


def _published(node: Any) -> Any:
    if isinstance(node, list):
        return [_published(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _published(value) for key, value in node.items() if not key.startswith("x-aro")}


def _operation(raw: JsonObject, shared: JsonObject) -> JsonObject:
    parameters = []
    for parameter in raw.get("parameters", ()):
        name = parameter["name"]
        if name in OF_THE_CLIENT:
            shared.setdefault(name, parameter | {"x-ms-parameter-location": "client"})
            parameter = {"$ref": f"#/parameters/{name}"}
        parameters.append(parameter)
    return raw | {"parameters": parameters}


def finish(bundle: Bundle, made: Mapping[str, str]) -> dict[str, str]:
    """AutoRest's files of one version (relative to its package) as they are committed.

    The runtime that every version would carry is replaced by one import of ours.
    """
    version = bundle.version
    files = {
        name: _headed(text, version)
        for name, text in made.items()
        if name.endswith(".py") and not name.endswith(NOT_KEPT) and name != RUNTIME
    }
    for folder in sorted({name.rpartition("/")[0] for name in files}):
        files[f"{folder}/_patch.py".lstrip("/")] = render("client/patch.py", version=version)
    files["models/_patch.py"] = render(
        "client/models_patch.py", version=version, nested=nested(bundle)
    )
    files["_utils/__init__.py"] = render("client/header.py", version=version)
    wire = version >= WIRE_MODELS_SINCE
    files[RUNTIME] = render("client/serialization.py", version=version, wire=wire)
    files["_version.py"] = render("client/version.py", version=version)
    return files


def _headed(text: str, version: str) -> str:
    return render("client/header.py", version=version) + HEADER.sub("", text)


def runtime(made: Mapping[str, str]) -> str:
    """The serialization code that AutoRest copies into every client, as it is vendored once."""
    return render("client/runtime.py") + HEADER.sub("", made[RUNTIME])


def nested(bundle: Bundle) -> dict[str, list[str]]:
    """Classes whose members AutoRest lifts into their owners, with these owners."""
    found: dict[str, list[str]] = {}
    for owner, schema in bundle.definitions.items():
        for prop in schema.get("properties", {}).values():
            if prop.get("x-ms-client-flatten") and "$ref" in prop:
                found.setdefault(prop["$ref"].rpartition("/")[2], []).append(owner)
    return found


def emit_selection(graphs: Sequence[Graph], title: str) -> dict[str, str]:
    """The modules of the default client: any api-version, the newest stable one unless told."""
    versions = {graph.version: package(graph.version) for graph in graphs}
    stable = [graph for graph in graphs if not graph.version.endswith("-preview")]
    newest = (stable or graphs)[-1]
    told = {
        "title": title,
        "versions": versions,
        "newest": package(newest.version),
        "newest_version": newest.version,
        "groups": groups(newest),
    }
    files = {
        "__init__.py": render("client/package.py", **told),
        "_client.py": render("client/client.py", **told, awaits=False),
        "_versions.py": render("client/versions.py", **told),
        "aio/__init__.py": render("client/aio.py", **told),
        "aio/_client.py": render("client/client.py", **told, awaits=True),
        "py.typed": "",
    }
    for folder in ("models", "operations", "aio/operations"):
        files[f"{folder}/__init__.py"] = render(
            "client/reexport.py", **told, module=folder.replace("/", ".")
        )
    return files


def groups(graph: Graph) -> dict[str, str]:
    """Attributes of the client and the classes behind them, in the order of the spec."""
    names = dict.fromkeys(op.group for op in graph.operations)
    return {
        snake(name): name if name.endswith("Operations") else f"{name}Operations" for name in names
    }
