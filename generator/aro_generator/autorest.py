"""Runs AutoRest: the only module that needs node, and only when a client is out of date."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from aro_generator.load import JsonObject
from aro_generator.names import package

PINS = Path(__file__).resolve().parents[1]
PIN_FILES = ("package.json", "package-lock.json", ".npmrc")
PLUGINS = ("@autorest/modelerfour", "@autorest/python")
OPTIONS = (
    "--python",
    "--azure-arm",
    "--version-tolerant=false",
    "--models-mode=msrest",
    "--black=false",
    "--package-name=aro-client",
    "--package-version=0",
    "--clear-output-folder",
)
INSTALL_S, GENERATE_S = 600, 300


class NoTools(Exception):
    """Node is missing, or its packages cannot be installed; says what to do."""


class AutoRestFailed(Exception):
    """AutoRest refused a spec; carries what it printed."""


@dataclass(frozen=True, slots=True)
class Tools:
    """An installed set of the pinned node packages."""

    node: str
    home: Path

    def module(self, name: str) -> str:
        return str(self.home / "node_modules" / name)


def pins() -> str:
    """What of the tools decides the output: versions of everything they are made of."""
    total = hashlib.sha256()
    for name in PIN_FILES:
        total.update((PINS / name).read_bytes())
    return total.hexdigest()


def tools(cache: Path) -> Tools:
    """The pinned packages below ``cache``, installed there the first time (half a minute)."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NoTools(
            "the client has to be generated again, and that needs node (20 or later) and npm, "
            "which are not on PATH; on a machine that has them run `make generate-client`, "
            "and commit python-client/"
        )
    home = cache / f"node-{pins()[:12]}"
    if not (home / "installed").exists():
        home.mkdir(parents=True, exist_ok=True)
        for name in PIN_FILES:
            shutil.copyfile(PINS / name, home / name)
        told = _run([npm, "ci", "--no-progress"], home, dict(os.environ), INSTALL_S)
        if told.returncode:
            raise NoTools(f"`npm ci` failed in {home}:\n{told.stderr.strip()}")
        (home / "installed").touch()
    return Tools(node, home)


def generate(tools: Tools, version: str, spec: JsonObject) -> dict[str, str]:
    """AutoRest's files for one api-version, by their path inside its package."""
    with _workplace(spec) as (file, folder):
        told = _run(
            [
                tools.node,
                tools.module("autorest/entrypoints/app.js"),
                f"--version={tools.module('@autorest/core')}",
                *(f"--use={tools.module(name)}" for name in PLUGINS),
                *OPTIONS,
                f"--input-file={file}",
                f"--namespace=aro_client.{package(version)}",
                f"--output-folder={folder}",
            ],
            tools.home,
            _environment(tools),
            GENERATE_S,
        )
        root = folder / "aro_client" / package(version)
        if told.returncode or not root.is_dir():
            raise AutoRestFailed(f"api-version {version}:\n{told.stdout}{told.stderr}")
        return {
            path.relative_to(root).as_posix(): path.read_text("utf-8")
            for path in sorted(root.rglob("*.py"))
        }


@contextmanager
def _workplace(spec: JsonObject) -> Iterator[tuple[Path, Path]]:
    with TemporaryDirectory(prefix="autorest-") as name:
        file = Path(name) / "redhatopenshift.json"
        file.write_text(json.dumps(spec), "utf-8")
        yield file, Path(name) / "made"


def _environment(tools: Tools) -> dict[str, str]:
    """Unbuffered, a line of AutoRest's Python part arrives before its protocol and ends it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return kept | {"AUTOREST_HOME": str(tools.home / "autorest")}


def _run(
    command: list[str], folder: Path, environment: dict[str, str], seconds: float
) -> subprocess.CompletedProcess[str]:
    """What the command said; one that takes longer has failed."""
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"not done in {seconds:.0f} s")
