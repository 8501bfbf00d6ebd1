"""Microsoft.Compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.mgmt.compute.aio import ComputeManagementClient

    from aro_rp.azure.site import Site


def compute_client(site: Site) -> ComputeManagementClient:
    """A client of the site's subscription; the caller closes it."""
    from azure.mgmt.compute.aio import ComputeManagementClient

    return ComputeManagementClient(site.credential, site.subscription, **site.arm_options())
