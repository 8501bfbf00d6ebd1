"""Reads HTTP/1.1 on a connection to its end, whatever else a caller would rather speak.

A server may ignore the wish for another protocol (RFC 9110, 7.8). llhttp cannot: behind the head it
takes the body and all that follows for that protocol's bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from httptools import HttpParserUpgrade, HttpRequestParser

_OF_A_HEAD = ("on_message_begin", "on_url", "on_header", "on_headers_complete")
_FRAMING = (b"content-length", b"transfer-encoding")


class Http11Parser:
    """The part of httptools' parser that uvicorn uses.

    The protocol has ``scope``, with the headers of the request whose head was read last, and hears
    of the end of the message twice where ``should_upgrade``: that call is not to be believed.
    """

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self._use(HttpRequestParser(protocol))

    def feed_data(self, data: bytes) -> None:
        """Raises ``httptools.HttpParserError`` for what is no request."""
        while True:
            try:
                return self._parser.feed_data(data)
            except HttpParserUpgrade as upgrade:
                data = data[upgrade.args[0] :]
                self._read_on()

    def _use(self, parser: HttpRequestParser) -> None:
        parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._parser = parser
        self.get_http_version = parser.get_http_version
        self.get_method = parser.get_method
        self.should_keep_alive = parser.should_keep_alive
        self.should_upgrade = parser.should_upgrade

    def _read_on(self) -> None:
        """Reads the body with a parser that has not heard of the wish."""
        known = _KnownHead(self._protocol)
        self._use(HttpRequestParser(known))
        headers = self._protocol.scope["headers"]
        lines = (b"%b: %b\r\n" % header for header in headers if header[0] in _FRAMING)
        self._parser.feed_data(b"".join((b"POST / HTTP/1.1\r\n", *lines, b"\r\n")))
        known.is_over = True


class _KnownHead:
    """A protocol that was told the first head already."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self.is_over = False

    def __getattr__(self, name: str) -> Callable[..., None]:
        heard: Callable[..., None] = getattr(self._protocol, name)
        return self._later(heard) if name in _OF_A_HEAD else heard

    def _later(self, heard: Callable[..., None]) -> Callable[..., None]:
        def hear(*told: bytes) -> None:
            if self.is_over:
                heard(*told)

        return hear
