"""All files as text: those of ``aro_api`` and those beside it."""

from __future__ import annotations

from dataclasses import replace

from aro_generator.emit.az import emit_az
from aro_generator.emit.converters import emit_converter
from aro_generator.emit.data import emit_provider_operations, emit_tables
from aro_generator.emit.docs import emit_docs
from aro_generator.emit.documents import emit_documents
from aro_generator.emit.models import emit_models
from aro_generator.emit.operations import emit_operations
from aro_generator.emit.routes import emit_routes
from aro_generator.emit.shapes import emit_shape
from aro_generator.emit.structure import emit_structure
from aro_generator.emit.text import render
from aro_generator.emit.versions import emit_versions
from aro_generator.names import package
from aro_generator.pipeline import INTERNAL, Stage, State

RUNTIME = ("secret", "shapes", "operation", "wire")


def emit_files(state: State) -> State:
    files = {"__init__.py": "", "py.typed": ""}
    files |= {f"{name}.py": render(f"{name}.py") for name in RUNTIME}
    files["versions.py"] = emit_versions([state.graphs[v] for v in state.versions])
    files["provider_operations.py"] = emit_provider_operations(state.sources)
    files |= emit_tables(state.sources)
    if INTERNAL in state.graphs:
        files |= hub_files(state)
    for version in state.versions:
        inside = version_files(state, version)
        files |= {f"{package(version)}/{name}": text for name, text in inside.items()}
    beside = emit_az(state.sources, state.graphs[state.versions[-1]])
    beside |= emit_docs(state.sources.specs, state.graphs)
    return replace(state, files=files, beside=beside)


def hub_files(state: State) -> dict[str, str]:
    return {
        "internal/__init__.py": '"""The hub: stored documents."""\n',
        "internal/documents.py": emit_documents(state.graphs[INTERNAL]),
        "internal/models.py": emit_models(state.schemas[INTERNAL], hub=True),
        "internal/structure.txt": emit_structure(state.graphs[INTERNAL], ()),
    }


def version_files(state: State, version: str) -> dict[str, str]:
    graph, conversion = state.graphs[version], state.conversions.get(version)
    files = {
        "__init__.py": f'"""api-version {version}."""\n',
        "models.py": emit_models(state.schemas[version], hub=False),
        "operations.py": emit_operations(graph),
        "routes.json": emit_routes(state.routes[version]),
        "shape.py": emit_shape(graph),
        "structure.txt": emit_structure(graph, conversion.differs if conversion else ()),
    }
    if conversion is not None:
        files["converter.py"] = emit_converter(version, conversion)
    return files


EMIT_FILES = Stage("files", emit_files, frozenset({"routes", "schemas", "conversions"}))
