"""Builds the wheel of the az extension, with the client that it needs inside.

    python scripts/build_extension.py dist

The wheel depends on nothing: az installs extensions without their dependencies' dependencies being
looked at, and everything else that it imports comes with az.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTENSION = ROOT / "python-client" / "azext_aro"
CLIENT = ROOT / "python-client" / "aro_client"
GENERATED = EXTENSION / "_generated"
SHARED = ("_utils", "_wire")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "aio")
PROJECT = """\
[project]
name = "{name}"
version = "{version}"
description = "Azure Red Hat OpenShift extension of the Azure CLI"
requires-python = ">=3.10"
license = "MIT"

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["azext_aro"]
"""


def newest() -> str:
    """The client's sub-package that the generated half of the extension imports."""
    found = re.search(r"aro_client\.(v[0-9a-z_]+)", (GENERATED / "sdk.py").read_text("utf-8"))
    if found is None:
        raise SystemExit(f"{GENERATED / 'sdk.py'} names no version of the client")
    return found[1]


def vendor(folder: Path) -> None:
    """Copies one version of the client and what versions share, under a name of its own."""
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    (folder / "__init__.py").write_text('"""The part of aro_client that az aro needs."""\n')
    shutil.copy(CLIENT / "_version.py", folder)
    for name in (*SHARED, newest()):
        shutil.copytree(CLIENT / name, folder / name, ignore=LEFT_OUT)


def stage(folder: Path) -> dict[str, str]:
    """Lays out a project that builds the wheel; gives what az is told of it."""
    facts: dict[str, str] = json.loads((GENERATED / "azext_metadata.json").read_text("utf-8"))
    package = folder / "azext_aro"
    shutil.copytree(EXTENSION, package, ignore=LEFT_OUT)
    (package / "_generated" / "azext_metadata.json").replace(package / "azext_metadata.json")
    vendor(package / "vendored" / "aro_client")
    (folder / "pyproject.toml").write_text(PROJECT.format(**facts))
    return facts


def build(target: Path) -> Path:
    """Builds the wheel into ``target`` and gives its path."""
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    with tempfile.TemporaryDirectory() as name:
        facts = stage(Path(name))
        command = [uv, "build", "--quiet", "--wheel", "--out-dir", str(target.resolve()), name]
        subprocess.run(command, check=True)
    return target / f"{facts['name']}-{facts['version']}-py3-none-any.whl"


if __name__ == "__main__":
    made = build(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
    sys.stdout.write(f"{made}\n")
