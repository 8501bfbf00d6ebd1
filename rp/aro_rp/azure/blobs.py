"""Blobs: what the RP reads and writes in storage accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.core.credentials import AzureSasCredential
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.storage.blob.aio import BlobServiceClient

    from aro_rp.azure.site import Site


def blob_client(site: Site, account: str, sas: str = "") -> BlobServiceClient:
    """A client of one account; its URL comes from the endpoints. The caller closes it.

    It retries nothing: the SDK's own policy passes over 429 and sleeps past our clock.
    """
    from azure.core.credentials import AzureSasCredential
    from azure.storage.blob.aio import BlobServiceClient

    credential: AzureSasCredential | AsyncTokenCredential = (
        AzureSasCredential(sas) if sas else site.credential
    )
    return BlobServiceClient(
        site.endpoints.blob_url(account),
        credential=credential,
        transport=site.session.transport(),
        **{**site.retry_options(), "retry_total": 0},
    )


async def read_blob(service: BlobServiceClient, container: str, name: str) -> bytes:
    """The whole blob; ``ResourceNotFoundError`` when it or its container is absent."""
    download = await service.get_blob_client(container, name).download_blob()
    return await download.readall()


async def write_blob(
    service: BlobServiceClient, container: str, name: str, content: bytes, media_type: str
) -> None:
    """Creates or replaces the blob; the container must exist."""
    from azure.storage.blob import ContentSettings

    await service.get_blob_client(container, name).upload_blob(
        content, overwrite=True, content_settings=ContentSettings(content_type=media_type)
    )


async def delete_blob(service: BlobServiceClient, container: str, name: str) -> None:
    """Absent is fine."""
    from azure.core.exceptions import ResourceNotFoundError

    try:
        await service.get_blob_client(container, name).delete_blob()
    except ResourceNotFoundError:
        return


async def delete_container(service: BlobServiceClient, name: str) -> None:
    """Absent is fine."""
    from azure.core.exceptions import ResourceNotFoundError

    try:
        await service.get_container_client(name).delete_container()
    except ResourceNotFoundError:
        return
