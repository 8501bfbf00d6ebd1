"""User-assigned identities and their federated credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.mgmt.msi.v2024_11_30.aio import ManagedServiceIdentityClient

    from aro_rp.azure.site import Site


def identities_client(site: Site) -> ManagedServiceIdentityClient:
    """A client of the site's subscription; the caller closes it."""
    from azure.mgmt.msi.v2024_11_30.aio import ManagedServiceIdentityClient

    return ManagedServiceIdentityClient(site.credential, site.subscription, **site.arm_options())
