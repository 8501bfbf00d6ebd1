"""One look for all emitted Python: ruff's."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from aro_generator.pipeline import Stage, State

OPTIONS = ("--isolated", "--quiet", "--line-length=100", "--target-version=py311")


def format_python(state: State) -> State:
    return replace(state, files=formatted(state.files), beside=formatted(state.beside))


def formatted(files: Mapping[str, str], *, tidied: bool = True) -> dict[str, str]:
    """The same files, Python sources in ruff's look; ``tidied`` puts imports right too."""
    python = {name: text for name, text in files.items() if name.endswith(".py")}
    if not python:
        return dict(files)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in python.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, "utf-8")
        if tidied:
            ruff("check", "--select=I,F401,UP,W", "--fix", "--exit-zero", folder=root)
        ruff("format", folder=root)
        return {**files, **{name: (root / name).read_text("utf-8") for name in python}}


def ruff(command: str, *options: str, folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "ruff", command, *options, *OPTIONS, str(folder)], check=True
    )


FORMAT_PYTHON = Stage("formatted", format_python, frozenset({"files"}))
