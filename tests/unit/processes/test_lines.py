"""Lines go out together, and in the order they were said."""

from __future__ import annotations

import asyncio
import io

from aro_rp.processes.lines import Lines


class Counting(io.StringIO):
    writes = 0

    def write(self, text: str) -> int:
        self.writes += 1
        return super().write(text)


async def test_what_one_turn_of_the_loop_says_is_one_write() -> None:
    stream = Counting()
    lines = Lines(stream)
    for turn in range(2):
        for number in range(3):
            lines(b"%d.%d\n" % (turn, number))
        await asyncio.sleep(0)
    assert stream.getvalue().split() == ["0.0", "0.1", "0.2", "1.0", "1.1", "1.2"]
    assert stream.writes == 2
