"""Small specs, their whole output, and what that output does.

After a wanted change: ``aro-generate --specs <case>/specs --output <case>/expected`` and read the
difference; ``run.json`` is what ``run.py`` prints with ``PYTHONPATH=<case>/expected``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aro_generator.cli import produce
from aro_generator.output import compare

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/specs"))


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


def test_the_output_is_what_is_expected_to_the_last_byte(case: Path) -> None:
    assert not compare(case / "expected", produce(case / "specs"))


def test_the_same_specs_give_the_same_bytes(case: Path) -> None:
    assert produce(case / "specs") == produce(case / "specs")


def test_the_output_does_what_is_expected(case: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(case / "expected")}
    done = subprocess.run(
        [sys.executable, str(case / "run.py")], env=environment, capture_output=True, check=False
    )
    assert done.stderr == b""
    assert json.loads(done.stdout) == json.loads((case / "run.json").read_text("utf-8"))
