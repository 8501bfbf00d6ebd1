"""Puts the Azure CLI that is tested into .cache/az/<version> and prints where its `az` is.

Usage: ``.venv/bin/python scripts/get_az.py``. Its pins are tests/e2e/az/azure-cli-<version>.txt.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pinned import ROOT, environment


def installed() -> Path:
    (pins,) = (ROOT / "tests" / "e2e" / "az").glob("azure-cli-*.txt")
    home = ROOT / ".cache" / "az" / pins.stem.removeprefix("azure-cli-")
    return environment(home, pins) / "az"


if __name__ == "__main__":
    sys.stdout.write(f"{installed()}\n")
