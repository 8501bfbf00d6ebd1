"""A log that takes nothing keeps nobody from going on."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import os
from contextlib import suppress
from pathlib import Path

from aro_rp.processes.lines import Lines
from aro_rp.processes.sinks import Enduring, opened_sink


class Full(io.StringIO):
    """Takes nothing while it is full."""

    full = True

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(text)


async def test_what_a_full_disk_does_not_take_is_counted() -> None:
    stream = Full()
    with Lines(Enduring(stream)) as lines:
        for number in range(200):
            lines(b"%d" % number + b"x" * 1000 + b"\n")
        await asyncio.sleep(0.02)
        assert stream.getvalue() == ""
        stream.full = False
        lines(b"{}\n")
    lost, line = map(json.loads, filter(None, stream.getvalue().splitlines()))
    assert (lost["level"], lost["lines"], line) == ("error", 200, {})


def test_a_full_device_and_a_closed_file_fail_nobody(tmp_path: Path) -> None:
    for path in (Path("/dev/full"), tmp_path / "file"):
        stream = path.open("a", buffering=1)
        with opened_sink(stream) as sink:
            sink.write("line\n")
            sink.flush()
            with suppress(OSError):
                stream.close()
            sink.write("late\n")
            sink.flush()


def test_a_pipe_gets_no_more_at_once_than_it_takes_in_one_piece(tmp_path: Path) -> None:
    """Other processes may write to it as well, and lines must stay whole."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as reader, os.fdopen(writing, "w") as writer:
        with opened_sink(writer) as sink:
            assert sink.most == 4096
            sink.write("line\n")
        assert reader.readline() == "line\n"
    with (tmp_path / "file").open("a") as file, opened_sink(file) as sink:
        assert sink.most > 4096
