from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aro_generator.client import Client
from aro_generator.emit import client as emit
from aro_generator.load import load
from aro_generator.pipeline import State
from aro_generator.stages import UNDERSTAND

ROOT = Path(__file__).resolve().parents[3]
VERSION = "2023-11-22"


@pytest.fixture(scope="module")
def state() -> State:
    return UNDERSTAND.run(State(load(ROOT / "api-specs")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the committed client."""
    kept = tmp_path / "python-client"
    ignored = shutil.ignore_patterns("__pycache__", "azext_aro")
    shutil.copytree(ROOT / "python-client", kept, ignore=ignored)
    return kept


def test_the_committed_client_is_what_specs_and_pins_give(state: State) -> None:
    found = Client(ROOT / "python-client", state).differences()
    assert not found, "run `make generate-client`"


def test_nothing_is_asked_of_node_while_nothing_changed(
    state: State, folder: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    Client(folder, state).update(tmp_path / "no-tools", said.append)
    assert said == []
    assert not (tmp_path / "no-tools").exists()


def test_a_package_edited_by_hand_is_named(state: State, folder: Path) -> None:
    edited = folder / "aro_client/v2023_11_22/_configuration.py"
    edited.write_text("pass\n")
    (folder / "aro_client/v2023_11_22/more.py").write_text("pass\n")
    [difference] = Client(folder, state).differences()
    assert difference == f"{VERSION}: edited by hand: _configuration.py, more.py"


@pytest.mark.parametrize("name", ["_client.py", "_utils/serialization.py", "aio/__init__.py"])
def test_a_shared_part_edited_by_hand_is_named(state: State, folder: Path, name: str) -> None:
    (folder / "aro_client" / name).write_text("pass\n")
    [difference] = Client(folder, state).differences()
    assert difference.startswith(f"{name}: ")


def test_only_the_api_version_whose_spec_changed_is_out_of_date(folder: Path) -> None:
    specs = folder.parent / "api-specs"
    shutil.copytree(ROOT / "api-specs", specs)
    [spec] = specs.glob(f"redhatopenshift/*/{VERSION}/redhatopenshift.json")
    spec.write_text(spec.read_text().replace("DNS domain of the cluster", "Name of the cluster"))
    changed = UNDERSTAND.run(State(load(specs)))
    assert Client(folder, changed).stale() == {VERSION: "spec or tools changed"}


def test_an_example_is_no_change(folder: Path) -> None:
    specs = folder.parent / "api-specs"
    shutil.copytree(ROOT / "api-specs", specs)
    for example in specs.glob("redhatopenshift/*/*/examples/*_Get.json"):
        example.write_text("{}")
    assert Client(folder, UNDERSTAND.run(State(load(specs)))).stale() == {}


def test_our_own_extensions_are_nothing_to_clients(state: State) -> None:
    assert "x-aro" in json.dumps(state.bundles[VERSION].definitions)
    assert "x-aro" not in json.dumps(emit.autorest_input(state.bundles[VERSION]))


def test_without_node_the_command_says_what_to_do(folder: Path) -> None:
    (folder.parent / "api-specs").symlink_to(ROOT / "api-specs")
    (folder / "aro_client/v2023_11_22/_configuration.py").write_text("pass\n")
    command = [str(Path(sys.executable).with_name("aro-generate")), "client"]
    environment = {**os.environ, "PATH": str(folder)}
    done = subprocess.run(
        command, cwd=folder.parent, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 3
    assert "needs node (20 or later) and npm, which are not on PATH" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_autorest_refuses_is_told_without_a_traceback(folder: Path, tmp_path: Path) -> None:
    """Stand-ins take the place of node and npm: the one has nothing to do, the other refuses."""
    (folder.parent / "api-specs").symlink_to(ROOT / "api-specs")
    (folder / "aro_client/v2023_11_22/_configuration.py").write_text("pass\n")
    for name, script in (("npm", "exit 0"), ("node", "echo 'no such schema' >&2; exit 1")):
        (tmp_path / "tools").mkdir(exist_ok=True)
        (tmp_path / "tools" / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "tools" / name).chmod(0o755)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("aro-generate")), "client"],
        cwd=folder.parent,
        env={**os.environ, "PATH": f"{tmp_path / 'tools'}:/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr == f"error: api-version {VERSION}:\nno such schema\n\n"


def test_what_every_method_would_be_told_is_told_to_the_client_once(state: State) -> None:
    spec = emit.autorest_input(state.bundles[VERSION])
    assert set(spec["parameters"]) == set(emit.OF_THE_CLIENT)
    assert all(p["x-ms-parameter-location"] == "client" for p in spec["parameters"].values())
    own = [p for item in spec["paths"].values() for op in item.values() for p in op["parameters"]]
    assert not {p.get("name") for p in own} & set(emit.OF_THE_CLIENT)
    json.dumps(spec)


MADE = {
    "__init__.py": f"# coding=utf-8\n# {'-' * 30}\n# Copyright\n# {'-' * 30}\nx = 1\n",
    "_version.py": "VERSION = '0'\n",
    "_utils/__init__.py": "",
    "_utils/serialization.py": "class Model: ...\n",
    "models/__init__.py": "y = 2\n",
}


def test_what_is_committed_carries_our_header_and_one_runtime(state: State) -> None:
    done = emit.finish(state.bundles[VERSION], MADE)
    head = emit.render("client/header.py", version=VERSION)
    assert all(text.startswith(head) for text in done.values())
    assert done["__init__.py"] == f"{head}x = 1\n"
    assert "Deserializer" in done[emit.RUNTIME]
    assert "class Model" not in done[emit.RUNTIME]
    assert "class Model" in emit.runtime(MADE)
    assert "class OpenShiftClusterProperties(Nested)" in done["models/_patch.py"]


def test_the_default_client_prefers_a_stable_api_version(state: State) -> None:
    graphs: list[Any] = [state.graphs["2023-11-22"], state.graphs["2024-08-12-preview"]]
    versions = emit.emit_selection(graphs, "Clusters")["_versions.py"]
    assert 'DEFAULT_API_VERSION = "2023-11-22"' in versions
    assert '"2024-08-12-preview": "v2024_08_12_preview"' in versions
