"""listCredentials and listAdminCredentials (frontend.md 10): the only replies that hold secrets."""

from __future__ import annotations

import base64

from aro_api.internal.documents import OpenShiftClusterDocument, OpenShiftClusterProperties
from aro_rp.database.databases import Databases
from aro_rp.frontend.call import Call
from aro_rp.frontend.clusters import no_such_cluster
from aro_rp.frontend.gates import REGISTERED, need_credentials, need_subscription
from aro_rp.frontend.replies import Reply, json_reply

_USER = "kubeadmin"


class CredentialReads:
    """Secrets that are not there yet are left out."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    async def list_credentials(
        self, call: Call, *, subscription_id: str, resource_group_name: str, resource_name: str
    ) -> Reply:
        properties = await self._properties(call, subscription_id)
        body = {"kubeadminUsername": _USER}
        if password := self._opened(properties.get("kubeadminPassword")):
            body["kubeadminPassword"] = password
        return json_reply(200, body)

    async def list_admin_credentials(
        self, call: Call, *, subscription_id: str, resource_group_name: str, resource_name: str
    ) -> Reply:
        properties = await self._properties(call, subscription_id)
        kubeconfig = self._opened(properties.get("userAdminKubeconfig"))
        encoded = base64.b64encode(kubeconfig.encode()).decode()
        return json_reply(200, {"kubeconfig": encoded} if kubeconfig else {})

    async def _properties(self, call: Call, subscription: str) -> OpenShiftClusterProperties:
        await need_subscription(self._databases, subscription, REGISTERED)
        stored = await self._databases.clusters.find_key(call.cluster_key)
        if stored is None:
            raise no_such_cluster(call.cluster_key)
        doc: OpenShiftClusterDocument = stored.json()
        properties = doc["openShiftCluster"]["properties"]
        need_credentials(properties)
        return properties

    def _opened(self, sealed: str | None) -> str:
        return self._databases.cipher.unseal(sealed) if sealed else ""
