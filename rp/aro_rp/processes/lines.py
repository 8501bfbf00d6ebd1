"""Lines of the log and of the audit, written some milliseconds' worth at a time."""

from __future__ import annotations

import asyncio
import os
import stat
from select import PIPE_BUF
from typing import Self, TextIO

GATHER_S = 0.005
"""How long lines wait for others: also the most that is not yet told when a process is killed."""

_MOST = 1 << 16


class Lines:
    """A sink for JSON lines that writes them in their order; the end of the block writes the rest.

    Under load a write of its own for every line would cost more than all else about it. Of a pipe,
    which processes may share, no more is asked than it takes in one piece.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._most = PIPE_BUF if _is_pipe(stream) else _MOST
        self._waiting: list[bytes] = []
        self._size = 0
        self._due = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()

    def __call__(self, line: bytes) -> None:
        """Takes a line with its end; to be called on the loop."""
        if self._size + len(line) > self._most:
            self._write()
        self._size += len(line)
        self._waiting.append(line)
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_later(GATHER_S, self._gathered)

    def _gathered(self) -> None:
        self._due = False
        self._write()

    def _write(self) -> None:
        if self._waiting:
            waiting, self._waiting, self._size = self._waiting, [], 0
            self._stream.write(b"".join(waiting).decode())


def _is_pipe(stream: TextIO) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
    except OSError:
        return False
