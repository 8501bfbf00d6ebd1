"""The log of a local stack, which may run for weeks: two files of bounded size."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Self

LOG = "aro.log"
MOST_BYTES = 10_000_000
_NONE = -1


class LogFile:
    """Adds to a file; what would make it too large begins a new one, beside the one before."""

    _file: int

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        """Raises OSError when there can be no file."""
        self._path, self._most = path, most_bytes
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        before, self._file = self._file, _NONE
        os.close(before)

    def write(self, text: str) -> None:
        data = text.encode()
        if self._size and self._size + len(data) > self._most:
            self._begin_another()
        while data:
            written = os.write(self._file, data)
            self._size += written
            data = data[written:]

    def flush(self) -> None:
        """Nothing is held back."""

    def _begin_another(self) -> None:
        with suppress(FileNotFoundError):
            self._path.replace(older(self._path))
        before = self._file
        self._open()
        os.close(before)

    def _open(self) -> None:
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        self._size = os.fstat(self._file).st_size


def older(path: Path) -> Path:
    """Where the lines before those of the file are."""
    return path.with_name(path.name + ".1")


def read_log(folder: Path) -> str:
    """All that is kept of a stack's log."""
    path = folder / LOG
    return "".join(one.read_text() for one in (older(path), path) if one.exists())
