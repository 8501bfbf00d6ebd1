"""Asks Azure whether a cluster can be made at all, and what is wrong with one.

Sources: frontend.md 15, 17.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from aro_rp.arm.errors import JsonObject, Problem
from aro_rp.azure import Azure, RetrySettings, offers
from aro_rp.azure.together import Together
from aro_rp.clock import Clock
from aro_rp.validate.creation.catalogue import Offer, problems
from aro_rp.validate.creation.machines import encrypting, wanted_machines
from aro_rp.validate.creation.registration import FEATURE, PROVIDERS

if TYPE_CHECKING:
    from aro_api.internal.models import SubscriptionDocument
    from aro_rp.azure import AzureClients
    from aro_rp.database.collection import Collection
    from aro_rp.database.databases import Databases
    from aro_rp.env import Settings

_RETRY = RetrySettings(total=2, backoff_seconds=0.5, longest_seconds=4.0, request_seconds=15.0)
_IMPORTS = (
    "azure.identity.aio",
    "azure.mgmt.compute.aio",
    "azure.mgmt.network.aio",
    "azure.mgmt.resource.features.aio",
    "azure.mgmt.resource.resources.aio",
)
DEADLINE_S = 25.0
"""Of each call. All are made at once and ARM waits for 60 s."""

T = TypeVar("T")


class AzureChecks:
    """Asks with the RP's own application in the customer's subscription.

    Only the list of sizes is kept: whoever has just registered a provider or got more quota must
    not be refused for what was true before. Creates at the same time share the other questions.
    """

    def __init__(
        self,
        azure: Azure,
        own_tenant: str,
        subscriptions: Collection[SubscriptionDocument],
        clock: Clock,
    ) -> None:
        self._azure = azure
        self._own_tenant = own_tenant
        self._subscriptions = subscriptions
        self._clock = clock
        self._sizes = offers.KeptSizes()
        self._together = Together()

    async def problems(
        self, subscription: str, location: str, cluster: JsonObject
    ) -> Sequence[Problem]:
        """Raises the Azure error, or ``TimeoutError``, when Azure cannot be asked."""
        machines = wanted_machines(cluster)
        place = location.replace(" ", "").lower()
        clients = self._azure.clients(await self._tenant(subscription), subscription)
        try:
            offer = await self._offer(clients, place, encrypting(machines) is not None)
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return problems(machines, offer)

    async def detect(self, resource: str, location: str, detector: str) -> object:
        """Raises the Azure error, or ``TimeoutError``, when AppLens does not answer."""
        async with self._azure.app_lens(self._own_tenant) as app_lens:
            return await _in_time(app_lens.ask(resource, location, detector))

    async def _offer(self, clients: AzureClients, place: str, wants_feature: bool) -> Offer:
        """All questions at once; the first that fails ends the others."""
        async with asyncio.TaskGroup() as asking:

            def ask(question: Callable[..., Awaitable[T]], *about: str) -> asyncio.Task[T]:
                key = (question, clients.subscription, *about)
                answer = self._together.ask(key, lambda: question(clients, *about))
                return asking.create_task(_in_time(answer))

            sizes = asking.create_task(_in_time(self._read_sizes(clients, place)))
            compute = ask(offers.compute_usages, place)
            network = ask(offers.network_usages, place)
            states = {name: ask(offers.provider_state, name) for name in PROVIDERS}
            feature = ask(offers.feature_state, *FEATURE) if wants_feature else None
        return Offer(
            location=place,
            sizes=sizes.result(),
            usages=[*compute.result(), *network.result()],
            providers={name: state.result() for name, state in states.items()},
            feature=feature.result() if feature else "",
        )

    async def _tenant(self, subscription: str) -> str:
        found = await self._subscriptions.get(subscription)
        properties = found.doc.subscription.properties
        if properties is None or not properties.tenant_id:
            raise ValueError(f"subscription {subscription} has no tenant id: ARM has not said it")
        return properties.tenant_id

    async def _read_sizes(self, clients: AzureClients, place: str) -> offers.SizesByName:
        key = (clients.subscription, place)
        now = self._clock.now()
        return await self._sizes.read(key, lambda: offers.sizes(clients, place), now)


async def _in_time(call: Awaitable[T]) -> T:
    async with asyncio.timeout(DEADLINE_S):
        return await call


@asynccontextmanager
async def opened_checks(
    settings: Settings, databases: Databases, clock: Clock
) -> AsyncIterator[AzureChecks]:
    """The frontend's way to Azure, whose retries leave ARM's caller an answer in time."""
    endpoints = replace(settings.endpoints(), retry=_RETRY)
    async with Azure(endpoints, settings.client_id, settings.client_secret, clock) as azure:
        await azure.warm(_IMPORTS)
        yield AzureChecks(azure, settings.app_lens_tenant, databases.subscriptions, clock)
