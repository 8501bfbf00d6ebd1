"""The tree keeps its promises: the standard library stays visible, nothing is of one machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP_FOLDERS = ("generator", "generated", "rp", "operator", "python-client", "deploy", "tests")
FORBIDDEN_NAMES = {
    "utils.py",
    "util.py",
    "base.py",
    "helpers.py",
    "helper.py",
    "manager.py",
    "common.py",
}


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("folder", TOP_FOLDERS)
def test_a_top_folder_is_not_a_package(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists()


def test_python_starts_with_the_root_on_its_path() -> None:
    """A package called operator would hide the standard library's (stack.md 10.1)."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    script = "import collections, operator; operator.add"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True)


def test_modules_say_what_they_are() -> None:
    assert not [path for path in tracked("*.py") if path.name in FORBIDDEN_NAMES]


def test_no_tracked_file_names_a_place_of_one_machine() -> None:
    place = re.compile(r"/(?:work|root|home)/[a-z.]+/")
    named = [
        str(path.relative_to(ROOT))
        for path in tracked("*.py", "*.md", "*.json", "*.toml", "*.yaml", "Makefile", "*.jinja")
        if path != Path(__file__) and place.search(path.read_text())
    ]
    assert not named


def test_the_readme_names_only_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", readme, re.MULTILINE))
    assert named <= targets
