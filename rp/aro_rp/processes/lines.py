"""Lines of the log and of the audit, written some milliseconds' worth at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Self

from aro_rp.processes.sinks import Sink

GATHER_S = 0.005
"""How long lines wait for others: also the most that is not yet told when a process is killed."""


class Lines:
    """A sink for JSON lines that writes them in their order; the end of the block writes the rest.

    Under load a write of its own for every line would cost more than all else about it.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._waiting: list[bytes] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()

    def __call__(self, line: bytes) -> None:
        """Takes a line with its end; to be called on the loop."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(GATHER_S, self._write)
        self._waiting.append(line)

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        for piece in _pieces(waiting, self._sink.most):
            self._sink.write(piece.decode())


def _pieces(lines: Sequence[bytes], most: int) -> Iterator[bytes]:
    """The lines joined, each whole and no more together than ``most`` where one alone is not."""
    piece: list[bytes] = []
    size = 0
    for line in lines:
        size += len(line)
        if size > most and piece:
            yield b"".join(piece)
            piece, size = [], len(line)
        piece.append(line)
    if piece:
        yield b"".join(piece)
