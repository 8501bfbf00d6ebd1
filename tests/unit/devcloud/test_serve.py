from __future__ import annotations

import asyncio
import json
import ssl
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import trustme
from azure.identity.aio import ClientSecretCredential
from azure.mgmt.resource.resources.aio import ResourceManagementClient
from azure.storage.blob.aio import BlobServiceClient

from aro_devcloud import CloudConfig, FaultRule, build_cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION, DEFAULT_TENANT
from aro_devcloud.damaged import Damaged
from aro_devcloud.serve import Served, serve
from aro_devcloud.testing import SharedKeys
from aro_devcloud.tls import ensure_tls


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    config = CloudConfig(data_dir=tmp_path, instant=True)
    async with serve(build_cloud(config, keys=SharedKeys()), tmp_path) as running:
        yield running


def credential(served: Served) -> ClientSecretCredential:
    return ClientSecretCredential(
        DEFAULT_TENANT,
        "11111111-1111-1111-1111-111111111111",
        "anything",
        authority=served.url,
        disable_instance_discovery=True,
        connection_verify=str(served.ca_file),
    )


async def test_real_clients_speak_to_it_over_tls(served: Served) -> None:
    verify = str(served.ca_file)
    async with credential(served) as identity:
        arm = ResourceManagementClient(
            identity, DEFAULT_SUBSCRIPTION, base_url=served.url, connection_verify=verify
        )
        async with arm:
            made = await arm.resource_groups.create_or_update("g", {"location": "eastus"})
            await (await arm.resource_groups.begin_delete("g")).result()
        account = f"{served.url}/blob/arolocaloidc"
        async with BlobServiceClient(account, identity, connection_verify=verify) as blobs:
            await blobs.get_blob_client("$web", "a").upload_blob(b"{}")
    assert made.name == "g"
    trust = ssl.create_default_context(cafile=served.ca_file)
    async with httpx.AsyncClient(verify=trust) as anybody:
        page = await anybody.get(f"{served.url}/blob/arolocaloidc/$web/a")
    assert page.content == b"{}"


async def test_what_is_no_request_is_refused_as_arm_refuses(served: Served) -> None:
    trust = ssl.create_default_context(cafile=served.ca_file)
    host, port = served.url.removeprefix("https://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), ssl=trust)
    writer.write(b"FOO /subscriptions HTTP/1.1\r\nhost: x\r\n\r\n")
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    assert head.startswith(b"HTTP/1.1 400 ")
    assert f"content-length: {len(body)}".encode() in head
    assert json.loads(body)["error"]["code"] == "InvalidRequestContent"


async def test_a_dropped_connection_is_broken_on_the_wire(served: Served) -> None:
    served.cloud.faults.add(FaultRule(drop="before"))
    trust = ssl.create_default_context(cafile=served.ca_file)
    async with httpx.AsyncClient(verify=trust) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(f"{served.url}/subscriptions")
        again = await client.get(f"{served.url}/subscriptions")
    assert again.status_code == 401


def test_the_authority_is_made_once_and_its_keys_are_private(tmp_path: Path) -> None:
    first = ensure_tls(tmp_path)
    trusted, certificate = first.ca.read_bytes(), first.certificate.read_bytes()
    first.certificate.unlink()
    again = ensure_tls(tmp_path)
    assert again.ca.read_bytes() == trusted
    assert again.certificate.read_bytes() != certificate
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_certificate_of_an_earlier_release_is_replaced_under_the_same_authority(
    tmp_path: Path,
) -> None:
    files = ensure_tls(tmp_path)
    authority = trustme.CA.from_pem(files.ca.read_bytes(), (tmp_path / "ca.key").read_bytes())
    authority.issue_cert("127.0.0.1").cert_chain_pems[0].write_to_path(files.certificate)
    trusted, former = files.ca.read_bytes(), files.certificate.read_bytes()
    again = ensure_tls(tmp_path)
    assert again.ca.read_bytes() == trusted
    assert again.certificate.read_bytes() != former
    assert ensure_tls(tmp_path).certificate.read_bytes() == again.certificate.read_bytes()


NOISE = b"\xff\x00nonsense"


def loadable(folder: Path) -> bool:
    files = ensure_tls(folder)
    ssl.create_default_context().load_cert_chain(files.certificate, files.key)
    return True


@pytest.mark.parametrize("name", ["server.pem", "server.key"])
@pytest.mark.parametrize("damage", [b"", NOISE, "half", "another's"])
def test_what_only_the_server_uses_is_made_anew_when_it_is_damaged(
    tmp_path: Path, name: str, damage: bytes | str
) -> None:
    trusted = ensure_tls(tmp_path).ca.read_bytes()
    ensure_tls(tmp_path / "another")
    kept = (tmp_path / name).read_bytes()
    others = (tmp_path / "another" / name).read_bytes()
    spoilt = {"half": kept[: len(kept) // 2], "another's": others}
    (tmp_path / name).write_bytes(spoilt[damage] if isinstance(damage, str) else damage)
    assert loadable(tmp_path)
    assert (tmp_path / "ca.pem").read_bytes() == trusted


def test_a_certificate_of_another_authority_is_replaced(tmp_path: Path) -> None:
    ours, others = ensure_tls(tmp_path), ensure_tls(tmp_path / "another")
    ours.certificate.write_bytes(others.certificate.read_bytes())
    ours.key.write_bytes(others.key.read_bytes())
    assert ensure_tls(tmp_path).certificate.read_bytes() != others.certificate.read_bytes()


@pytest.mark.parametrize("name", ["ca.pem", "ca.key"])
@pytest.mark.parametrize("damage", [b"", NOISE, "another's"])
def test_an_authority_that_is_damaged_is_named_and_stays_as_it_is(
    tmp_path: Path, name: str, damage: bytes | str
) -> None:
    ensure_tls(tmp_path)
    ensure_tls(tmp_path / "another")
    others = (tmp_path / "another" / name).read_bytes()
    spoilt = others if isinstance(damage, str) else damage
    (tmp_path / name).write_bytes(spoilt)
    with pytest.raises(Damaged, match=f"{tmp_path}/ca.pem' and .*ca.key' .*remove both"):
        ensure_tls(tmp_path)
    assert (tmp_path / name).read_bytes() == spoilt
    (tmp_path / "ca.pem").unlink()
    (tmp_path / "ca.key").unlink()
    assert loadable(tmp_path)
