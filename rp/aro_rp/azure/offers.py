"""What a region offers a subscription: sizes, quota, features and providers, asked of Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aro_rp.azure.kept import Kept
from aro_rp.validate.creation.quota import Usage
from aro_rp.validate.creation.sizes import Size, read_sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aro_rp.azure.clients import AzureClients

Place = tuple[str, str]
"""Subscription id and location."""
SizesByName = dict[str, Size]
"""By lower-case name."""


class KeptSizes(Kept[Place, SizesByName]):
    """Azure's list has megabytes; one answer per subscription and location is kept."""


async def sizes(clients: AzureClients, location: str) -> SizesByName:
    """VM sizes of the location."""
    listing = clients.compute.resource_skus.list(filter=f"location eq '{location}'")
    return read_sizes([sku.as_dict() async for sku in listing], location)


async def compute_usages(clients: AzureClients, location: str) -> Sequence[Usage]:
    return [
        Usage(one.name.value or "", one.current_value, one.limit)
        async for one in clients.compute.usage.list(location)
    ]


async def network_usages(clients: AzureClients, location: str) -> Sequence[Usage]:
    return [
        Usage(one.name.value or "", one.current_value, one.limit)
        async for one in clients.network.usages.list(location)
    ]


async def feature_state(clients: AzureClients, namespace: str, name: str) -> str:
    """ "" when Azure does not say."""
    found = await clients.features.features.get(namespace, name)
    return (found.properties.state or "") if found.properties else ""


async def provider_state(clients: AzureClients, namespace: str) -> str:
    """ "" for a provider that Azure does not know."""
    from azure.core.exceptions import ResourceNotFoundError

    try:
        found = await clients.resources.providers.get(namespace)
    except ResourceNotFoundError:
        return ""
    return found.registration_state or ""
