"""Cluster PUT, PATCH and DELETE: they write documents, the backend works (frontend.md 7, 9)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from aro_api.internal import models as hub
from aro_api.internal.documents import OpenShiftClusterDocument
from aro_api.internal.models import ProvisioningState
from aro_rp.arm import headers as arm
from aro_rp.arm.errors import JsonObject
from aro_rp.arm.long_running import OperationPaths
from aro_rp.arm.preconditions import need_preconditions, quoted
from aro_rp.clock import Clock, Ids
from aro_rp.database.collection import PATCH_ATTEMPTS, PATCH_PAUSE_S, Stored
from aro_rp.database.databases import Databases
from aro_rp.database.store import AlreadyExists, EtagMismatch, Row
from aro_rp.frontend.azure_side import CreationChecks
from aro_rp.frontend.call import Call
from aro_rp.frontend.clusters import no_such_cluster
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.conflicts import Keys, Raced, conflict, keys_of
from aro_rp.frontend.documents import correlation, new_document, operation_document
from aro_rp.frontend.following import async_operation, location, pace
from aro_rp.frontend.gates import (
    DELETES,
    REGISTERED,
    creation_failed,
    need_resting,
    need_state,
    need_subscription,
    need_updatable,
)
from aro_rp.frontend.merging import Merging
from aro_rp.frontend.releases import Releases
from aro_rp.frontend.replies import Reply, to_bytes
from aro_rp.validate.defaults import apply_defaults

StoredCluster = Stored[hub.OpenShiftClusterDocument]


class Pending(NamedTuple):
    """What a request has the store write; many wait for one commit, none with its documents."""

    keys: Keys
    writing: Awaitable[tuple[Row, ...]]


class ClusterWrites:
    """Every write is guarded by the etag that was read; a lost race begins again, five times."""

    def __init__(
        self,
        databases: Databases,
        config: FrontendConfig,
        releases: Releases,
        clock: Clock,
        ids: Ids,
        checks: CreationChecks,
    ) -> None:
        self._databases = databases
        self._config = config
        self._pace = pace(config.retry_after_s)
        self._merging = Merging(config, releases, databases.cipher, checks)
        self._clock = clock
        self._ids = ids

    async def create_or_update(
        self,
        call: Call,
        *,
        subscription_id: str,
        resource_group_name: str,
        resource_name: str,
        parameters: JsonObject,
    ) -> Reply:
        return await self._again(lambda: self._put(call, parameters, patches=False))

    async def update(
        self,
        call: Call,
        *,
        subscription_id: str,
        resource_group_name: str,
        resource_name: str,
        parameters: JsonObject,
    ) -> Reply:
        """PATCH of a cluster that is not there creates it, as clients know it."""
        return await self._again(lambda: self._put(call, parameters, patches=True))

    async def delete(
        self, call: Call, *, subscription_id: str, resource_group_name: str, resource_name: str
    ) -> Reply:
        return await self._again(lambda: self._delete(call))

    async def need_open(self, call: Call) -> None:
        """What subscription and cluster have against a PUT or PATCH, whatever it says."""
        held = await self._open_to_writes(call)
        if held is None:
            return
        doc: OpenShiftClusterDocument = held.json()
        properties = doc["openShiftCluster"]["properties"]
        need_resting(properties)
        if call.method == "PATCH" or not creation_failed(properties):
            need_updatable(properties)

    async def _again(self, once: Callable[[], Awaitable[Reply]]) -> Reply:
        for attempt in range(PATCH_ATTEMPTS - 1):
            try:
                return await once()
            except (EtagMismatch, Raced):
                await self._clock.sleep(attempt * PATCH_PAUSE_S)
        return await once()

    async def _put(self, call: Call, body: JsonObject, *, patches: bool) -> Reply:
        reply, pending = await self._accepted(call, body, patches=patches)
        reply.headers += ((arm.ETAG, quoted(await _written(pending))),)
        return reply

    async def _accepted(
        self, call: Call, body: JsonObject, *, patches: bool
    ) -> tuple[Reply, Pending]:
        """The reply to a PUT or PATCH once its documents are written."""
        held = await self._open_to_writes(call)
        doc = held.json() if held else new_document(call, self._config, self._ids)
        doc["correlationData"] = correlation(call, self._ids)
        properties = doc["openShiftCluster"]["properties"]
        _check_conditions(call, held, patches=patches)
        need_resting(properties)
        if held is None:
            await self._merging.create(call, doc, body)
        elif not patches and creation_failed(properties):
            await self._merging.resume(call, doc, body)
            _begin(doc, ProvisioningState.CREATING)
        else:
            need_updatable(properties)
            await self._merging.update(call, doc, body, patches=patches)
            _begin(doc, ProvisioningState.UPDATING)
        self._merging.take_identity_headers(call, doc, patches=patches)
        apply_defaults(properties, self._config.operator_flags)
        shown = to_bytes(_shown(call, doc))
        paths, pending = self._begun(call, held, doc)
        headers = (async_operation(call, paths), *self._pace)
        return Reply(201 if held is None else 200, shown, headers), pending

    async def _open_to_writes(self, call: Call) -> StoredCluster | None:
        """The cluster as it is, None for one to come; the subscription must be registered."""
        subscription = call.segments[1]
        found, held = await self._databases.subscription_and_cluster(subscription, call.key)
        need_state(found, subscription, REGISTERED)
        return held

    async def _delete(self, call: Call) -> Reply:
        held = await self._databases.clusters.find_key(call.key)
        if held is None:
            return Reply(204)
        await need_subscription(self._databases, call.segments[1], DELETES)
        need_preconditions(call.headers, held.etag)
        doc: OpenShiftClusterDocument = held.json()
        need_resting(doc["openShiftCluster"]["properties"])
        doc["correlationData"] = correlation(call, self._ids)
        _begin(doc, ProvisioningState.DELETING)
        paths, pending = self._begun(call, held, doc)
        await _written(pending)
        headers = (location(call, paths), async_operation(call, paths), *self._pace)
        return Reply(202, b"", headers)

    def _begun(
        self, call: Call, held: StoredCluster | None, doc: OpenShiftClusterDocument
    ) -> tuple[OperationPaths, Pending]:
        """A new operation of the cluster: where to follow it, and what is to be written of both.

        The operation is first: one that nobody points to is harmless, a cluster that points to
        none is stuck.
        """
        now = self._clock.now()
        id = doc["asyncOperationId"] = self._ids.uuid_at(now)
        paths = OperationPaths.of(call.segments[1], call.spelled[5], self._config.location, id)
        operation = operation_document(doc, id, paths.status, now)
        clusters = self._databases.clusters
        writing = self._databases.store.write(
            self._databases.async_operations.creation_of(operation),
            clusters.replacement_by(held, doc) if held else clusters.creation_of(doc),
        )
        return paths, Pending(keys_of(doc), writing)


async def _written(pending: Pending) -> str:
    """The cluster's new etag, once it and its operation are written."""
    try:
        _, cluster = await pending.writing
    except AlreadyExists as error:
        raise conflict(error.unique, pending.keys) from None
    return cluster.etag


def _check_conditions(call: Call, held: StoredCluster | None, *, patches: bool) -> None:
    """Before the cluster's state is looked at, so that a stale caller learns that it is."""
    if held is None and patches and arm.IF_MATCH in call.headers:
        raise no_such_cluster(call.key)
    need_preconditions(call.headers, held.etag if held else None)


def _begin(doc: OpenShiftClusterDocument, state: ProvisioningState) -> None:
    properties = doc["openShiftCluster"]["properties"]
    properties["lastProvisioningState"] = properties.get("provisioningState", "")
    properties["provisioningState"] = state.value
    doc["dequeues"] = 0


def _shown(call: Call, doc: OpenShiftClusterDocument) -> JsonObject:
    """The cluster as requested: what was found in it does not belong to this reply."""
    cluster = doc["openShiftCluster"]
    if "workerProfilesStatus" in cluster["properties"]:
        properties = cluster["properties"].copy()
        del properties["workerProfilesStatus"]
        cluster = {**cluster, "properties": properties}
    return call.versioned().converter.render(cluster)
