"""Everything that the pages for people tell to type is typed here, in their order.

A fence says what it holds: `sh` and `python` are run, a page at a time, each block as it stands and
with what earlier blocks exported. A comment right above a fence says what else is to know:
`<!-- runs until: TEXT -->` of a block that stays, which ends with the page or with the next that
stays, and `<!-- not run: REASON -->`. Port 8443 is replaced by a free one.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "api-specs/README.md",
    ROOT / "python-client/README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
FENCE = re.compile(
    r"(?:^<!-- (?P<mark>.+?) -->\n)?^```(?P<kind>.*)\n(?P<text>(?s:.*?))^```$", re.MULTILINE
)
INLINE = re.compile(r"`\.venv/bin/(aro[a-z-]*(?: [a-z]+)*)[ `]")
KINDS = {"sh", "python", "text", "json"}
PORT, PATIENCE_S = "8443", 240
FOREIGN = ("MAKE", "PYTHON")
OWN = {".git", ".aro", "dist", "bench-results.json"}
KEEP = '[ -f "$HOME/exported" ] && . "$HOME/exported"\n{text}\nexport -p > "$HOME/exported"\n'


@dataclass(frozen=True, slots=True)
class Block:
    kind: str
    text: str
    mark: str

    @property
    def until(self) -> str:
        return self.mark.removeprefix("runs until: ") if self.mark.startswith("runs until") else ""

    @property
    def run(self) -> bool:
        return self.kind in ("sh", "python") and not self.mark.startswith("not run: ")


def blocks(page: Path) -> list[Block]:
    return [
        Block(found["kind"], found["text"], found["mark"] or "")
        for found in FENCE.finditer(page.read_text())
    ]


@dataclass(slots=True)
class Reader:
    """Somebody with a copy of the project and a shell."""

    folder: Path
    variables: dict[str, str]
    staying: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def command(self, block: Block) -> list[str]:
        text = block.text.replace(PORT, self.variables["PORT"])
        if block.kind == "python":
            return [str(self.folder / ".venv/bin/python"), "-c", text]
        script = text if block.until else KEEP.format(text=text)
        return ["bash", "-euo", "pipefail", "-c", script]

    def types(self, block: Block) -> None:
        done = subprocess.run(
            self.command(block),
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, f"{block.text}{done.stdout}{done.stderr}"

    def starts(self, block: Block) -> None:
        """Returns when the block has printed what it runs until."""
        self.ends()
        said = self.folder / "said"
        with said.open("wb") as out:
            process = subprocess.Popen(
                self.command(block),
                cwd=self.folder,
                env=self.variables,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.staying.append(process)
        deadline = time.monotonic() + PATIENCE_S
        while block.until not in said.read_text():
            assert process.poll() is None, f"{block.text}{said.read_text()}"
            assert time.monotonic() < deadline, f"{block.text}{said.read_text()}"
            time.sleep(0.02)

    def ends(self) -> None:
        for process in self.staying:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(PATIENCE_S)
        self.staying.clear()


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """The project under links, so that what a page makes is made elsewhere."""
    fresh = subprocess.run(["make", "-q", ".venv/.installed"], cwd=ROOT, capture_output=True)
    assert fresh.returncode == 0, "the environment is older than its lock: run `make install`"
    folder, home = tmp_path / "project", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    for entry in ROOT.iterdir():
        if entry.name not in OWN:
            (folder / entry.name).symlink_to(entry)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PYTHON"))
    }
    reading = Reader(folder, {**kept, "PORT": port, "HOME": str(home)})
    try:
        yield reading
    finally:
        reading.ends()


def with_az(reading: Reader) -> None:
    """Puts the pinned `az` on the reader's path; it is installed once and kept."""
    script = [sys.executable, str(ROOT / "scripts" / "get_az.py")]
    program = subprocess.run(script, capture_output=True, text=True, check=True).stdout.strip()
    reading.variables["PATH"] = f"{Path(program).parent}:{reading.variables['PATH']}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_reader_can_type_what_a_page_says(page: Path, reader: Reader) -> None:
    found = [block for block in blocks(page) if block.run]
    if any(re.search(r"^az ", block.text, re.MULTILINE) for block in found):
        with_az(reader)
    for block in found:
        if block.until:
            reader.starts(block)
        else:
            reader.types(block)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_fence_says_what_it_holds(page: Path) -> None:
    found = blocks(page)
    assert {block.kind for block in found} <= KINDS
    marks = ("", "runs until: ", "not run: ")
    assert all(block.mark.startswith(marks[1:]) or not block.mark for block in found)


@pytest.mark.parametrize(
    "words", sorted({words for page in PAGES for words in INLINE.findall(page.read_text())})
)
def test_a_command_named_in_a_sentence_exists(words: str) -> None:
    program, *rest = shlex.split(words)
    command = [str(Path(sys.executable).with_name(program)), *rest, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
