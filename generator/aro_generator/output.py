"""Brings a folder of emitted files to what was generated, or says how it differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aro_generator import fingerprint

MANIFEST = "manifest.json"
PACKAGE = "aro_api"
IGNORED = frozenset({"__pycache__"})


@dataclass(frozen=True, slots=True)
class Differences:
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    stray: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.stray)


def existing(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not IGNORED & set(path.relative_to(folder).parts)
    }


def compare(output: Path, files: Mapping[str, bytes]) -> Differences:
    """What a reader of ``output`` would find otherwise than generated."""
    there = existing(output / PACKAGE)
    return Differences(
        tuple(sorted(files.keys() - there.keys())),
        tuple(name for name in sorted(files) if there.get(name, files[name]) != files[name]),
        tuple(sorted(there.keys() - files.keys())),
    )


def write(output: Path, files: Mapping[str, bytes], inputs: str) -> Differences:
    """Writes what changed, removes what only earlier runs emitted, then the manifest.

    A run that dies half-way leaves the old manifest, so the next run writes again.
    """
    folder, manifest = output / PACKAGE, output / MANIFEST
    before = fingerprint.read(manifest).get("files", {})
    differences = compare(output, files)
    for name in (*differences.missing, *differences.changed):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        fingerprint.replace(folder / name, files[name])
    for name in differences.stray:
        if name in before:
            (folder / name).unlink()
    fingerprint.write(manifest, inputs, files)
    return differences
