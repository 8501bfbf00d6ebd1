"""What support's detectors say of a cluster, passed on as it comes (frontend.md 15)."""

from __future__ import annotations

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.database.databases import Databases
from aro_rp.frontend.azure_side import AzureSide
from aro_rp.frontend.call import Call
from aro_rp.frontend.clusters import no_such_cluster
from aro_rp.frontend.replies import Reply, json_reply


class DetectorReads:
    """Answers in every state of cluster and subscription, as long as both are known."""

    def __init__(self, databases: Databases, azure: AzureSide) -> None:
        self._databases = databases
        self._azure = azure

    async def list(self, call: Call, **_: str) -> Reply:
        return await self._ask(call)

    async def get(self, call: Call, *, detector_id: str, **_: str) -> Reply:
        return await self._ask(call, detector_id)

    async def _ask(self, call: Call, detector: str = "") -> Reply:
        held = await self._databases.clusters.find_key(call.cluster_key)
        if held is None:
            raise no_such_cluster(call.cluster_key)
        subscription = call.segments[1]
        if await self._databases.subscriptions.find(subscription) is None:
            raise ArmError.of(
                400,
                Code.INVALID_SUBSCRIPTION_STATE,
                f"Request is not allowed in subscription '{subscription}', which is not known.",
            )
        cluster = held.doc.open_shift_cluster
        return json_reply(200, await self._azure.detect(cluster.id, cluster.location, detector))
