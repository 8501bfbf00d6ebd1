from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from azure.core.credentials import AzureSasCredential
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.mgmt.storage.aio import StorageManagementClient
from azure.storage.blob import ContentSettings, generate_account_sas
from azure.storage.blob.aio import BlobServiceClient

from aro_devcloud import Cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.testing import ARM_URL, AsgiTransport, StaticCredential, error_code

ClientOf = Callable[..., Any]
ACCOUNT = "clusterabc"
BODY = {"location": "eastus", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}


@pytest.fixture
async def client(cloud: Cloud, client_of: ClientOf) -> Any:
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    client = client_of(StorageManagementClient)
    await (await client.storage_accounts.begin_create("g", ACCOUNT, BODY)).result()
    return client


def blobs(cloud: Cloud, credential: Any = None) -> BlobServiceClient:
    return BlobServiceClient(
        f"{ARM_URL}/blob/{ACCOUNT}",
        credential=credential or StaticCredential(cloud),
        transport=AsgiTransport(cloud.app, cloud.clock),
        max_single_put_size=64,
        max_block_size=32,
        retry_total=0,
    )


async def account_sas(
    client: Any, expiry: str = "2026-02-01T00:00:00Z", rights: str = "rwl"
) -> str:
    order = {
        "signedServices": "b",
        "signedResourceTypes": "sco",
        "signedPermission": rights,
        "signedExpiry": expiry,
    }
    answer = await client.storage_accounts.list_account_sas("g", ACCOUNT, order)
    return str(answer.account_sas_token)


def blob_code(error: HttpResponseError) -> str:
    """The blob clients put the service's code on the error itself."""
    code = getattr(error, "error_code", "")
    return str(getattr(code, "value", code))


async def test_an_account_names_its_endpoints_and_keys(client: Any) -> None:
    found = await client.storage_accounts.get_properties("g", ACCOUNT)
    keys = await client.storage_accounts.list_keys("g", ACCOUNT)
    assert found.primary_endpoints.blob == f"{ARM_URL}/blob/{ACCOUNT}/"
    assert len({one.value for one in keys.keys_property or keys["keys"]}) == 2


async def test_an_account_keeps_its_keys(client: Any) -> None:
    before = await client.storage_accounts.list_keys("g", ACCOUNT)
    await (await client.storage_accounts.begin_create("g", ACCOUNT, BODY)).result()
    after = await client.storage_accounts.list_keys("g", ACCOUNT)
    assert before.as_dict() == after.as_dict()


@pytest.mark.parametrize(
    ("name", "group", "code"),
    [("Bad_Name", "g", "AccountNameInvalid"), (ACCOUNT, "h", "StorageAccountAlreadyTaken")],
)
async def test_an_account_name_is_plain_and_unique(
    cloud: Cloud, client: Any, name: str, group: str, code: str
) -> None:
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "h", "eastus")
    with pytest.raises(HttpResponseError) as refused:
        await client.storage_accounts.begin_create(group, name, BODY)
    assert error_code(refused.value) == code


async def test_both_doors_show_the_same_containers(cloud: Cloud, client: Any) -> None:
    await client.blob_containers.create("g", ACCOUNT, "from-arm", {})
    async with blobs(cloud) as service:
        await service.create_container("from-data")
        seen = [one.name async for one in service.list_containers()]
        with pytest.raises(ResourceExistsError):
            await service.create_container("from-arm")
    listed = [one.name async for one in client.blob_containers.list("g", ACCOUNT)]
    assert seen == ["from-arm", "from-data"]
    assert sorted(listed) == seen


async def test_a_blob_is_put_read_listed_and_deleted(cloud: Cloud, client: Any) -> None:
    async with blobs(cloud) as service:
        container = await service.create_container("aro")
        blob = container.get_blob_client("a/graph")
        settings = ContentSettings(content_type="application/json")
        await blob.upload_blob(b"{}", content_settings=settings, metadata={"who": "me"})
        properties = await blob.get_blob_properties()
        content = await (await blob.download_blob()).readall()
        names = [one.name async for one in container.list_blobs(name_starts_with="a/")]
        with pytest.raises(ResourceExistsError):
            await blob.upload_blob(b"again")
        await blob.upload_blob(b"again", overwrite=True)
        again = await (await blob.download_blob()).readall()
        await blob.delete_blob()
        assert not await blob.exists()
    assert (content, again, names) == (b"{}", b"again", ["a/graph"])
    assert properties.content_settings.content_type == "application/json"
    assert properties.metadata == {"who": "me"}


async def test_a_large_blob_goes_in_blocks_and_comes_in_ranges(cloud: Cloud, client: Any) -> None:
    content = bytes(range(256)) * 4
    async with blobs(cloud) as service:
        container = await service.create_container("aro")
        await container.upload_blob("big", content)
        part = await (await container.download_blob("big", offset=100, length=50)).readall()
        whole = await (await container.download_blob("big")).readall()
        await container.upload_blob("empty", b"")
        nothing = await (await container.download_blob("empty")).readall()
    assert whole == content
    assert part == content[100:150]
    assert nothing == b""


async def test_a_container_takes_its_blobs_along(cloud: Cloud, client: Any) -> None:
    async with blobs(cloud) as service:
        container = await service.create_container("ignition")
        await container.upload_blob("bootstrap.ign", b"{}")
        await container.delete_container()
        with pytest.raises(ResourceNotFoundError):
            await container.delete_container()
        again = await service.create_container("ignition")
        assert [one.name async for one in again.list_blobs()] == []


async def test_a_listing_folds_at_a_delimiter_and_goes_on_by_pages(
    cloud: Cloud, client: Any
) -> None:
    async with blobs(cloud) as service:
        container = await service.create_container("aro")
        for name in ("a/1", "a/2", "b", "c"):
            await container.upload_blob(name, b"x")
        folded = [one.name async for one in container.walk_blobs(delimiter="/")]
        paged = [one.name async for one in container.list_blobs(results_per_page=2)]
    assert folded == ["a/", "b", "c"]
    assert paged == ["a/1", "a/2", "b", "c"]


async def test_a_signature_of_arm_or_of_a_key_opens_the_account(cloud: Cloud, client: Any) -> None:
    keys = await client.storage_accounts.list_keys("g", ACCOUNT)
    own = generate_account_sas(
        ACCOUNT,
        keys.as_dict()["keys"][0]["value"],
        resource_types="sco",
        permission="rwl",
        expiry=datetime(2026, 2, 1, tzinfo=UTC),
    )
    for token in (await account_sas(client), own):
        async with blobs(cloud, AzureSasCredential(token)) as service:
            container = service.get_container_client("aro")
            if not await container.exists():
                await container.create_container()
            await container.upload_blob("x", b"1", overwrite=True)


async def test_a_wrong_or_old_signature_opens_nothing(cloud: Cloud, client: Any) -> None:
    good = await account_sas(client)
    old = await account_sas(client, expiry="2025-12-31T00:00:00Z")
    for token in (good.replace("sp=rwl", "sp=rwdl"), old):
        async with blobs(cloud, AzureSasCredential(token)) as service:
            with pytest.raises(ClientAuthenticationError) as refused:
                await service.create_container("aro")
            assert blob_code(refused.value) == "AuthenticationFailed"


async def test_a_signature_allows_only_what_it_says(cloud: Cloud, client: Any) -> None:
    token = await account_sas(client, rights="r")
    async with blobs(cloud, AzureSasCredential(token)) as service:
        with pytest.raises(HttpResponseError) as refused:
            await service.create_container("aro")
    assert blob_code(refused.value) == "AuthorizationPermissionMismatch"


async def test_an_account_without_shared_keys_wants_a_token(cloud: Cloud, client: Any) -> None:
    token = await account_sas(client)
    body = {**BODY, "properties": {"allowSharedKeyAccess": False}}
    await (await client.storage_accounts.begin_create("g", ACCOUNT, body)).result()
    async with blobs(cloud, AzureSasCredential(token)) as service:
        with pytest.raises(HttpResponseError) as refused:
            await service.create_container("aro")
    assert blob_code(refused.value) == "KeyBasedAuthenticationNotPermitted"
    async with blobs(cloud) as service:
        await service.create_container("aro")


async def test_anybody_reads_the_static_web_site_and_nothing_else(
    cloud: Cloud, client: Any
) -> None:
    async with blobs(cloud) as service:
        site = await service.create_container("$web")
        await site.upload_blob("t/.well-known/openid-configuration", b"{}")
    stranger = BlobServiceClient(
        f"{ARM_URL}/blob/{ACCOUNT}", transport=AsgiTransport(cloud.app), retry_total=0
    )
    async with stranger:
        page = stranger.get_blob_client("$web", "t/.well-known/openid-configuration")
        assert await (await page.download_blob()).readall() == b"{}"
        with pytest.raises(ClientAuthenticationError):
            await page.delete_blob()


async def test_an_unknown_account_container_or_blob_is_404(cloud: Cloud, client: Any) -> None:
    async with blobs(cloud) as service:
        with pytest.raises(ResourceNotFoundError) as refused:
            await service.get_blob_client("none", "x").download_blob()
        assert blob_code(refused.value) == "ContainerNotFound"
        container = await service.create_container("aro")
        with pytest.raises(ResourceNotFoundError) as refused:
            await container.download_blob("none")
        assert blob_code(refused.value) == "BlobNotFound"
