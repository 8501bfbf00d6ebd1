"""Who may import whom: the layers are a list, the test reads every import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {
    "aro_client",
    "aro_api",
    "aro_generator",
    "aro_rp",
    "aro_operator",
    "aro_devcloud",
    "aro_deploy",
    "azext_aro",
}

# A part of aro_rp may import the parts of its own and of lower layers; parts of one layer that
# are listed apart in PROCESSES never import each other.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"clock"}),
    frozenset({"metrics"}),
    frozenset({"arm"}),
    frozenset({"convert", "validate"}),
    frozenset({"database", "azure", "hive", "env", "steps"}),
    frozenset({"cluster", "admin"}),
    frozenset({"frontend", "backend", "monitor", "portal", "mimo", "gateway", "mirror"}),
    frozenset({"processes"}),
    frozenset({"local"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
PROCESSES = frozenset(LAYERS[6])
RANK = {part: rank for rank, layer in enumerate(LAYERS) for part in layer}


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def first_names(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def rp_part(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "aro_rp" and len(parts) > 1 else None


@pytest.mark.parametrize("path", python_files("generated/aro_api"), ids=lambda path: path.name)
def test_generated_code_imports_pydantic_and_the_standard_library_only(path: Path) -> None:
    foreign = first_names(path) - {"aro_api", "pydantic", "pydantic_core", "typing_extensions"}
    assert not foreign - set(__import__("sys").stdlib_module_names)


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        ("generator/aro_generator", {"aro_generator"}),
        ("operator/aro_operator", {"aro_operator", "aro_api"}),
        ("deploy/aro_devcloud", {"aro_devcloud"}),
        ("python-client/aro_client", {"aro_client"}),
        ("python-client/azext_aro", {"azext_aro"}),
        ("rp/aro_rp", {"aro_rp", "aro_api", "aro_devcloud"}),
    ],
)
def test_a_package_imports_only_its_neighbours(folder: str, allowed: set[str]) -> None:
    for path in python_files(folder):
        assert first_names(path) & OURS <= allowed, f"{path.relative_to(ROOT)} reaches too far"


def test_only_the_edge_of_the_extension_knows_az() -> None:
    home = ROOT / "python-client/azext_aro"
    for path in python_files("python-client/azext_aro"):
        if first_names(path) & {"azure", "knack", "msrest"}:
            assert path == home / "loader.py" or path.is_relative_to(home / "edge"), path


def test_only_the_local_stack_knows_the_local_cloud() -> None:
    for path in python_files("rp/aro_rp"):
        if "aro_devcloud" in first_names(path):
            assert path == ROOT / "rp/aro_rp/local/stack.py", path


def test_every_part_of_the_rp_has_a_layer() -> None:
    names = {path.stem for path in (ROOT / "rp/aro_rp").iterdir() if path.suffix in ("", ".py")}
    assert names - set(RANK) <= {"__init__", "__pycache__", "py"}


def test_parts_of_the_rp_import_downwards_and_processes_never_each_other() -> None:
    wrong = []
    for path in python_files("rp/aro_rp"):
        relative = path.relative_to(ROOT / "rp/aro_rp")
        part = relative.parts[0].removesuffix(".py")
        if part == "__init__":
            continue
        for other in {rp_part(name) for name in imports(path)} & set(RANK):
            assert other is not None
            between_processes = part != other and {part, other} <= PROCESSES
            if RANK[other] > RANK[part] or between_processes:
                wrong.append(f"{relative} imports {other}")
    assert not wrong


def imports_from_beside(path: Path, own: str) -> Iterator[str]:
    """The modules that are imported with one dot."""
    package = own.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            yield f"{package}.{node.module}" if node.module else package
            yield from (f"{package}.{alias.name}" for alias in node.names)


REHEARSALS = {
    *("aro_rp.backend.rehearsal", "aro_rp.backend.remains", "aro_rp.cluster.rehearsal"),
    *("aro_rp.steps.branches", "aro_rp.steps.crashpoints", "aro_rp.steps.virtual_time"),
    "aro_devcloud.testing",
}
"""What tests of several folders share; it lies beside what it rehearses, for tests cannot share."""


def test_nothing_that_runs_imports_what_only_rehearses() -> None:
    for home, package in (("rp", "aro_rp"), ("deploy", "aro_devcloud")):
        for path in python_files(f"{home}/{package}"):
            own = ".".join(path.relative_to(ROOT / home).with_suffix("").parts)
            if own not in REHEARSALS:
                assert not {*imports(path), *imports_from_beside(path, own)} & REHEARSALS, own
