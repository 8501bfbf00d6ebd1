"""Callers that begin a request and do not end it; time is what the test says it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest
import uvicorn
from uvicorn.server import ServerState

from aro_rp.frontend.patience import READ_S, PatientProtocol
from aro_rp.frontend.unread import MOST_HEAD

GET = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"
PUT = b"PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n"
CHUNKED = b"PUT / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"


class Timer:
    def __init__(self, at: float, what: Callable[[], None]) -> None:
        self.at, self.what, self.canceled = at, what, False

    def cancel(self) -> None:
        self.canceled = True


class Loop:
    """A loop whose time passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[Timer] = []

    def call_later(self, delay: float, what: Callable[[], None]) -> Timer:
        self.timers.append(Timer(self.now + delay, what))
        return self.timers[-1]

    def create_task(self, work: Any) -> Any:
        return asyncio.get_running_loop().create_task(work)

    def waiting(self) -> list[float]:
        return sorted(timer.at for timer in self.timers if not timer.canceled)

    def passes(self, seconds: float) -> None:
        self.now += seconds
        for timer in [t for t in self.timers if not t.canceled and t.at <= self.now]:
            timer.cancel()
            timer.what()


class Answering:
    """Reads a request to its end and answers when it may; remembers how that went."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.headers: list[bytes] = []
        self.bodies: list[bytes] = []
        self.may = asyncio.Event()
        self.may.set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.headers += [name for name, _ in scope["headers"]]
        body = b""
        while True:
            message = await receive()
            self.heard.append(message["type"])
            if message["type"] == "http.disconnect":
                return
            body += message["body"]
            if not message["more_body"]:
                break
        self.bodies.append(body)
        await self.may.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Connection:
    """A caller's end of a connection."""

    def __init__(self, wire: Any, app: Any = None) -> None:
        self.loop, self.wire, self.app = Loop(), wire, app or Answering()
        config = uvicorn.Config(self.app, timeout_keep_alive=120, log_config=None)
        loop: Any = self.loop
        self.protocol = PatientProtocol(config, ServerState(), {}, loop)
        self.protocol.connection_made(self.wire)

    async def says(self, data: bytes) -> None:
        self.protocol.data_received(data)
        for _ in range(9):
            await asyncio.sleep(0)


def statuses(connection: Connection) -> list[bytes]:
    return [part[:3] for part in connection.wire.written.split(b"HTTP/1.1 ")[1:]]


async def is_over(connection: Connection) -> bool:
    """Nothing more is said, what comes is dropped, and that not for ever."""
    assert connection.wire.ended
    assert not connection.wire.closed
    assert connection.wire.reading
    await connection.says(GET)
    assert connection.loop.waiting() == [connection.loop.now + READ_S]
    connection.loop.passes(READ_S)
    return bool(connection.wire.closed)


@pytest.fixture
async def connection(wire: Any) -> Connection:
    return Connection(wire)


async def test_who_says_nothing_is_let_go(connection: Connection) -> None:
    connection.loop.passes(READ_S - 0.1)
    assert not connection.wire.closed
    connection.loop.passes(0.2)
    assert connection.wire.closed


async def test_who_says_it_byte_by_byte_is_let_go_as_soon(connection: Connection) -> None:
    for n in range(11):
        await connection.says(GET[n : n + 1])
        connection.loop.passes(1)
    assert connection.wire.closed
    assert connection.app.heard == []


async def test_a_head_without_an_end_is_refused(connection: Connection) -> None:
    await connection.says(b"GET / HTTP/1.1\r\n")
    for _ in range(MOST_HEAD // 1024 - 1):
        await connection.says(b"x: " + b"y" * 1019 + b"\r\n")
    assert not connection.wire.closed
    await connection.says(b"x: " + b"y" * 1019 + b"\r\n")
    assert statuses(connection) == [b"431"]
    head, body = connection.wire.written.split(b"\r\n\r\n")
    assert b"\r\nconnection: close" in head
    assert b"\r\ncontent-length: %d\r\n" % len(body) in head
    assert orjson.loads(body)["error"]["code"] == "RequestHeaderFieldsTooLarge"
    assert await is_over(connection)
    assert connection.app.heard == []


@pytest.mark.parametrize("first", [0, 9])
async def test_a_head_whose_end_is_there_may_be_no_longer(
    connection: Connection, first: int
) -> None:
    longest = b"GET / HTTP/1.1\r\nx: " + b"y" * (MOST_HEAD - 23) + b"\r\n\r\n"
    await connection.says(GET + longest)
    assert statuses(connection) == [b"204"] * 2
    longer = longest.replace(b"x:", b"xx:")
    await connection.says(longer[:first])
    await connection.says(longer[first:])
    assert statuses(connection) == [b"204"] * 2 + [b"431"]
    assert await is_over(connection)


@pytest.mark.parametrize("before", [1, 3])
async def test_a_url_that_is_too_long_is_refused_after_the_replies_before_it(
    connection: Connection, before: int
) -> None:
    connection.app.may.clear()
    await connection.says(GET * before + GET[:5])
    await connection.says(b"y" * MOST_HEAD)
    await connection.says(b"y" * MOST_HEAD)
    connection.loop.passes(READ_S)
    assert statuses(connection) == []
    connection.app.may.set()
    await connection.says(b"")
    assert statuses(connection) == [b"204"] * before + [b"414"]
    assert await is_over(connection)


async def test_a_long_head_that_ends_is_answered_and_so_is_the_next(connection: Connection) -> None:
    for _ in range(3):
        await connection.says(b"GET / HTTP/1.1\r\nx: " + b"y" * (MOST_HEAD // 2))
        await connection.says(b"\r\n\r\n")
    assert connection.wire.written.count(b"HTTP/1.1 204") == 3
    assert not connection.wire.closed


async def test_a_long_body_before_the_beginning_of_a_head_is_no_part_of_it(
    connection: Connection,
) -> None:
    body = b"y" * (MOST_HEAD + 1)
    head = b"PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(body)
    await connection.says(head + body + GET[:9])
    assert not connection.wire.closed
    await connection.says(GET[9:])
    assert connection.wire.written.count(b"HTTP/1.1 204") == 2


async def test_whose_head_was_too_long_nobody_waits_for_when_he_is_gone(
    connection: Connection,
) -> None:
    await connection.says(b"GET / HTTP/1.1\r\n")
    await connection.says(b"x: " + b"y" * MOST_HEAD)
    connection.protocol.connection_lost(None)
    assert connection.loop.waiting() == []


async def test_a_body_that_does_not_end_is_given_up_and_the_handler_told(
    connection: Connection,
) -> None:
    await connection.says(PUT + b"12")
    connection.loop.passes(READ_S)
    assert connection.wire.closed
    connection.protocol.connection_lost(None)
    for _ in range(9):
        await asyncio.sleep(0)
    assert connection.app.heard[-1] == "http.disconnect"
    assert connection.wire.written == b""


async def test_whole_requests_are_answered_and_wait_for_the_next_one_two_minutes(
    connection: Connection,
) -> None:
    for _ in range(3):
        await connection.says(GET)
        assert connection.loop.waiting() == [connection.loop.now + 120]
        connection.loop.passes(100)
    assert connection.wire.written.count(b"204 No Content") == 3
    assert not connection.wire.closed
    connection.loop.passes(21)
    assert connection.wire.closed


async def test_every_request_has_its_own_time(connection: Connection) -> None:
    for _ in range(3):
        await connection.says(PUT)
        connection.loop.passes(READ_S - 1)
        await connection.says(b"1234")
        connection.loop.passes(READ_S - 1)
    assert connection.wire.written.count(b"204 No Content") == 3
    assert not connection.wire.closed


async def test_empty_lines_are_no_request_and_buy_no_time(connection: Connection) -> None:
    await connection.says(GET)
    for _ in range(11):
        await connection.says(b"\r\n")
        connection.loop.passes(1)
    assert connection.wire.closed


async def test_a_connection_that_ends_leaves_no_timer(connection: Connection) -> None:
    await connection.says(PUT)
    connection.protocol.connection_lost(None)
    assert connection.loop.waiting() == []


async def test_trailers_are_no_headers_and_have_an_end(connection: Connection) -> None:
    await connection.says(CHUNKED + b"1\r\ny\r\n0\r\nif-match: 1\r\n\r\n")
    assert connection.wire.written.startswith(b"HTTP/1.1 204")
    assert connection.app.headers == [b"host", b"transfer-encoding"]
    await connection.says(CHUNKED + b"1\r\ny\r\n0\r\n")
    for _ in range(MOST_HEAD // 1024 + 1):
        assert not connection.wire.ended
        await connection.says(b"x: " + b"y" * 1019 + b"\r\n")
    assert statuses(connection) == [b"204", b"431"]
    assert connection.app.heard[-1] == "http.disconnect"
    assert await is_over(connection)


async def test_a_long_body_may_come_in_small_pieces(connection: Connection) -> None:
    pieces = MOST_HEAD // 512 + 2
    await connection.says(PUT.replace(b"4\r\n", b"%d\r\n" % (pieces * 512)))
    for _ in range(pieces):
        await connection.says(b"y" * 512)
    assert statuses(connection) == [b"204"]
    assert not connection.wire.closed


async def test_a_long_body_may_come_in_small_chunks(connection: Connection) -> None:
    await connection.says(CHUNKED)
    for _ in range(MOST_HEAD // 1024 + 1):
        for piece in (b"400\r\n", b"y" * 512, b"y" * 512, b"\r\n"):
            await connection.says(piece)
    await connection.says(b"0\r\n\r\n")
    assert connection.wire.written.startswith(b"HTTP/1.1 204")
    assert not connection.wire.closed


async def test_nothing_more_is_read_while_requests_wait_for_their_turn(
    connection: Connection,
) -> None:
    connection.app.may.clear()
    await connection.says(PUT + b"1234")
    assert connection.wire.reading
    await connection.says((PUT + b"1234") * 2 + PUT)
    assert not connection.wire.reading
    connection.app.may.set()
    await connection.says(b"")
    assert connection.wire.written.count(b"HTTP/1.1 204") == 3
    assert connection.wire.reading
    await connection.says(b"1234")
    assert connection.wire.written.count(b"HTTP/1.1 204") == 4


async def test_nor_while_one_is_answered_and_others_wait(wire: Any) -> None:
    turns = asyncio.Semaphore(0)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await turns.acquire()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    connection = Connection(wire, app)
    await connection.says(GET * 3)
    for answered in range(3):
        assert (len(statuses(connection)), wire.reading) == (answered, False)
        turns.release()
        await connection.says(b"")
    assert wire.reading


@pytest.mark.parametrize("noise", [b"noise \x00\r\n\r\n", CHUNKED + b"noise\r\n"])
@pytest.mark.parametrize("before", [0, 1, 3])
@pytest.mark.parametrize("answered", [0, 1])
async def test_what_is_no_request_is_refused_after_the_replies_before_it(
    connection: Connection, noise: bytes, before: int, answered: int
) -> None:
    await connection.says(GET * answered)
    replies = [b"204"] * answered
    connection.app.may.clear()
    await connection.says(GET * before + noise)
    await connection.says(b"more noise")
    connection.loop.passes(READ_S if before else 0)
    assert statuses(connection) == (replies if before else [*replies, b"400"])
    connection.app.may.set()
    await connection.says(b"")
    assert statuses(connection) == [*replies, *[b"204"] * before, b"400"]
    assert connection.wire.written.endswith(b'HTTP/1.1."}}\n')
    assert await is_over(connection)
    connection.protocol.connection_lost(None)
    assert connection.loop.waiting() == []


async def test_a_body_that_spoils_after_its_reply_gets_no_second_one(wire: Any) -> None:
    async def refuse(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 400, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    connection = Connection(wire, refuse)
    await connection.says(CHUNKED + b"1\r\n")
    await connection.says(b"noise")
    assert statuses(connection) == [b"400"]
    assert wire.closed


UPGRADE = b"connection: upgrade, http2-settings\r\nupgrade: h2c\r\n\r\n"
ENDED = {"bare": GET[:-2] + UPGRADE, "length": PUT[:-2] + UPGRADE + b"1234"}
ENDED["chunks"] = CHUNKED[:-2] + UPGRADE + b"2\r\n12\r\n2\r\n34\r\n0\r\n\r\n"


@pytest.mark.parametrize("asks", ENDED.values(), ids=ENDED)
@pytest.mark.parametrize("size", [1, 7, 999])
async def test_who_would_speak_another_protocol_is_answered_in_this_one(
    connection: Connection, asks: bytes, size: int
) -> None:
    said = asks + GET + asks + asks + PUT + b"1234"
    for begin in range(0, len(said), size):
        await connection.says(said[begin : begin + size])
    await connection.says(b"")
    assert statuses(connection) == [b"204"] * 5
    body = b"" if asks.startswith(b"GET") else b"1234"
    assert connection.app.bodies == [body, b"", body, body, b"1234"]
    assert connection.app.headers.count(b"upgrade") == 3
    assert not connection.wire.closed


async def test_the_body_behind_the_wish_for_another_protocol_must_end_as_any(
    connection: Connection,
) -> None:
    await connection.says(ENDED["length"][:-1])
    assert connection.loop.waiting() == [READ_S]
    connection.loop.passes(READ_S)
    assert connection.wire.closed
    assert connection.app.bodies == []
