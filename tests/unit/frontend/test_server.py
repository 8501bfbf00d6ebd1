"""Serving over a real socket, started and stopped from code."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import httpx
import pytest

from aro_rp.clock import RandomIds, SystemClock
from aro_rp.database.databases import open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.frontend.app import build_app
from aro_rp.frontend.azure_side import WithoutAzure
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.server import close_all, serving


async def test_the_whole_frontend_answers_over_http_and_stops() -> None:
    clock, ids = SystemClock(), RandomIds()
    cipher = Cipher.from_keys([bytes(64)])
    async with open_databases(":memory:", cipher, clock, ids) as databases:
        config = FrontendConfig(location="eastus", domain="eastus.aroapp.io")
        app = build_app(databases, config, clock, ids, WithoutAzure())
        async with serving(app) as url, httpx.AsyncClient(base_url=url) as http:
            reply = await http.get("/providers/Microsoft.RedHatOpenShift/operations")
            assert reply.status_code == 200
            assert "server" not in reply.headers
            assert reply.headers["date"]
            path = "/subscriptions/00000000-0000-0000-0000-000000000001"
            reply = await http.put(path, json={"state": "Registered"})
            assert reply.status_code == 201
            upgrade = {
                "connection": "upgrade",
                "upgrade": "websocket",
                "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
                "sec-websocket-version": "13",
            }
            reply = await http.get("/nowhere", headers=upgrade)
            assert (reply.status_code, reply.json()["error"]["code"]) == (404, "NotFound")
            large = b'{"x":"' + b"y" * 1_100_000 + b'"}'
            headers = {"content-type": "application/json"}
            reply = await http.put(path, content=large, headers=headers)
            assert reply.json()["error"]["code"] == "InvalidResource"
        with pytest.raises(httpx.ConnectError):
            async with httpx.AsyncClient(base_url=url) as http:
                await http.get("/")


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    assert scope["type"] == "lifespan"
    for _ in range(2):
        message = await receive()
        await send({"type": f"{message['type']}.complete"})


async def test_a_caller_is_where_the_connection_comes_from_whatever_it_says() -> None:
    callers: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await nothing(scope, receive, send)
        callers.append(scope["client"][0])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    async with serving(app) as url, httpx.AsyncClient() as http:
        await http.get(url, headers={"x-forwarded-for": "10.9.8.7"})
    assert callers == ["127.0.0.1"]


async def test_who_sends_more_head_than_is_read_still_gets_the_reply() -> None:
    async with serving(nothing) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
        writer.write(b"GET / HTTP/1.1\r\n" + b"x: yyyyyyyyyyyy\r\n" * 500_000)
        assert (await reader.read()).startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
        writer.close()
        await writer.wait_closed()


async def test_it_serves_from_the_beginning_of_the_application_to_its_end() -> None:
    heard: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for _ in range(2):
            heard.append((await receive())["type"])
            await send({"type": f"{heard[-1]}.complete"})

    async with serving(app, shares_port=True) as url:
        assert heard == ["lifespan.startup"]
        async with serving(nothing, port=int(url.rsplit(":", 1)[1]), shares_port=True) as same:
            assert same == url
    assert heard == ["lifespan.startup", "lifespan.shutdown"]


async def test_an_address_that_is_taken_says_so() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("never reached")

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        async with serving(app, "127.0.0.1", taken.getsockname()[1]):
            pass


class Told:
    """A connection that hears when it is asked to close."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    def shutdown(self) -> None:
        self.asked.set()


async def test_a_connection_that_comes_at_the_very_end_is_asked_to_close_too() -> None:
    first, late = Told(), Told()
    connections = {first}
    closing = asyncio.create_task(close_all(connections))
    async with asyncio.timeout(20):
        await first.asked.wait()
        connections.add(late)
        await late.asked.wait()
    closing.cancel()
