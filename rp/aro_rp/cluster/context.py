"""What a step may use: one cluster under lease, Azure, the stores, time and chance."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from aro_api.internal.models import (
    OpenShiftCluster,
    OpenShiftClusterDocument,
    OpenShiftClusterProperties,
    PlatformWorkloadIdentityRole,
    PlatformWorkloadIdentityRoleSetDocument,
    ProvisioningState,
    SubscriptionDocument,
)
from aro_api.secret import Secret
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.azure import Azure, AzureClients
from aro_rp.azure.errors import is_outage, is_retryable, retry_after
from aro_rp.azure.kept import Kept
from aro_rp.azure.offers import KeptSizes
from aro_rp.azure.together import Together
from aro_rp.clock import Clock, Ids
from aro_rp.cluster.documents import uses_workload_identity
from aro_rp.cluster.installer import Installer
from aro_rp.cluster.keys import Keys
from aro_rp.cluster.naming import Names, group_id, managed_group, names_of
from aro_rp.cluster.templates.ids import GroupIds
from aro_rp.env import Settings
from aro_rp.steps import RetryPolicy, retrying

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.mgmt.dns.models import RecordSet
    from azure.storage.blob.aio import BlobServiceClient

    from aro_rp.database.billings import Billings
    from aro_rp.database.collection import Collection
    from aro_rp.database.encryption import Cipher
    from aro_rp.database.leases import DocumentLease

T = TypeVar("T")
Change = Callable[[OpenShiftClusterDocument], None]


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """A platform identity as Azure knows it."""

    resource_id: str
    client_id: str
    object_id: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all clusters of a process share; ``graph_keys`` are encryption keys, oldest first.

    ``sizes`` and ``role_actions`` (by role definition) keep answers of Azure for a while;
    ``together`` is for questions about a subscription, of which clusters at work share the answer.
    """

    settings: Settings
    azure: Azure
    installer: Installer
    cipher: Cipher
    billing: Billings
    role_sets: Collection[PlatformWorkloadIdentityRoleSetDocument]
    clock: Clock
    ids: Ids
    keys: Keys
    graph_keys: Sequence[bytes]
    sizes: KeptSizes = field(default_factory=KeptSizes)
    role_actions: Kept[str, tuple[str, ...]] = field(default_factory=Kept)
    together: Together = field(default_factory=Together)


class ClusterContext:
    """One cluster as the running plan sees it.

    Steps write the document only by ``patch`` or, what nothing that they do relies on, by ``note``.

    ``platform_identities``, ``roles``, ``with_storage`` (subnets that reach storage by an endpoint,
    by lower-case id), ``reserved`` (the API's DNS record) and ``blobs`` are what was read, made or
    opened already in this process; a plan that is resumed elsewhere reads it again. ``opened`` is
    closed with the context.
    """

    def __init__(
        self,
        lease: DocumentLease[OpenShiftClusterDocument],
        subscription: SubscriptionDocument,
        world: Surroundings,
    ) -> None:
        self._lease = lease
        self.subscription = subscription
        self.world = world
        self.platform_identities: Mapping[str, KnownIdentity] | None = None
        self.roles: list[PlatformWorkloadIdentityRole] | None = None
        self.with_storage: dict[str, bool] = {}
        self.reserved: RecordSet | None = None
        self.blobs: BlobServiceClient | None = None
        self.opened = AsyncExitStack()
        self._principal: AsyncTokenCredential | None = None

    @property
    def settings(self) -> Settings:
        return self.world.settings

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def doc(self) -> OpenShiftClusterDocument:
        """The latest state; changing it changes nothing."""
        return self._lease.doc

    @property
    def cluster(self) -> OpenShiftCluster:
        return self.doc.open_shift_cluster

    @property
    def properties(self) -> OpenShiftClusterProperties:
        return self.cluster.properties

    @property
    def names(self) -> Names:
        return names_of(self.doc)

    @property
    def group(self) -> str:
        """Name of the managed resource group."""
        return managed_group(self.doc)

    @property
    def group_ids(self) -> GroupIds:
        return GroupIds(self.subscription_id, self.group)

    @property
    def group_id(self) -> str:
        return group_id(self.subscription_id, self.group)

    @property
    def location(self) -> str:
        """As ARM names it in resources."""
        return self.cluster.location.replace(" ", "").lower()

    @property
    def subscription_id(self) -> str:
        return self.subscription.id

    @property
    def tenant(self) -> str:
        """The customer's directory."""
        properties = self.subscription.subscription.properties
        tenant = properties.tenant_id if properties else ""
        if not tenant:
            raise ValueError(f"subscription {self.subscription.id} has no tenant id")
        return tenant

    @property
    def customer(self) -> AzureClients:
        """The RP's application in the customer's subscription."""
        return self.world.azure.clients(self.tenant, self.subscription_id)

    @property
    def service(self) -> AzureClients:
        """The RP's application in its own subscription."""
        return self.world.azure.clients(self.settings.rp_tenant, self.settings.rp_subscription)

    async def principal(self) -> AsyncTokenCredential:
        """The cluster's service principal. Raises ``ValueError`` when it has none."""
        profile = self.properties.service_principal_profile
        if profile is None:
            raise ValueError(f"cluster {self.doc.key} has no service principal")
        if self._principal is None:
            secret = self.reveal(profile.client_secret)
            self._principal = await self.opened.enter_async_context(
                self.world.azure.application(self.tenant, profile.client_id, secret)
            )
        return self._principal

    def renew_tokens(self) -> None:
        """Forgets every token, so that rights that were given meanwhile are in the next ones."""
        self.world.azure.renew(self.tenant)
        self._principal = self.blobs = None

    async def patch(self, change: Change) -> None:
        """Writes a pure change under the lease; raises ``LeaseLost``."""
        await self._lease.patch(change)

    def note(self, change: Change) -> None:
        """A pure change that is written together with the end of the step: its result.

        Both or neither survive the process. What a step does afterwards must not rely on it.
        """
        self._lease.note(change)

    def reveal(self, secret: Secret | None) -> str:
        """The clear text of a secret of the document; "" when there is none."""
        return secret.reveal(self.world.cipher.unseal) if secret else ""

    async def retry(
        self,
        call: Callable[[], Awaitable[T]],
        on: Callable[[BaseException], bool] = is_retryable,
    ) -> T:
        """An ARM write with the retries of backend.md 26."""
        return await retrying(self._policy(4, on), call, self.clock, self.world.ids)

    async def retry_action(self, call: Callable[[], Awaitable[T]]) -> T:
        """An idempotent POST: when its connection is lost, the SDK does not send it again."""
        return await retrying(self._policy(4, is_outage), call, self.clock, self.world.ids)

    async def retry_blob(self, call: Callable[[], Awaitable[T]]) -> T:
        """A call of blob storage, whose SDK retries nothing here: its waits ignore the clock."""
        return await retrying(self._policy(4, is_outage), call, self.clock, self.world.ids)

    async def retry_lookup(
        self, call: Callable[[], Awaitable[T]], on: Callable[[BaseException], bool]
    ) -> T:
        """A read of something that may not have spread through the directory yet."""
        return await retrying(self._policy(12, on), call, self.clock, self.world.ids)

    def _policy(
        self, attempts: int, on: Callable[[BaseException], bool] = is_retryable
    ) -> RetryPolicy:
        return RetryPolicy(
            on=on,
            first_s=self.settings.step_retry_seconds,
            cap_s=60.0,
            attempts=attempts,
            jitter=0.1,
            retry_after=retry_after,
        )


@dataclass(frozen=True, slots=True)
class ClusterContexts:
    """Opens contexts for the worker loop."""

    world: Surroundings

    @asynccontextmanager
    async def open(
        self,
        lease: DocumentLease[OpenShiftClusterDocument],
        subscription: SubscriptionDocument,
    ) -> AsyncIterator[ClusterContext]:
        """Refuses documents that no plan can work on; a deletion is never refused."""
        ctx = ClusterContext(lease, subscription, self.world)
        if ctx.properties.provisioning_state != ProvisioningState.DELETING:
            check_cluster_identity(ctx)
        async with ctx.opened:
            yield ctx


def check_cluster_identity(ctx: ClusterContext) -> None:
    """A cluster with managed identities has exactly one of its own."""
    if not uses_workload_identity(ctx.properties):
        return
    identity = ctx.cluster.managed_service_identity
    count = len((identity.user_assigned_identities if identity else None) or {})
    if count != 1:
        message = f"The cluster must have exactly one user-assigned identity, it has {count}."
        raise ArmError.of(400, Code.INVALID_CLUSTER_MSI_COUNT, message, "identity")
