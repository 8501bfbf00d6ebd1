"""Connections of the frontend: whoever begins a request must end it soon; replies go in one piece.

Source: frontend.md 1 (read timeout 10 s). uvicorn itself waits for ever for the rest of a request,
and takes heads of any length.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from aro_rp.frontend.whole_replies import WholeReplies

READ_S = 10.0
"""From its first byte, or from the beginning of the connection, to its last one."""
MOST_HEAD = 1 << 16
"""Bytes of a head that comes in pieces; what one read brings is less than some times that."""


class PatientProtocol(HttpToolsProtocol):
    """Closes connections on which a request is not read to its end in time, or has no end.

    Requests that arrive whole, as nearly all do, start no timer.
    """

    _deadline: TimerHandle | None = None
    _head_bytes = 0
    _ended_one = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        self._replies = WholeReplies(transport)
        outgoing: Any = self._replies
        super().connection_made(outgoing)
        self._expect_soon()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._ended_one = False
        super().data_received(data)
        cycle = self.cycle
        if cycle is None or cycle.scope is not self.scope:
            self._expect_more_of_head(0 if self._ended_one else len(data))
        elif cycle.more_body or cycle.response_complete:
            self._expect_soon()

    def on_headers_complete(self) -> None:
        self._head_bytes = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._ended_one = True
        if self._deadline is not None:
            self._expect_nothing()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._replies.ended()
        super().on_response_complete()

    def _expect_more_of_head(self, came: int) -> None:
        """A head that is not whole has no cycle yet; behind a whole request it is but begun."""
        self._head_bytes += came
        if self._head_bytes > MOST_HEAD:
            self._give_up()
        else:
            self._expect_soon()

    def _expect_soon(self) -> None:
        if self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(READ_S, self._give_up)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        """What was not read yet is lost; the handler learns that its caller is gone."""
        self._expect_nothing()
        if not self.transport.is_closing():
            self.transport.close()
