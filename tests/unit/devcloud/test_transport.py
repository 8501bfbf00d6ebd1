from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from aro_devcloud.transport import HttpTransport, Unreachable

SLOW_S = 30


@asynccontextmanager
async def answering(seen: list[web.Request]) -> AsyncIterator[str]:
    """A server that keeps the requests it sees, and says what it was sent."""

    async def answer(request: web.Request) -> web.Response:
        seen.append(request)
        if request.path == "/slow":
            await asyncio.sleep(SLOW_S)
        headers = {"location": "/elsewhere", "X-Two": "a"}
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


async def test_requests_and_replies_pass_as_they_are() -> None:
    seen: list[web.Request] = []
    transport = HttpTransport(5)
    async with answering(seen) as url:
        path = "/a%2Fb/c?x=%20y&api-version=1"
        reply = await transport.send("PUT", url + path, {"x-one": "1"}, b"body")
        await transport.close()
    assert (reply.status, reply.body) == (307, b"body")
    assert reply.headers["x-two"] == "a"
    assert str(seen[0].raw_path) == path
    headers = {name.lower() for name in seen[0].headers}
    assert headers == {"host", "x-one", "content-length"}


async def test_a_connection_serves_many_requests() -> None:
    seen: list[web.Request] = []
    transport = HttpTransport(5)
    async with answering(seen) as url:
        for _ in range(3):
            await transport.send("GET", url + "/again", {}, b"")
        await transport.close()
    assert len({request.transport for request in seen}) == 1


async def test_nobody_there_is_said() -> None:
    transport = HttpTransport(5)
    async with answering([]) as url:
        pass
    with pytest.raises(Unreachable):
        await transport.send("GET", url, {}, b"")
    await transport.close()


async def test_an_answer_that_takes_too_long_is_none() -> None:
    transport = HttpTransport(0.05)
    async with answering([]) as url:
        with pytest.raises(Unreachable, match="TimeoutError"):
            await transport.send("GET", url + "/slow", {}, b"")
        await transport.close()
