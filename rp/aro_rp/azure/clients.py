"""All clients of a process, built at first use and closed together."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Self

from aro_rp.azure.app_lens import AppLens
from aro_rp.azure.authorization import authorization_client
from aro_rp.azure.blobs import blob_client
from aro_rp.azure.check_access import CheckAccess
from aro_rp.azure.compute import compute_client
from aro_rp.azure.credentials import client_secret, object_id
from aro_rp.azure.deployments import deployments_client
from aro_rp.azure.dns import dns_client
from aro_rp.azure.features import features_client
from aro_rp.azure.graph import Graph
from aro_rp.azure.identities import identities_client
from aro_rp.azure.network import network_client
from aro_rp.azure.resources import resources_client
from aro_rp.azure.site import Site
from aro_rp.azure.storage import storage_client
from aro_rp.azure.transport import Session

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.mgmt.authorization.v2022_04_01.aio import AuthorizationManagementClient
    from azure.mgmt.compute.aio import ComputeManagementClient
    from azure.mgmt.dns.aio import DnsManagementClient
    from azure.mgmt.msi.v2024_11_30.aio import ManagedServiceIdentityClient
    from azure.mgmt.network.aio import NetworkManagementClient
    from azure.mgmt.resource.deployments.aio import DeploymentsMgmtClient
    from azure.mgmt.resource.features.aio import FeatureClient
    from azure.mgmt.resource.resources.aio import ResourceManagementClient
    from azure.mgmt.storage.aio import StorageManagementClient
    from azure.storage.blob.aio import BlobServiceClient

    from aro_api.secret import Secret
    from aro_rp.azure.endpoints import AzureEndpoints, Transport
    from aro_rp.clock import Clock

KEPT_SUBSCRIPTIONS = 100

SLOW_IMPORTS = (
    "azure.identity.aio",
    "azure.mgmt.authorization.v2022_04_01.aio",
    "azure.mgmt.compute.aio",
    "azure.mgmt.dns.aio",
    "azure.mgmt.msi.v2024_11_30.aio",
    "azure.mgmt.network.aio",
    "azure.mgmt.resource.deployments.aio",
    "azure.mgmt.resource.features.aio",
    "azure.mgmt.resource.resources.aio",
    "azure.mgmt.storage.aio",
    "azure.storage.blob.aio",
)


class AzureClients:
    """The clients of one caller in one subscription."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @property
    def subscription(self) -> str:
        return self._site.subscription

    @property
    def credential(self) -> AsyncTokenCredential:
        return self._site.credential

    @cached_property
    def network(self) -> NetworkManagementClient:
        return network_client(self._site)

    @cached_property
    def compute(self) -> ComputeManagementClient:
        return compute_client(self._site)

    @cached_property
    def storage(self) -> StorageManagementClient:
        return storage_client(self._site)

    @cached_property
    def dns(self) -> DnsManagementClient:
        return dns_client(self._site)

    @cached_property
    def resources(self) -> ResourceManagementClient:
        return resources_client(self._site)

    @cached_property
    def deployments(self) -> DeploymentsMgmtClient:
        return deployments_client(self._site)

    @cached_property
    def features(self) -> FeatureClient:
        return features_client(self._site)

    @cached_property
    def authorization(self) -> AuthorizationManagementClient:
        return authorization_client(self._site)

    @cached_property
    def identities(self) -> ManagedServiceIdentityClient:
        return identities_client(self._site)

    def blobs(self, account: str, sas: str = "") -> BlobServiceClient:
        """The caller closes it; without a SAS the site's credential is used."""
        return blob_client(self._site, account, sas)

    async def object_id(self) -> str:
        """The directory object of the caller in the subscription's tenant."""
        return await object_id(self._site.credential, self._site.endpoints.arm_scope)

    async def close(self) -> None:
        for name, value in list(vars(self).items()):
            if name != "_site":
                await value.close()


class Azure:
    """Owns the session, the RP's credentials by tenant, and the clients by subscription.

    Clients are shared by everything that works in one subscription: they keep no state of a
    cluster, and their tokens and connections are worth keeping.
    """

    def __init__(
        self, endpoints: AzureEndpoints, client_id: str, secret: Secret, clock: Clock
    ) -> None:
        self.endpoints = endpoints
        self._client_id = client_id
        self._secret = secret
        self._session = Session(endpoints, clock)
        self._credentials: dict[str, AsyncTokenCredential] = {}
        self._clients: dict[tuple[str, str], AzureClients] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.close()

    async def warm(self, names: Sequence[str] = SLOW_IMPORTS) -> None:
        """Imports SDKs off the loop; the first import of some takes seconds."""
        for name in names:
            await asyncio.to_thread(importlib.import_module, name)

    def transport(self) -> Transport:
        return self._session.transport()

    def credential(self, tenant: str) -> AsyncTokenCredential:
        """The RP's own application, as a guest in ``tenant``."""
        if tenant not in self._credentials:
            self._credentials[tenant] = self.application(
                tenant, self._client_id, self._secret.reveal()
            )
        return self._credentials[tenant]

    def application(self, tenant: str, client_id: str, secret: str) -> AsyncTokenCredential:
        """Some other application; the caller closes it."""
        return client_secret(self.endpoints, self.transport(), tenant, client_id, secret)

    def clients(self, tenant: str, subscription: str) -> AzureClients:
        """Shared; those of subscriptions that were not asked for of late are forgotten."""
        key = (tenant.lower(), subscription.lower())
        found = self._clients.pop(key, None)
        if found is None:
            site = Site(self.endpoints, self._session, self.credential(tenant), subscription)
            found = AzureClients(site)
        self._clients[key] = found
        while len(self._clients) > KEPT_SUBSCRIPTIONS:
            del self._clients[next(iter(self._clients))]
        return found

    def graph(self, credential: AsyncTokenCredential) -> Graph:
        return Graph(self.site(credential))

    def app_lens(self, tenant: str) -> AppLens:
        """The caller closes it."""
        return AppLens(self.site(self.credential(tenant)))

    def check_access(self, tenant: str) -> CheckAccess:
        return CheckAccess(self.site(self.credential(tenant)))

    def site(self, credential: AsyncTokenCredential) -> Site:
        """A place outside any subscription."""
        return Site(self.endpoints, self._session, credential, "")

    def renew(self, tenant: str) -> None:
        """Forgets tokens of a tenant, and the clients that hold them, so that new ones are made.

        Nothing is closed: others may be in the middle of a call, and connections are the session's.
        """
        self._credentials.pop(tenant, None)
        for key in [key for key in self._clients if key[0] == tenant.lower()]:
            del self._clients[key]

    async def close(self) -> None:
        for clients in self._clients.values():
            await clients.close()
        for credential in self._credentials.values():
            await credential.close()
        self._clients.clear()
        self._credentials.clear()
        await self._session.close()
