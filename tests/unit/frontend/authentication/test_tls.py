"""Who gets through the frontend's own TLS, and what is known of them then."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from aro_rp.frontend.call import PEER
from aro_rp.frontend.server import serving
from aro_rp.frontend.tls import ServerTls

Issue = Callable[..., Any]


class Remembering:
    """An application that keeps who called."""

    def __init__(self) -> None:
        self.peers: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for answer in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{answer}.complete"})
            return
        self.peers.append(scope["state"].get(PEER))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


def written(folder: Path, name: str, *issued: Any) -> tuple[Path, Path]:
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(b"".join(one.pem for one in issued))
    key.write_bytes(issued[0].key_pem)
    return certificate, key


def client(folder: Path, *issued: Any) -> httpx.AsyncClient:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if issued:
        context.load_cert_chain(*written(folder, "client", *issued))
    return httpx.AsyncClient(verify=context)


async def test_callers_without_a_certificate_and_trusted_ones_reach_the_authorizers(
    tmp_path: Path, issued: Issue
) -> None:
    server = issued("rp", usage=ExtendedKeyUsageOID.SERVER_AUTH, days=(-1000, 1000))
    root = issued("root", authority=True, days=(-1000, 1000))
    between = issued("between", root, authority=True, days=(-1000, 1000))
    below = issued("sre.example", between, days=(-1000, 1000))
    unknown = issued("unknown", authority=True, days=(-1000, 1000))
    alone = issued("arm.example", unknown, days=(-1000, 1000))
    stranger = issued("stranger", days=(-1000, 1000))
    tls, app = ServerTls(*written(tmp_path, "server", server)), Remembering()
    tls.trust(root.der)
    async with serving(app, tls=tls) as url:
        assert url.startswith("https://127.0.0.1:")
        tls.trust(alone.der)
        for presented in ((), (below, between), (alone,)):
            async with client(tmp_path, *presented) as caller:
                assert (await caller.get(url)).status_code == 204
        async with client(tmp_path, stranger) as caller:
            with pytest.raises((httpx.TransportError, ssl.SSLError)):
                await caller.get(url)
    nobody, chained, single = app.peers
    assert nobody is None
    assert (chained.leaf, chained.chain) == (below.der, (between.der,))
    assert (single.leaf, single.chain) == (alone.der, ())


@pytest.mark.parametrize(
    ("version", "spoken"),
    [
        (ssl.TLSVersion.TLSv1, False),
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
)
async def test_what_is_older_than_tls_1_2_is_not_spoken(
    tmp_path: Path, issued: Issue, version: ssl.TLSVersion, spoken: bool
) -> None:
    server = issued("rp", usage=ExtendedKeyUsageOID.SERVER_AUTH, days=(-1000, 1000))
    tls, app = ServerTls(*written(tmp_path, "server", server)), Remembering()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.set_alpn_protocols(["h2", "http/1.1"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    async with serving(app, tls=tls) as url:
        port = int(url.rsplit(":", 1)[1])
        if not spoken:
            with pytest.raises((ssl.SSLError, ConnectionError)):
                await asyncio.open_connection("127.0.0.1", port, ssl=context)
            return
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        connection = writer.get_extra_info("ssl_object")
        assert connection.selected_alpn_protocol() == "http/1.1"
        writer.write(b"GET / HTTP/1.1\r\nhost: rp\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        assert connection.session is None or not connection.session.has_ticket
        writer.close()
        await writer.wait_closed()


async def test_who_sends_more_head_than_is_read_still_gets_the_reply(
    tmp_path: Path, issued: Issue
) -> None:
    server = issued("rp", usage=ExtendedKeyUsageOID.SERVER_AUTH, days=(-1000, 1000))
    tls = ServerTls(*written(tmp_path, "server", server))
    async with serving(Remembering(), tls=tls) as url, client(tmp_path) as caller:
        reply = await caller.get(url, headers={"x": "y" * 8_000_000})
    assert reply.json()["error"]["code"] == "RequestHeaderFieldsTooLarge"
