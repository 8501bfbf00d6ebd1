"""Microsoft.Storage, management side; blobs are in blobs.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.mgmt.storage.aio import StorageManagementClient

    from aro_rp.azure.site import Site


def storage_client(site: Site) -> StorageManagementClient:
    """A client of the site's subscription; the caller closes it."""
    from azure.mgmt.storage.aio import StorageManagementClient

    return StorageManagementClient(site.credential, site.subscription, **site.arm_options())
