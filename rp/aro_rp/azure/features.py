"""Preview features of a subscription; since azure-mgmt-resource 26 a package of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.mgmt.resource.features.aio import FeatureClient

    from aro_rp.azure.site import Site


def features_client(site: Site) -> FeatureClient:
    """A client of the site's subscription; the caller closes it."""
    from azure.mgmt.resource.features.aio import FeatureClient

    return FeatureClient(site.credential, site.subscription, **site.arm_options())
