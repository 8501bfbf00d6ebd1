"""Lines of the log and of the audit, written in one piece for each turn of the loop."""

from __future__ import annotations

import asyncio
from typing import TextIO


class Lines:
    """A sink for JSON lines that makes one write of all that are said before the loop goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: list[bytes] = []

    def __call__(self, line: bytes) -> None:
        """Takes a line with its end; to be called on the loop."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self.flush)
        self._waiting.append(line)

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._stream.write(b"".join(waiting).decode())
