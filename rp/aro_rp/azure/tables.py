"""Tables kept as data in api-specs/data."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[3] / "api-specs" / "data"


def read_table(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
