"""Whether anything changed since the last run; imports nothing heavy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

TOOLS = ("datamodel-code-generator", "jinja2", "ruff")
SOURCES = (".py", ".jinja")
SPECS = (".json", ".yaml")
ASIDE = frozenset({"examples", "released"})


def inputs(specs: Path) -> str:
    """One hash of the specs (but for ``ASIDE``), the generator's own sources and its tools."""
    total = hashlib.sha256()
    for name in TOOLS:
        total.update(f"{name}={version(name)}\n".encode())
    here = Path(__file__).parent
    for root, kinds in ((here, SOURCES), (specs, SPECS)):
        for path in sorted(root.rglob("*")):
            within = path.relative_to(root)
            if path.suffix in kinds and not ASIDE & set(within.parts):
                total.update(f"{within.as_posix()}\n".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def of_text(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def read(manifest: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write(
    manifest: Path, fingerprint: str, files: Mapping[str, bytes], beside: Mapping[str, bytes]
) -> None:
    body = {
        "inputs": fingerprint,
        "files": {name: of_text(files[name]) for name in sorted(files)},
        "beside": {name: of_text(beside[name]) for name in sorted(beside)},
    }
    replace(manifest, (json.dumps(body, indent=1) + "\n").encode())


def replace(path: Path, content: bytes) -> None:
    """Readers see the old content or the new, never a part."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)


def up_to_date(manifest: Mapping[str, Any], fingerprint: str, folder: Path, project: Path) -> bool:
    """Same inputs, and every emitted file is as it was emitted."""
    if manifest.get("inputs") != fingerprint:
        return False
    if list(altered(manifest.get("files", {}), folder)):
        return False
    return not list(altered(manifest.get("beside", {}), project))


def altered(files: Mapping[str, str], folder: Path) -> Iterable[str]:
    for name, digest in files.items():
        path = folder / name
        if not path.is_file() or of_text(path.read_bytes()) != digest:
            yield name
