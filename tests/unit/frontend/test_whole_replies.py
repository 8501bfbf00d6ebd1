"""A reply is one write, whatever uvicorn makes of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from aro_rp.frontend.patience import PatientProtocol
from aro_rp.frontend.whole_replies import WholeReplies


def test_a_head_leaves_with_the_body_and_the_next_one_with_its_own(wire: Any) -> None:
    replies = WholeReplies(wire)
    for piece in (b"head 1 ", b"body 1"):
        replies.write(piece)
    replies.ended()
    replies.write(b"head 2 ")
    assert wire.pieces == [b"head 1 body 1"]
    replies.write(b"body 2 ")
    replies.write(b"more 2")
    assert wire.pieces[1:] == [b"head 2 body 2 ", b"more 2"]


def test_what_has_no_body_leaves_at_its_end_and_at_the_connections(wire: Any) -> None:
    replies = WholeReplies(wire)
    replies.write(b"head")
    replies.ended()
    assert wire.pieces == [b"head"]
    replies.write(b"refusal")
    replies.close()
    assert (wire.pieces, wire.closed) == ([b"head", b"refusal"], True)


def test_what_waits_leaves_before_the_end_and_no_end_is_told_where_none_can_be(wire: Any) -> None:
    for tells in (False, True):
        wire.can_write_eof = lambda tells=tells: tells
        replies = WholeReplies(wire)
        replies.write(b"refusal")
        replies.write_eof()
        assert wire.ended is tells
    assert wire.pieces == [b"refusal", b"refusal"]


def talking(app: Any, wire: Any) -> PatientProtocol:
    config = uvicorn.Config(app, log_config=None, server_header=False, date_header=False)
    protocol = PatientProtocol(config, ServerState(), {}, asyncio.get_running_loop())
    protocol.connection_made(wire)
    return protocol


async def says(protocol: PatientProtocol, data: bytes) -> None:
    protocol.data_received(data)
    for _ in range(9):
        await asyncio.sleep(0)


async def answer(scope: Any, receive: Any, send: Any) -> None:
    while (await receive())["more_body"]:
        pass
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.mark.parametrize(
    ("request_", "pieces"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"]),
        (b"HEAD / HTTP/1.1\r\n\r\n", [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"]),
        (
            b"GET / HTTP/1.0\r\n\r\n",
            [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"],
        ),
    ],
)
async def test_a_reply_is_one_write(wire: Any, request_: bytes, pieces: list[bytes]) -> None:
    protocol = talking(answer, wire)
    await says(protocol, request_)
    assert wire.pieces == pieces
    if not wire.closed:
        await says(protocol, request_)
        assert wire.pieces == pieces * 2
    protocol.connection_lost(None)


async def test_a_caller_is_told_at_once_to_go_on(wire: Any) -> None:
    protocol = talking(answer, wire)
    await says(protocol, b"PUT / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n")
    assert wire.pieces == [b"HTTP/1.1 100 Continue\r\n\r\n"]
    await says(protocol, b"x")
    assert wire.pieces[1:] == [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"]
    protocol.connection_lost(None)


async def test_who_does_not_speak_http_is_told_so(wire: Any) -> None:
    protocol = talking(answer, wire)
    await says(protocol, b"\x16\x03\x01 nonsense\r\n\r\n")
    assert (len(wire.pieces), wire.ended) == (1, True)
    assert wire.pieces[0].startswith(b"HTTP/1.1 400 ")
    protocol.connection_lost(None)


async def test_a_reply_that_breaks_off_says_what_it_said(wire: Any) -> None:
    async def breaks(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise ZeroDivisionError

    protocol = talking(breaks, wire)
    await says(protocol, b"GET / HTTP/1.1\r\n\r\n")
    assert (wire.pieces, wire.closed) == ([b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"], True)
    protocol.connection_lost(None)
