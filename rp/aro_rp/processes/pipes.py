"""Text for pipes, terminals and sockets, whose readers may be slow or gone."""

from __future__ import annotations

import os
import select
import socket
import stat
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from select import PIPE_BUF

MOST_WAITING = 1 << 20
"""Bytes that wait at most for a reader who is slow."""

LOST = '\n{"level":"error","component":"log","msg":"lines could not be written","lines":%d}\n'
"""The line that broke off is ended first."""

Write = Callable[[bytes], int]
"""Tells how many bytes it wrote; BlockingIOError when there is room for none."""


class Pipe:
    """Keeps nobody waiting who writes: what finds no room waits for it, up to a bound.

    Others may share the pipe. So lines go out in pieces that it takes whole, it is not asked for
    room first, which may be another's a moment later, and it is not made one that never waits, as
    it would be that for all. Linux gives us an end of our own; elsewhere a thread writes all.
    """

    most = PIPE_BUF

    def __init__(self, descriptor: int, *, by_thread: bool = False) -> None:
        """Writes to a copy of the descriptor, and all of it ``by_thread`` where that is asked."""
        self._opened = ExitStack()
        self._descriptor = os.dup(descriptor)
        self._opened.callback(os.close, self._descriptor)
        self._at_once = None if by_thread else _at_once(descriptor, self._opened)
        self._changed = threading.Condition()
        self._waiting: list[tuple[int, bytes]] = []
        self._size = self._lost = 0
        self._ends = False
        self._thread = threading.Thread(target=self._write_waiting, name="log", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        with self._changed:
            lines = text.count("\n")
            if self._ends or self._size > MOST_WAITING:
                self._lost += lines
                return
            if self._lost:
                lost, self._lost = self._lost, 0
                self._put(lost, (LOST % lost).encode())
            self._put(lines, text.encode())

    def flush(self) -> None:
        """Nothing is held back."""

    def end(self, patience_s: float) -> None:
        """Waits for what has been taken; a reader who does not read in time loses it."""
        with self._changed:
            self._ends = True
            self._changed.notify()
        self._thread.join(patience_s)

    def _put(self, lines: int, data: bytes) -> None:
        if self._at_once is not None and not self._size:
            try:
                data = data[self._at_once(data) :]
            except BlockingIOError:
                pass
            except OSError:
                self._lost += lines
                return
        if data:
            self._waiting.append((lines, data))
            self._size += len(data)
            self._changed.notify()

    def _write_waiting(self) -> None:
        """The thread's work, so that it is the last to use what is closed then."""
        with self._opened:
            while pieces := self._next():
                for lines, data in pieces:
                    lost = 0 if self._is_written(data) else lines
                    with self._changed:
                        self._lost += lost
                        self._size -= len(data)

    def _next(self) -> list[tuple[int, bytes]]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ends)
            pieces, self._waiting = self._waiting, []
        return pieces

    def _is_written(self, data: bytes) -> bool:
        """Also to what others made one that never waits."""
        room = select.poll()
        room.register(self._descriptor, select.POLLOUT)
        write = self._at_once or partial(os.write, self._descriptor)
        while data:
            try:
                data = data[write(data) :]
            except BlockingIOError:
                room.poll()
            except OSError:
                return False
        return True


def _at_once(descriptor: int, opened: ExitStack) -> Write | None:
    """Writes without waiting to what the descriptor is, where that can be had for us alone."""
    if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        ours = opened.enter_context(socket.socket(fileno=os.dup(descriptor)))
        return lambda data: ours.send(data, socket.MSG_DONTWAIT)
    try:
        end = os.open(f"/proc/self/fd/{descriptor}", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return None
    opened.callback(os.close, end)
    return partial(os.write, end)
