"""A resource group goes only after its clusters: their provider deletes them, ARM waits for it."""

from __future__ import annotations

from dataclasses import replace

import orjson

from aro_devcloud.arm.forwarding import OPENSHIFT, ResourceProviderLink
from aro_devcloud.arm.scopes import Scopes
from aro_devcloud.http import Request
from aro_devcloud.operations import GROUP_DELETE, Operations
from aro_devcloud.resource_id import group_id, parse, scope_of
from aro_devcloud.tokens import Caller

_VERSION = "2023-11-22"


class ClusterRemoval:
    """Deletes the clusters of a group and says when the last one is gone."""

    def __init__(self, scopes: Scopes, link: ResourceProviderLink, operations: Operations) -> None:
        self._scopes = scopes
        self._link = link
        self._operations = operations

    async def begin(self, subscription: str, group: str, request: Request, caller: Caller) -> bool:
        """Asks the provider to delete every cluster of the group; false when there is none."""
        self._scopes.check(subscription, group)
        self._scopes.check_lock(group_id(subscription, group))
        if self._scopes.group(subscription, group).get("managedBy"):
            return False
        clusters = await self._clusters(subscription, group, request, caller)
        for cluster in clusters:
            path = parse(cluster)
            if path is not None:
                await self._link.forward(path, _request(request, "DELETE", cluster), caller)
        return bool(clusters)

    async def look(self, operation_id: str, request: Request, caller: Caller) -> None:
        """Lets a group's deletion go on once its clusters are gone."""
        operation = self._operations.find(operation_id)
        if operation is None or operation.kind != GROUP_DELETE or not operation.waiting:
            return
        subscription, group = scope_of(operation.target)
        if not await self._clusters(subscription, group, request, caller):
            self._operations.release(operation)
            self._operations.settle()

    async def _clusters(
        self, subscription: str, group: str, request: Request, caller: Caller
    ) -> list[str]:
        registered = self._scopes.subscription(subscription)["openshift"] == "Registered"
        if not self._link.is_connected or not registered:
            return []
        path = f"{group_id(subscription, group)}/providers/{OPENSHIFT}/openShiftClusters"
        parsed = parse(path)
        assert parsed is not None
        answer = await self._link.forward(parsed, _request(request, "GET", path), caller)
        if answer.status != 200:
            return []
        return [str(one["id"]) for one in orjson.loads(answer.body).get("value", [])]


def _request(like: Request, method: str, path: str) -> Request:
    return replace(
        like,
        method=method,
        path=path,
        raw_path=path,
        raw_query=f"api-version={_VERSION}",
        query={"api-version": _VERSION},
        headers=dict(like.headers),
        body=b"",
    )
