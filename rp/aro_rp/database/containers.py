"""Every container: what partitions it, what is unique in it, how long rows live.

Facts: reference api-versions.md 5.2. Paths are those of the JSON document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aro_api.internal.models import ProvisioningState
from aro_rp.database.store import Equals, Filter, OneOf

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
class Container:
    """A kind of document.

    ``ttl`` in seconds since the last write: None means rows never expire, -1 that only
    rows with a ``ttl`` of their own do. ``queue`` is what makes a row wait for a worker
    once its lease has expired. Queries may name the unique paths, those of the queue,
    ``/leaseExpires`` where there is a queue, and ``queried``.
    """

    name: str
    partition: str = "/id"
    unique: tuple[str, ...] = ()
    ttl: int | None = None
    queried: tuple[str, ...] = ()
    queue: tuple[Filter, ...] = ()


OPEN_SHIFT_CLUSTERS = Container(
    "OpenShiftClusters",
    partition="/partitionKey",
    unique=("/key", "/clusterResourceGroupIdKey", "/clientIdKey"),
    queue=(OneOf(PROVISIONING_STATE, WORKING_STATES),),
)
ASYNC_OPERATIONS = Container("AsyncOperations", ttl=WEEK)
SUBSCRIPTIONS = Container("Subscriptions", queue=(Equals("/deleting", True),))
BILLING = Container("Billing", queried=("/key",))
GATEWAY = Container("Gateway", ttl=-1)
PORTAL = Container("Portal", ttl=-1)
POOL_WORKERS = Container("PoolWorkers", partition="/workerType", ttl=-1)
VERSIONS = Container("OpenShiftVersions", ttl=-1)
ROLE_SETS = Container("PlatformWorkloadIdentityRoleSets", ttl=-1)
MANIFESTS = Container(
    "MaintenanceManifests",
    partition="/clusterResourceID",
    ttl=-1,
    queue=(Equals("/maintenanceManifest/state", "Pending"),),
)
SCHEDULES = Container("MaintenanceSchedules", ttl=-1, queried=("/maintenanceSchedule/state",))

CONTAINERS: Mapping[str, Container] = MappingProxyType(
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
