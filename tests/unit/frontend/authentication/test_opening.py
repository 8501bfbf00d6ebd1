"""A production frontend's authorizers, put together from its settings."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from aro_rp.clock import FixedClock
from aro_rp.env import Access, SettingsError
from aro_rp.frontend.authentication import Peer
from aro_rp.frontend.authentication.opening import opened_authentication

Issue = Callable[..., Any]
ARM_URL = "https://management.azure.com"


def access(folder: Path, **more: Any) -> Access:
    return Access(
        server_certificate=folder / "unused",
        server_key=folder / "unused",
        admin_common_name="sre.example",
        admin_roots=folder / "roots.pem",
        arm_url=ARM_URL,
        **more,
    )


def no_trouble(what: str, error: BaseException) -> None:
    raise AssertionError(what) from error


class Waiting(FixedClock):
    """Nobody wakes who waits."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()


async def test_arm_is_known_by_its_metadata_and_sres_by_their_root(
    tmp_path: Path, issued: Issue, call_of: Callable[..., Any]
) -> None:
    root, arm = issued("root", authority=True), issued("arm.example")
    (tmp_path / "roots.pem").write_bytes(root.pem)
    item = {
        "certificate": base64.b64encode(arm.der).decode(),
        "notBefore": arm.certificate.not_valid_before_utc.isoformat(),
        "notAfter": arm.certificate.not_valid_after_utc.isoformat(),
    }
    asked: list[str] = []

    async def azure(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if request.url.path == "/readyz":
            return httpx.Response(200)
        if request.url.path == "/ValidateRequest":
            return httpx.Response(401)
        return httpx.Response(200, json={"clientCertificates": [item]})

    trusted: list[bytes] = []
    options = access(tmp_path, mise_address="http://mise")
    async with (
        httpx.AsyncClient(transport=httpx.MockTransport(azure)) as http,
        opened_authentication(options, Waiting(), trusted.append, no_trouble, http) as opened,
    ):
        for _ in range(20):
            await asyncio.sleep(0)
        assert opened.ready
        await opened.require(call_of(Peer(arm.der), "/subscriptions/x"))
        await opened.require(call_of(Peer(issued("sre.example", root).der), "/admin/x"))
    assert set(asked) == {"admin.management.azure.com", "mise"}
    assert set(trusted) == {root.der, arm.der}


async def test_a_development_arm_is_known_by_name(
    tmp_path: Path, issued: Issue, call_of: Callable[..., Any]
) -> None:
    root = issued("root", authority=True)
    (tmp_path / "roots.pem").write_bytes(root.pem)
    options = access(tmp_path, arm_common_name="arm.example", arm_roots=tmp_path / "roots.pem")
    async with (
        httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500))) as http,
        opened_authentication(options, Waiting(), lambda _: None, no_trouble, http) as opened,
    ):
        assert opened.ready
        await opened.require(call_of(Peer(issued("arm.example", root).der), "/subscriptions/x"))


async def test_roots_that_are_not_there_stop_the_start(tmp_path: Path) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500))) as h:
        with pytest.raises(SettingsError, match="No such file"):
            async with opened_authentication(
                access(tmp_path), Waiting(), lambda _: None, lambda *_: None, h
            ):
                raise AssertionError("it opened")


async def test_roots_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_text("rubbish")
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    async with httpx.AsyncClient(transport=transport) as http:
        with pytest.raises(SettingsError, match="not certificates in PEM"):
            async with opened_authentication(
                access(tmp_path, arm_roots=roots, arm_common_name="arm.example"),
                Waiting(),
                lambda _: None,
                no_trouble,
                http,
            ):
                pass
