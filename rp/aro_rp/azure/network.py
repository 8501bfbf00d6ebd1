"""Microsoft.Network."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.mgmt.network.aio import NetworkManagementClient

    from aro_rp.azure.site import Site


def network_client(site: Site) -> NetworkManagementClient:
    """A client of the site's subscription; the caller closes it."""
    from azure.mgmt.network.aio import NetworkManagementClient

    return NetworkManagementClient(site.credential, site.subscription, **site.arm_options())
