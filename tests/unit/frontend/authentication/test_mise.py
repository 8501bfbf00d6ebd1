"""What the sidecar is asked, and what its answers mean (frontend.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from aro_rp.clock import FixedClock
from aro_rp.frontend.authentication.mise import Mise


class Waits(FixedClock):
    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


class Sidecar:
    """Answers with these statuses in turn; 0 is a connection that fails."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.asked: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        status = self.statuses.pop(0)
        if status == 0:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(status)


@pytest.mark.parametrize(
    ("statuses", "permitted", "pauses"),
    [
        ((200,), True, []),
        ((401,), False, []),
        ((403,), False, []),
        ((503, 200), True, [0.1]),
        ((0, 429, 200), True, [0.1, 0.2]),
        ((408, 401), False, [0.1]),
        ((500, 500, 500), False, [0.1, 0.2]),
    ],
)
async def test_only_what_may_pass_by_itself_is_asked_again(
    call_of: Callable[..., Any], statuses: tuple[int, ...], permitted: bool, pauses: list[float]
) -> None:
    sidecar, clock = Sidecar(*statuses), Waits()
    async with httpx.AsyncClient(transport=httpx.MockTransport(sidecar)) as http:
        assert await Mise("http://mise/", http, clock).permits(call_of()) is permitted
    assert clock.pauses == pauses
    assert sidecar.statuses == []


async def test_it_is_shown_the_request_but_not_its_query(call_of: Callable[..., Any]) -> None:
    sidecar = Sidecar(200)
    async with httpx.AsyncClient(transport=httpx.MockTransport(sidecar)) as http:
        await Mise("http://mise/", http, Waits()).permits(call_of(path="/A/b", query=b"c=d"))
    (asked,) = sidecar.asked
    assert (asked.method, str(asked.url)) == ("POST", "http://mise/ValidateRequest")
    assert asked.headers["authorization"] == "Bearer token"
    assert asked.headers["original-uri"] == "http://rp/A/b"
    assert asked.headers["original-method"] == "GET"
    assert asked.headers["x-forwarded-for"] == "10.0.0.1"


async def test_what_no_header_can_hold_is_shown_escaped_or_as_it_came(
    call_of: Callable[..., Any],
) -> None:
    sidecar = Sidecar(401)
    token = "Bearer tok\N{LATIN SMALL LETTER E WITH ACUTE}n".encode()
    path = "/A/\r\nX-Own: 1/\N{LATIN SMALL LIGATURE FI}"
    async with httpx.AsyncClient(transport=httpx.MockTransport(sidecar)) as http:
        call = call_of(path=path)
        call.headers[b"authorization"] = token
        assert not await Mise("http://mise", http, Waits()).permits(call)
    shown = dict(sidecar.asked[0].headers.raw)
    assert shown[b"Original-Uri"] == b"http://rp/A/%0D%0AX-Own%3A%201/%EF%AC%81"
    assert shown[b"Authorization"] == token


async def test_it_is_ready_when_it_said_so_last() -> None:
    sidecar = Sidecar(200, 503, 200, 0)
    async with httpx.AsyncClient(transport=httpx.MockTransport(sidecar)) as http:
        mise, seen = Mise("http://mise", http, Waits()), []
        assert not mise.ready, "nobody has asked it yet"
        for _ in range(4):
            await mise.check()
            seen.append(mise.ready)
    assert seen == [True, False, True, False]
    assert {request.url.path for request in sidecar.asked} == {"/readyz"}


async def test_it_is_asked_again_and_again_whether_it_is_up() -> None:
    sidecar, seen = Sidecar(200, 503), list[tuple[bool, float]]()

    class Stopping(FixedClock):
        async def sleep(self, seconds: float) -> None:
            seen.append((mise.ready, seconds))
            if not sidecar.statuses:
                raise InterruptedError

    async with httpx.AsyncClient(transport=httpx.MockTransport(sidecar)) as http:
        mise = Mise("http://mise", http, Stopping())
        with pytest.raises(InterruptedError):
            await mise.keep_checking(10.0)
    assert seen == [(True, 10.0), (False, 10.0)]
