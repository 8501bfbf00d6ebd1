"""Every container: what partitions it, what is unique in it, how long rows live.

Facts: reference api-versions.md 5.2. Paths are those of the JSON document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from aro_api.internal.models import (
    AsyncOperationDocument,
    BillingDocument,
    GatewayDocument,
    MaintenanceManifestDocument,
    MaintenanceScheduleDocument,
    OpenShiftClusterDocument,
    OpenShiftVersionDocument,
    PlatformWorkloadIdentityRoleSetDocument,
    PoolWorkerDocument,
    PortalDocument,
    ProvisioningState,
    SubscriptionDocument,
)
from aro_rp.database.store import Equals, Filter, OneOf

D = TypeVar("D", bound=BaseModel)

LEASE_EXPIRES = "/leaseExpires"
PROVISIONING_STATE = "/openShiftCluster/properties/provisioningState"
WORKING_STATES = (
    ProvisioningState.CREATING.value,
    ProvisioningState.UPDATING.value,
    ProvisioningState.ADMIN_UPDATING.value,
    ProvisioningState.DELETING.value,
)
WEEK = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Container(Generic[D]):
    """A kind of document. All have an ``id``.

    ``ttl`` in seconds since the last write: None means rows never expire, -1 that only
    rows with a ``ttl`` of their own do. ``queue`` is what makes a row wait for a worker
    once its lease has expired. Queries may name the unique paths, those of the queue,
    ``/leaseExpires`` where there is a queue, and ``queried``.
    """

    name: str
    model: type[D]
    partition: str = "/id"
    unique: tuple[str, ...] = ()
    ttl: int | None = None
    queried: tuple[str, ...] = ()
    queue: tuple[Filter, ...] = ()


OPEN_SHIFT_CLUSTERS = Container(
    "OpenShiftClusters",
    OpenShiftClusterDocument,
    partition="/partitionKey",
    unique=("/key", "/clusterResourceGroupIdKey", "/clientIdKey"),
    queue=(OneOf(PROVISIONING_STATE, WORKING_STATES),),
)
ASYNC_OPERATIONS = Container("AsyncOperations", AsyncOperationDocument, ttl=WEEK)
SUBSCRIPTIONS = Container("Subscriptions", SubscriptionDocument, queue=(Equals("/deleting", True),))
BILLING = Container("Billing", BillingDocument, queried=("/key",))
GATEWAY = Container("Gateway", GatewayDocument, ttl=-1)
PORTAL = Container("Portal", PortalDocument, ttl=-1)
POOL_WORKERS = Container("PoolWorkers", PoolWorkerDocument, partition="/workerType", ttl=-1)
VERSIONS = Container("OpenShiftVersions", OpenShiftVersionDocument, ttl=-1)
ROLE_SETS = Container(
    "PlatformWorkloadIdentityRoleSets", PlatformWorkloadIdentityRoleSetDocument, ttl=-1
)
MANIFESTS = Container(
    "MaintenanceManifests",
    MaintenanceManifestDocument,
    partition="/clusterResourceID",
    ttl=-1,
    queue=(Equals("/maintenanceManifest/state", "Pending"),),
)
SCHEDULES = Container(
    "MaintenanceSchedules",
    MaintenanceScheduleDocument,
    ttl=-1,
    queried=("/maintenanceSchedule/state",),
)

CONTAINERS: Mapping[str, Container[Any]] = MappingProxyType(
    {
        container.name: container
        for container in (
            OPEN_SHIFT_CLUSTERS,
            ASYNC_OPERATIONS,
            SUBSCRIPTIONS,
            BILLING,
            GATEWAY,
            PORTAL,
            POOL_WORKERS,
            VERSIONS,
            ROLE_SETS,
            MANIFESTS,
            SCHEDULES,
        )
    }
)
