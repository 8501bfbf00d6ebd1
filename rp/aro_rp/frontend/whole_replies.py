"""Replies that leave in one piece."""

from __future__ import annotations

from asyncio import Transport

_INTERIM = b"HTTP/1.1 100 "


class WholeReplies:
    """The part of a transport that uvicorn uses; a reply's head waits for its body.

    uvicorn writes them one after the other. That is a second packet, a second TLS record and a
    second call into the kernel, which for a short reply costs as much as making its body.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._head = b""
        self._begun = False
        self.is_closing = transport.is_closing
        self.get_extra_info = transport.get_extra_info
        self.pause_reading = transport.pause_reading
        self.resume_reading = transport.resume_reading

    def write(self, data: bytes) -> None:
        """Only the first piece of a reply waits, and not if the caller waits for it to go on."""
        if self._head:
            data, self._head = self._head + data, b""
        elif not self._begun and not data.startswith(_INTERIM):
            self._begun, self._head = True, data
            return
        self._transport.write(data)

    def ended(self) -> None:
        """The reply is complete: what comes next is another."""
        self._begun = False
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)

    def write_eof(self) -> None:
        """Nothing comes after this; a connection under TLS cannot say so while it reads."""
        self.ended()
        if self._transport.can_write_eof():
            self._transport.write_eof()

    def close(self) -> None:
        self.ended()
        self._transport.close()
