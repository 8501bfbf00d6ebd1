"""The certificates ARM publishes (frontend.md 5)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from aro_rp.clock import FixedClock
from aro_rp.frontend.authentication import Peer
from aro_rp.frontend.authentication.arm_metadata import (
    ArmCertificates,
    MetadataError,
    endpoint_for,
    parse_metadata,
)

NOW = FixedClock().now()
JSON = {"content-type": "application/json"}


def entry(leaf: bytes, since: int = -1, until: int = 1) -> dict[str, str]:
    return {
        "thumbprint": "x",
        "certificate": base64.b64encode(leaf).decode(),
        "notBefore": (NOW + timedelta(days=since)).isoformat(),
        "notAfter": (NOW + timedelta(days=until)).isoformat(),
    }


def published(*entries: dict[str, str]) -> httpx.Response:
    return httpx.Response(200, json={"clientCertificates": list(entries)})


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (httpx.Response(500), "answered 500"),
        (httpx.Response(301, headers={"location": "https://elsewhere"}), "answered 301"),
        (httpx.Response(200, text="hello"), "not answer with JSON"),
        (httpx.Response(200, json={"other": 1}), "cannot be read"),
        (httpx.Response(200, json=[1]), "cannot be read"),
        (httpx.Response(200, json={"clientCertificates": ["text"]}), "cannot be read"),
        (httpx.Response(200, content=b"{", headers=JSON), "cannot be read"),
        (published({**entry(b"x"), "certificate": "%"}), "cannot be read"),
        (published({**entry(b"x"), "certificate": "!!!!"}), "cannot be read"),
        (published({**entry(b"x"), "notAfter": "soon"}), "cannot be read"),
        (published({**entry(b"x"), "notAfter": "2027-01-01T00:00:00"}), "cannot be read"),
        (published(), "none of the certificates"),
        (published(entry(b"old", -3, -2)), "none of the certificates"),
        (published(entry(b"coming", 1, 2)), "none of the certificates"),
    ],
)
def test_an_answer_without_a_usable_certificate_is_refused(reply: httpx.Response, why: str) -> None:
    with pytest.raises(MetadataError, match=why):
        parse_metadata(reply, NOW)


def test_json_may_say_how_it_is_written() -> None:
    reply = published(entry(b"current"))
    reply.headers["content-type"] = "application/json ; charset=utf-8"
    assert [one.leaf for one in parse_metadata(reply, NOW)] == [b"current"]


@pytest.mark.parametrize(
    ("arm", "endpoint"),
    [
        ("https://management.azure.com", "https://admin.management.azure.com"),
        ("https://management.azure.com/", "https://admin.management.azure.com"),
        ("https://management.usgovcloudapi.net", "https://admin.management.usgovcloudapi.net"),
        ("https://127.0.0.1:8443/", "https://127.0.0.1:8443:24582"),
    ],
)
def test_each_cloud_publishes_at_a_place_of_its_own(arm: str, endpoint: str) -> None:
    assert endpoint_for(arm) == endpoint


class Arm:
    """Answers with what it is told to; without, it cannot be reached."""

    def __init__(self) -> None:
        self.reply: httpx.Response | None = published(entry(b"current"), entry(b"next", 1, 9))
        self.asked: list[str] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        if self.reply is None:
            raise httpx.ConnectError("refused", request=request)
        return self.reply


async def test_exactly_the_published_certificates_pass_while_they_hold(
    call_of: Callable[..., Any],
) -> None:
    arm, clock, trusted = Arm(), FixedClock(), list[bytes]()
    async with httpx.AsyncClient(transport=httpx.MockTransport(arm)) as http:
        certificates = ArmCertificates("https://arm", http, clock, trusted.append)
        assert not certificates.ready
        await certificates.refresh()
        assert certificates.ready
        assert arm.asked == ["https://arm/metadata/authentication?api-version=2015-01-01"]
        assert trusted == [b"current", b"next"]
        for leaf, passes in ((b"current", True), (b"next", False), (b"other", False)):
            assert await certificates.permits(call_of(Peer(leaf))) is passes
        assert not await certificates.permits(call_of(None))
        await clock.sleep(2 * 86400)
        assert not await certificates.permits(call_of(Peer(b"current"), at=clock.now()))
        assert await certificates.permits(call_of(Peer(b"next"), at=clock.now()))


async def test_it_is_not_ready_by_certificates_that_ran_out() -> None:
    arm, clock = Arm(), FixedClock()
    arm.reply = published(entry(b"current", -1, 1))
    clock.advance(timedelta(hours=12).total_seconds())
    async with httpx.AsyncClient(transport=httpx.MockTransport(arm)) as http:
        certificates = ArmCertificates("https://arm", http, clock, lambda _: None)
        await certificates.refresh()
        assert certificates.ready
        clock.advance(timedelta(hours=13).total_seconds())
        assert not certificates.ready


async def test_nobody_is_asked_but_arm_itself() -> None:
    arm = Arm()
    arm.reply = httpx.Response(302, headers={"location": "https://elsewhere/certificates"})
    async with httpx.AsyncClient(transport=httpx.MockTransport(arm), follow_redirects=True) as http:
        certificates = ArmCertificates("https://arm", http, FixedClock(), lambda _: None)
        with pytest.raises(MetadataError, match="answered 302"):
            await certificates.refresh()
    assert [httpx.URL(url).host for url in arm.asked] == ["arm"]


async def test_a_bad_answer_keeps_the_old_set_until_it_is_a_day_old(
    call_of: Callable[..., Any],
) -> None:
    arm, clock = Arm(), FixedClock()
    arm.reply = published(entry(b"current", -1, 30))
    async with httpx.AsyncClient(transport=httpx.MockTransport(arm)) as http:
        certificates = ArmCertificates("https://arm", http, clock, lambda _: None)
        await certificates.refresh()
        arm.reply = httpx.Response(503)
        with pytest.raises(MetadataError):
            await certificates.refresh()
        assert await certificates.permits(call_of(Peer(b"current")))
        assert certificates.ready
        await clock.sleep(24 * 3600 + 1)
        assert not certificates.ready


async def test_it_refreshes_hourly_and_sooner_after_a_failure() -> None:
    arm, troubles, pauses = Arm(), list[str](), list[float]()

    class Stopping(FixedClock):
        async def sleep(self, seconds: float) -> None:
            pauses.append(seconds)
            arm.reply = httpx.Response(500) if len(pauses) == 1 else None
            if len(pauses) == 3:
                raise InterruptedError

    async with httpx.AsyncClient(transport=httpx.MockTransport(arm)) as http:
        certificates = ArmCertificates("https://arm", http, Stopping(), lambda _: None)
        with pytest.raises(InterruptedError):
            await certificates.keep_fresh(lambda what, error: troubles.append(what))
    assert pauses == [3600.0, 60.0, 60.0]
    assert troubles == ["ARM's certificates were not refreshed"] * 2
