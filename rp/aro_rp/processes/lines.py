"""Lines of the log and of the audit, written some milliseconds' worth at a time."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from select import PIPE_BUF
from typing import Self, TextIO

GATHER_S = 0.005
"""How long lines wait for others: also the most that is not yet told when a process is killed."""

_MOST = 1 << 16
# the line that broke off is ended first
_LOST = '\n{"level":"error","component":"log","msg":"lines could not be written","lines":%d}\n'


@contextmanager
def log_file(path: Path) -> Iterator[TextIO]:
    """A file that lines are added to; a disk that is full at its end keeps nobody from ending."""
    stream = path.open("a", buffering=1)
    try:
        yield stream
    finally:
        with suppress(OSError):
            stream.close()


class Enduring:
    """Text for a stream; what that does not take, as on a full disk, is lost and nobody fails.

    How many lines were lost at most is said as soon as it takes some again.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lost = 0

    def write(self, text: str) -> None:
        told = _LOST % self._lost if self._lost else ""
        try:
            self._stream.write(told + text)
        except (OSError, ValueError):  # ValueError: it was closed
            self._lost += text.count("\n")
        else:
            self._lost = 0

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


class Lines:
    """A sink for JSON lines that writes them in their order; the end of the block writes the rest.

    Under load a write of its own for every line would cost more than all else about it. Of a pipe,
    which processes may share, no more is asked than it takes in one piece.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = Enduring(stream)
        self._most = PIPE_BUF if _is_pipe(stream) else _MOST
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
        for piece in _pieces(waiting, self._most):
            self._stream.write(piece.decode())


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


def _is_pipe(stream: TextIO) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
    except OSError:
        return False
