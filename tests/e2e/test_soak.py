"""The soak of `make soak`, for one life of each kind of cluster and with nobody killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOAK = Path(__file__).parents[1] / "soak" / "soak.py"


def test_customers_of_a_service_of_several_processes_leave_nothing_behind(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, str(SOAK), "0", "2", "1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    said = ended.stdout.split("seen by customers")[1].splitlines()
    assert {"2 PUT done", "2 PATCH done", "2 DELETE done"} <= {line.strip() for line in said}
