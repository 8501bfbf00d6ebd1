from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from aro_devcloud import CloudConfig, build_cloud
from aro_devcloud.addresses import PUBLIC_HOSTS
from aro_devcloud.proxy import proxying, refusal_of
from aro_devcloud.serve import Served, serve
from aro_devcloud.testing import SharedKeys


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    config = CloudConfig(data_dir=tmp_path, instant=True)
    async with serve(build_cloud(config, keys=SharedKeys()), tmp_path) as running:
        yield running


def through(served: Served) -> httpx.AsyncClient:
    trust = ssl.create_default_context(cafile=served.ca_file)
    return httpx.AsyncClient(proxy=served.proxy_url, verify=trust)


async def test_azures_public_hosts_lead_to_the_local_cloud(served: Served) -> None:
    async with through(served) as client:
        arm = await client.get("https://management.azure.com/metadata/endpoints")
        keys = await client.get("https://login.microsoftonline.com/common/discovery/keys")
        graph = await client.get("https://graph.microsoft.com/v1.0/applications")
    assert arm.json()["name"] == "AroLocal"
    assert keys.json()["keys"]
    assert graph.status_code == 401


async def test_another_host_is_refused_with_what_to_do(served: Served) -> None:
    async with through(served) as client:
        with pytest.raises(httpx.ProxyError, match=r"example\.com:443 is not in the local cloud"):
            await client.get("https://example.com/")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("CONNECT management.azure.com:443 HTTP/1.1", ""),
        ("CONNECT Management.Azure.Com:443 HTTP/1.1", ""),
        ("CONNECT management.azure.com:22 HTTP/1.1", "403"),
        ("CONNECT management.azure.com.evil.example:443 HTTP/1.1", "403"),
        ("CONNECT 169.254.169.254:80 HTTP/1.1", "403"),
        ("GET http://management.azure.com/ HTTP/1.1", "405"),
        ("", "405"),
    ],
)
def test_only_a_tunnel_to_a_public_host_of_azure_is_opened(line: str, status: str) -> None:
    assert refusal_of(line, PUBLIC_HOSTS)[:3] == status


async def test_an_endless_head_is_cut() -> None:
    async with proxying(1) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        writer.write(b"x" * 100_000)
        assert (await reader.readline()).startswith(b"HTTP/1.1 431 ")
        writer.close()


async def test_an_open_tunnel_ends_with_the_proxy(served: Served) -> None:
    port = int(served.url.rpartition(":")[2])
    async with proxying(port) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        writer.write(b"CONNECT graph.microsoft.com:443 HTTP/1.1\r\n\r\n")
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 200 Connection established\r\n\r\n"
    assert await reader.read() == b""
    writer.close()
