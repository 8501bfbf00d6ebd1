"""Template deployments; since azure-mgmt-resource 26 a package of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.mgmt.resource.deployments.aio import DeploymentsMgmtClient

    from aro_rp.azure.site import Site


def deployments_client(site: Site) -> DeploymentsMgmtClient:
    """A client of the site's subscription; the caller closes it."""
    from azure.mgmt.resource.deployments.aio import DeploymentsMgmtClient

    return DeploymentsMgmtClient(site.credential, site.subscription, **site.arm_options())
