"""Role assignments and role definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.mgmt.authorization.v2022_04_01.aio import AuthorizationManagementClient

    from aro_rp.azure.site import Site


def authorization_client(site: Site) -> AuthorizationManagementClient:
    """A client of the site's subscription; the caller closes it."""
    from azure.mgmt.authorization.v2022_04_01.aio import AuthorizationManagementClient

    return AuthorizationManagementClient(site.credential, site.subscription, **site.arm_options())
