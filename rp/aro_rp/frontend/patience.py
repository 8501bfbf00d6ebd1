"""Connections of the frontend: whoever begins a request must end it soon; replies go in one piece.

Source: frontend.md 1 (read timeout 10 s). uvicorn itself waits for ever for the rest of a request,
takes heads and trailers of any length and requests without end while others wait, and answers what
it cannot read before the requests that came earlier.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from collections.abc import Sized
from typing import Any

from httptools import HttpParserError
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from aro_rp.arm.errors import ArmError
from aro_rp.frontend.http11 import Http11Parser
from aro_rp.frontend.unread import MOST_HEAD, head_size, no_request, refusal, too_long
from aro_rp.frontend.whole_replies import WholeReplies

READ_S = 10.0
"""From its first byte, or from the beginning of the connection, to its last one."""


class _InTurn(FlowControl):
    """Reads no further while requests wait for their turn: there may be no end of them."""

    def __init__(self, transport: Any, waiting: Sized) -> None:
        super().__init__(transport)
        self._waiting = waiting

    def resume_reading(self) -> None:
        if not self._waiting:
            super().resume_reading()


class PatientProtocol(HttpToolsProtocol):
    """Closes connections on which a request is not read to its end in time, or has no end.

    Requests that arrive whole, as nearly all do, start no timer.
    """

    _deadline: TimerHandle | None = None
    _begun_bytes = 0
    _got_on = False
    _may_be_long = False
    _refused: ArmError | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        self._replies = WholeReplies(transport)
        outgoing: Any = self._replies
        super().connection_made(outgoing)
        self.parser: Any = Http11Parser(self)
        self.flow = _InTurn(outgoing, self.pipeline)
        self._expect_soon()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._got_on = False
        self._may_be_long = self._begun_bytes + len(data) > MOST_HEAD
        super().data_received(data)
        cycle = self.cycle
        if (
            cycle is None
            or cycle.scope is not self.scope
            or cycle.more_body
            or cycle.response_complete
        ):
            self._expect_more(len(data))

    def on_headers_complete(self) -> None:
        self._got_on = True
        if self._may_be_long:
            size = head_size(self.parser.get_method(), self.url, self.headers)
            if size > MOST_HEAD:
                self._refused = too_long(self.url)
                raise HttpParserError
        super().on_headers_complete()
        # what comes under this name from now on are trailers, which are no headers
        self.headers = []

    def on_chunk_header(self) -> None:
        self._got_on = True

    def on_body(self, body: bytes) -> None:
        self._got_on = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._got_on = True
        if self.parser.should_upgrade():
            return
        self._begun_bytes = 0
        if self._deadline is not None:
            self._expect_nothing()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._replies.ended()
        is_last = not self.pipeline
        super().on_response_complete()
        if self._refused and is_last:
            self._refuse(self._refused)

    def send_400_response(self, msg: str) -> None:
        """Says why it reads no further, once the requests before this one have their replies."""
        self._refused = error = self._refused or no_request()
        self._expect_nothing()
        cycle, waiting = self.cycle, self.pipeline
        if cycle is not None and cycle.more_body:
            if waiting:
                waiting.popleft()
            elif cycle.response_started:
                self.transport.close()
            else:
                cycle.disconnected = True
                cycle.message_event.set()
                self._refuse(error)
        elif cycle is None or cycle.response_complete:
            self._refuse(error)

    def _refuse(self, error: ArmError) -> None:
        """Drops what still comes: closed with bytes unread, the connection may lose the reply."""
        if not self.transport.is_closing():
            self._unset_keepalive_if_required()
            self.transport.write(refusal(error, self.server_state.default_headers))
            self._replies.write_eof()
            self.flow.resume_reading()
            self._expect_soon()

    def _expect_more(self, came: int) -> None:
        """A head that is not whole has no cycle yet; behind a whole request it is but begun."""
        self._begun_bytes = 0 if self._got_on else self._begun_bytes + came
        if self._refused:
            return
        if self._begun_bytes > MOST_HEAD:
            self._refused = too_long(self.url)
            self.send_400_response("")
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
        if not self.transport.is_closing():
            self.transport.close()
