"""Lines go out together, and in the order they were said."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import os
from pathlib import Path
from typing import Any

from aro_rp.processes.lines import Enduring, Lines, log_file


class Counting(io.StringIO):
    """Keeps what every write brought, and tells of the first."""

    def __init__(self, fileno: Any = None) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.written = asyncio.Event()
        self.fileno = fileno or super().fileno

    def write(self, text: str) -> int:
        self.texts.append(text)
        self.written.set()
        return super().write(text)


async def test_what_is_said_within_some_milliseconds_is_one_write() -> None:
    stream = Counting()
    lines = Lines(stream)
    for turn in range(2):
        for number in range(3):
            lines(b"%d.%d\n" % (turn, number))
        await asyncio.wait_for(stream.written.wait(), 5)
        stream.written.clear()
    assert stream.getvalue().split() == ["0.0", "0.1", "0.2", "1.0", "1.1", "1.2"]
    assert len(stream.texts) == 2


async def test_the_end_leaves_nothing_unsaid() -> None:
    stream = Counting()
    with Lines(stream) as lines:
        lines(b"first\n")
        lines(b"last\n")
    assert stream.getvalue() == "first\nlast\n"
    await asyncio.sleep(0.02)
    assert len(stream.texts) == 1


async def test_a_pipe_gets_no_more_at_once_than_it_takes_in_one_piece() -> None:
    """Other processes may write to it as well, and lines must stay whole."""
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "w") as pipe:
        stream = Counting(pipe.fileno)
        with Lines(stream) as lines:
            for number in range(9):
                lines(b"%d" % number + b"x" * 1000 + b"\n")
    assert [len(text.splitlines()) for text in stream.texts] == [4, 4, 1]
    assert [line[0] for line in stream.getvalue().splitlines()] == list("012345678")


class Full(io.StringIO):
    """Takes nothing while it is full."""

    full = True

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(text)


async def test_nobody_fails_because_the_log_takes_nothing() -> None:
    stream = Full()
    with Lines(stream) as lines:
        for number in range(200):
            lines(b"%d" % number + b"x" * 1000 + b"\n")
        await asyncio.sleep(0.02)
        assert stream.getvalue() == ""
        stream.full = False
        lines(b"{}\n")
    lost, line = map(json.loads, filter(None, stream.getvalue().splitlines()))
    assert (lost["level"], lost["lines"], line) == ("error", 200, {})


def test_a_file_on_a_full_disk_fails_neither_lines_nor_its_end() -> None:
    with log_file(Path("/dev/full")) as stream:
        lines = Enduring(stream)
        lines.write("line\n")
        lines.flush()
    lines.write("late\n")
    lines.flush()
