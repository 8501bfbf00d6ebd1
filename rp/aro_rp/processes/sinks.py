"""Where lines of the log go: nobody fails, and nobody waits, for what it does not take."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol, TextIO

from aro_rp.processes.pipes import LOST, Pipe

PATIENCE_S = 1.0
"""How long the end waits for what has not been read."""


class Stream(Protocol):
    """The part of a text stream that is written to."""

    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...


class Sink(Protocol):
    """Takes text; how many lines were lost at most is said as soon as there is room for more."""

    most: int
    """Bytes that keep together what one write brings."""

    def write(self, text: str) -> None: ...
    def flush(self) -> None: ...


@contextmanager
def opened_sink(stream: TextIO, patience_s: float = PATIENCE_S) -> Iterator[Sink]:
    """A sink for the stream, be that a file or what somebody else reads, or does not."""
    if (descriptor := _descriptor_of_no_file(stream)) is None:
        yield Enduring(stream)
        return
    pipe = Pipe(descriptor)
    try:
        yield pipe
    finally:
        pipe.end(patience_s)


class Enduring:
    """Text for a stream; what that does not take, as on a full disk, is lost."""

    most = 1 << 16

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._lost = 0

    def write(self, text: str) -> None:
        told = LOST % self._lost if self._lost else ""
        try:
            self._stream.write(told + text)
        except (OSError, ValueError):  # ValueError: it was closed
            self._lost += text.count("\n")
        else:
            self._lost = 0

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def _descriptor_of_no_file(stream: TextIO) -> int | None:
    try:
        descriptor = stream.fileno()
        return None if stat.S_ISREG(os.fstat(descriptor).st_mode) else descriptor
    except (OSError, ValueError):
        return None
