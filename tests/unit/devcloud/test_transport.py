from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from aiohttp import web

from aro_devcloud.transport import SessionTransport

SLOW_S = 30


@asynccontextmanager
async def answering(seen: list[web.Request]) -> AsyncIterator[str]:
    """A server that keeps the requests it sees, and says what it was sent."""

    async def answer(request: web.Request) -> web.Response:
        seen.append(request)
        if request.path == "/slow":
            await asyncio.sleep(SLOW_S)
        headers = {"location": "/elsewhere", "x-two": "a"}
        return web.Response(status=307, body=await request.read(), headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def sent(transport: SessionTransport, request: httpx.Request) -> httpx.Response:
    reply = await transport.handle_async_request(request)
    await reply.aread()
    return reply


async def test_requests_and_replies_pass_as_they_are() -> None:
    seen: list[web.Request] = []
    transport = SessionTransport(5)
    async with answering(seen) as url:
        path = "/a%2Fb/c?x=%20y&api-version=1"
        request = httpx.Request("PUT", url + path, headers={"x-one": "1"}, content=b"body")
        reply = await sent(transport, request)
        await transport.aclose()
    assert (reply.status_code, reply.content) == (307, b"body")
    assert reply.headers["x-two"] == "a"
    assert str(seen[0].raw_path) == path
    headers = {name.lower() for name in seen[0].headers}
    assert headers == {"host", "x-one", "content-length"}


async def test_a_connection_serves_many_requests() -> None:
    seen: list[web.Request] = []
    transport = SessionTransport(5)
    async with answering(seen) as url:
        for _ in range(3):
            await sent(transport, httpx.Request("GET", url + "/again"))
        await transport.aclose()
    assert len({request.transport for request in seen}) == 1


async def test_nobody_there_is_an_error_of_httpx() -> None:
    transport = SessionTransport(5)
    async with answering([]) as url:
        pass
    with pytest.raises(httpx.ConnectError):
        await sent(transport, httpx.Request("GET", url))
    await transport.aclose()


async def test_an_answer_that_takes_too_long_is_an_error_of_httpx() -> None:
    transport = SessionTransport(0.05)
    async with answering([]) as url:
        with pytest.raises(httpx.ReadTimeout):
            await sent(transport, httpx.Request("GET", url + "/slow"))
        await transport.aclose()
