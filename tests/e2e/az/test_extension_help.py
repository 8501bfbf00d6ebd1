"""What `az aro … --help` says, compared with what is kept."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from azext_aro._generated.commands import COMMANDS

pytestmark = pytest.mark.xdist_group("az-extension")

KEPT = Path(__file__).with_name("help")
GROUPS = ["aro", "aro identity"]
# One process for all pages: starting az takes most of the time of a page.
SCRIPT = """
import sys
from contextlib import redirect_stdout
from pathlib import Path
from azure.cli.core import get_default_cli
folder, *names = sys.argv[1:]
for name in names:
    with open(Path(folder) / (name.replace(" ", "-") + ".txt"), "w") as page, redirect_stdout(page):
        try:
            get_default_cli().invoke([*name.split(), "--help"])
        except SystemExit as end:
            assert not end.code, (name, end.code)
"""


def test_help_is_what_is_kept(our_az: Any, az_program: Path, tmp_path: Path) -> None:
    names = [*GROUPS, *(command.name for command in COMMANDS)]
    python = az_program.with_name("python")
    env = {**our_az.variables, "COLUMNS": "100"}
    command = [str(python), "-c", SCRIPT, str(tmp_path), *names]
    subprocess.run(command, env=env, check=True, capture_output=True, timeout=120)
    said = {page.name: page.read_text() for page in tmp_path.iterdir()}
    if os.environ.get("KEEP_HELP"):
        for name, text in said.items():
            (KEPT / name).write_text(text)
    assert said == {page.name: page.read_text() for page in KEPT.iterdir()}
