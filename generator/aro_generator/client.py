"""Keeps ``python-client/aro_client`` what specs and pins give; reads without node."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from aro_generator import autorest, fingerprint
from aro_generator.emit import client as emit
from aro_generator.load import JsonObject
from aro_generator.names import package
from aro_generator.pipeline import State
from aro_generator.stages.format_python import formatted

MANIFEST = "manifest.json"
RECIPES = ("emit/client.py", "templates/client")
SELECTION_ONLY = ("client", "versions", "package", "aio", "reexport", "selection")
AT_ONCE = 2
TITLE = "Azure Red Hat OpenShift"


@dataclass(frozen=True, slots=True)
class Client:
    """One folder of clients and the specs that it should follow."""

    folder: Path
    state: State

    @property
    def package(self) -> Path:
        return self.folder / emit.PACKAGE

    @property
    def manifest(self) -> Mapping[str, JsonObject]:
        return fingerprint.read(self.folder / MANIFEST)

    def inputs(self) -> dict[str, str]:
        """By api-version, one hash of all that its package follows from."""
        shared = f"{autorest.pins()}\n{autorest.OPTIONS}\n{recipe()}\n"
        return {v: _hash(shared + json.dumps(self.spec(v))) for v in self.state.versions}

    def spec(self, version: str) -> JsonObject:
        return emit.autorest_input(self.state.bundles[version])

    def selection(self) -> dict[str, str]:
        """The default client, which needs no node."""
        graphs = list(self.state.apis.values())
        return formatted(emit.emit_selection(graphs, TITLE), tidied=False)

    def stale(self) -> dict[str, str]:
        """Versions whose package is not what it should be, each with the reason."""
        known = self.manifest.get("versions", {})
        found = {}
        for version, inputs in self.inputs().items():
            entry = known.get(version)
            if entry is None:
                found[version] = "new"
            elif entry["inputs"] != inputs:
                found[version] = "spec or tools changed"
            elif edited := self._edited(version, entry["files"]):
                found[version] = f"edited by hand: {', '.join(edited)}"
        return found

    def _edited(self, version: str, files: Mapping[str, str]) -> list[str]:
        root = self.package / package(version)
        return [*fingerprint.altered(files, root), *sorted(_python(root) - files.keys())]

    def differences(self) -> list[str]:
        """Everything a commit should not hold, in words; empty when all is as generated."""
        found = [f"{version}: {why}" for version, why in self.stale().items()]
        known = self.manifest.get("versions", {})
        found += [f"{v}: no such api-version" for v in known.keys() - self.inputs().keys()]
        runtime = {emit.RUNTIME: str(self.manifest.get("runtime", ""))}
        found += [f"{name}: edited by hand" for name in fingerprint.altered(runtime, self.package)]
        for name, text in self.selection().items():
            path = self.package / name
            if not path.is_file() or path.read_text("utf-8") != text:
                found.append(f"{name}: changed")
        return found

    def update(self, cache: Path, say: Callable[[str], None], *, force: bool = False) -> None:
        """Generates what is out of date; NoTools when node is needed and missing."""
        inputs = self.inputs()
        wanted = dict.fromkeys(inputs, "forced") if force else self.stale()
        entries = {v: e for v, e in self.manifest.get("versions", {}).items() if v in inputs}
        if wanted:
            tools = autorest.tools(cache)
            with ThreadPoolExecutor(AT_ONCE) as pool:
                made = pool.map(lambda v: autorest.generate(tools, v, self.spec(v)), wanted)
                for version, files in zip(wanted, made, strict=True):
                    say(f"{version}: {wanted[version]}")
                    done = self._finish(version, files)
                    entries[version] = {"inputs": inputs[version], "files": _hashes(done)}
        _write(self.package, self.selection())
        self._remove({v for v in self.manifest.get("versions", {}) if v not in inputs})
        runtime = (self.package / emit.RUNTIME).read_bytes()
        body = {"runtime": fingerprint.of_text(runtime), "versions": dict(sorted(entries.items()))}
        fingerprint.replace(self.folder / MANIFEST, (json.dumps(body, indent=1) + "\n").encode())

    def _finish(self, version: str, made: Mapping[str, str]) -> dict[str, str]:
        files = formatted(emit.finish(self.state.bundles[version], made), tidied=False)
        root = self.package / package(version)
        for name in _python(root) - files.keys():
            (root / name).unlink()
        _write(root, files)
        _write(self.package, formatted({emit.RUNTIME: emit.runtime(made)}, tidied=False))
        return files

    def _remove(self, versions: Iterable[str]) -> None:
        for version in versions:
            root = self.package / package(version)
            for name in _python(root):
                (root / name).unlink()


def recipe() -> str:
    """One hash of what turns AutoRest's output into ours."""
    here, total = Path(__file__).parent, hashlib.sha256()
    for part in RECIPES:
        for path in sorted(here.glob(part)) if part.endswith(".py") else _templates(here / part):
            total.update(path.read_bytes())
    return total.hexdigest()


def _templates(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.jinja"))
    return [path for path in found if path.name.split(".")[0] not in SELECTION_ONLY]


def _hash(text: str) -> str:
    return fingerprint.of_text(text.encode())


def _hashes(files: Mapping[str, str]) -> dict[str, str]:
    return {name: _hash(files[name]) for name in sorted(files)}


def _python(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*.py")}


def _write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        fingerprint.replace(path, text.encode())
