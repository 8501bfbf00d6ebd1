"""How many requests the last fuzz run made, by api-version."""

from __future__ import annotations

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".cache" / "fuzz"


def main() -> None:
    total = 0
    for path in sorted(FOLDER.glob("*.json")):
        report = json.loads(path.read_text())
        count = report["test_cases"]["generated"]
        total += count
        sys.stdout.write(f"{path.stem:20} {count:6} requests in {report['running_time']:5.1f} s\n")
    sys.stdout.write(f"{'all':20} {total:6} requests\n")


main()
