"""Puts a released azure-mgmt-redhatopenshift into an environment of its own and prints its Python.

Usage: ``python scripts/get_sdk.py RELEASE``. Releases are those with pins in ``tests/e2e/sdk``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pinned import ROOT, environment


def interpreter(release: str) -> Path:
    pins = ROOT / "tests" / "e2e" / "sdk" / f"azure-mgmt-redhatopenshift-{release}.txt"
    return environment(ROOT / ".cache" / "sdk" / release, pins) / "python"


if __name__ == "__main__":
    sys.stdout.write(f"{interpreter(sys.argv[1])}\n")
