"""Brings a folder of emitted files to what was generated, or says how it differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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

    def __add__(self, other: Differences) -> Differences:
        return Differences(
            self.missing + other.missing, self.changed + other.changed, self.stray + other.stray
        )


@dataclass(frozen=True, slots=True)
class Emitted:
    """``files`` by path below ``generated/aro_api``, ``beside`` by path below the project."""

    files: Mapping[str, bytes]
    beside: Mapping[str, bytes] = field(default_factory=dict)


def existing(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not IGNORED & set(path.relative_to(folder).parts)
    }


def beside(project: Path, names: Iterable[str]) -> dict[str, bytes]:
    """What the folders of these files hold, folders below them left alone.

    Of a folder that others of these lie in, people's own pages are not meant.
    """
    folders = {(project / name).parent for name in names}
    shared = {above for folder in folders for above in folder.parents}
    emitted = {project / name for name in names}
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for folder in sorted(folders)
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.is_file() and (folder not in shared or path in emitted)
    }


def compare(output: Path, emitted: Emitted) -> Differences:
    """What a reader of ``output`` and of the folders beside it would find otherwise."""
    known = fingerprint.read(output / MANIFEST).get("beside", {})
    there = beside(output.parent, {*emitted.beside, *known})
    return differences(existing(output / PACKAGE), emitted.files) + differences(
        there, emitted.beside
    )


def differences(there: Mapping[str, bytes], files: Mapping[str, bytes]) -> Differences:
    return Differences(
        tuple(sorted(files.keys() - there.keys())),
        tuple(name for name in sorted(files) if there.get(name, files[name]) != files[name]),
        tuple(sorted(there.keys() - files.keys())),
    )


def write(output: Path, emitted: Emitted, inputs: str) -> Differences:
    """Writes what changed, removes what only earlier runs emitted, then the manifest.

    A run that dies half-way leaves the old manifest, so the next run writes again.
    """
    manifest = output / MANIFEST
    before = fingerprint.read(manifest)
    found = compare(output, emitted)
    places = {name: output / PACKAGE / name for name in (*emitted.files, *before.get("files", {}))}
    places |= {name: output.parent / name for name in (*emitted.beside, *before.get("beside", {}))}
    content = {**emitted.files, **emitted.beside}
    for name in (*found.missing, *found.changed):
        places[name].parent.mkdir(parents=True, exist_ok=True)
        fingerprint.replace(places[name], content[name])
    for name in found.stray:
        if name in places:
            places[name].unlink()
    output.mkdir(parents=True, exist_ok=True)
    fingerprint.write(manifest, inputs, emitted.files, emitted.beside)
    return found
