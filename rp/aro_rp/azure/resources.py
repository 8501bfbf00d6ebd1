"""Resource groups, resources by id, providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.mgmt.resource.resources.aio import ResourceManagementClient

    from aro_rp.azure.site import Site


def resources_client(site: Site) -> ResourceManagementClient:
    """A client of the site's subscription; the caller closes it."""
    from azure.mgmt.resource.resources.aio import ResourceManagementClient

    return ResourceManagementClient(site.credential, site.subscription, **site.arm_options())
