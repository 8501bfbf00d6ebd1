"""Microsoft.Network/dnsZones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.mgmt.dns.aio import DnsManagementClient

    from aro_rp.azure.site import Site


def dns_client(site: Site) -> DnsManagementClient:
    """A client of the site's subscription; the caller closes it."""
    from azure.mgmt.dns.aio import DnsManagementClient

    return DnsManagementClient(site.credential, site.subscription, **site.arm_options())
