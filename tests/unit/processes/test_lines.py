"""Lines go out together, and in the order they were said."""

from __future__ import annotations

import asyncio
import io

from aro_rp.processes.lines import Lines
from aro_rp.processes.sinks import Enduring


class Counting(io.StringIO):
    """Keeps what every write brought, and tells of the first."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.written = asyncio.Event()

    def write(self, text: str) -> int:
        self.texts.append(text)
        self.written.set()
        return super().write(text)


async def test_what_is_said_within_some_milliseconds_is_one_write() -> None:
    stream = Counting()
    lines = Lines(Enduring(stream))
    for turn in range(2):
        for number in range(3):
            lines(b"%d.%d\n" % (turn, number))
        await asyncio.wait_for(stream.written.wait(), 5)
        stream.written.clear()
    assert stream.getvalue().split() == ["0.0", "0.1", "0.2", "1.0", "1.1", "1.2"]
    assert len(stream.texts) == 2


async def test_the_end_leaves_nothing_unsaid() -> None:
    stream = Counting()
    with Lines(Enduring(stream)) as lines:
        lines(b"first\n")
        lines(b"last\n")
    assert stream.getvalue() == "first\nlast\n"
    await asyncio.sleep(0.02)
    assert len(stream.texts) == 1


async def test_no_more_goes_out_at_once_than_keeps_together() -> None:
    stream = Counting()
    sink = Enduring(stream)
    sink.most = 4096
    with Lines(sink) as lines:
        for number in range(9):
            lines(b"%d" % number + b"x" * 1000 + b"\n")
    assert [len(text.splitlines()) for text in stream.texts] == [4, 4, 1]
    assert [line[0] for line in stream.getvalue().splitlines()] == list("012345678")
