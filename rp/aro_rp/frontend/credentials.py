"""listCredentials and listAdminCredentials (frontend.md 10): the only replies that hold secrets."""

from __future__ import annotations

import base64

from aro_api.internal.models import OpenShiftClusterProperties
from aro_api.secret import Secret
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
        if password := self._reveal(properties.kubeadmin_password):
            body["kubeadminPassword"] = password
        return json_reply(200, body)

    async def list_admin_credentials(
        self, call: Call, *, subscription_id: str, resource_group_name: str, resource_name: str
    ) -> Reply:
        properties = await self._properties(call, subscription_id)
        kubeconfig = self._reveal(properties.user_admin_kubeconfig)
        encoded = base64.b64encode(kubeconfig.encode()).decode()
        return json_reply(200, {"kubeconfig": encoded} if kubeconfig else {})

    async def _properties(self, call: Call, subscription: str) -> OpenShiftClusterProperties:
        await need_subscription(self._databases, subscription, REGISTERED)
        key = "/" + "/".join(call.segments[:8])
        stored = await self._databases.clusters.find_key(key)
        if stored is None:
            raise no_such_cluster(key)
        need_credentials(stored.doc.open_shift_cluster)
        return stored.doc.open_shift_cluster.properties

    def _reveal(self, secret: Secret | None) -> str:
        return "" if secret is None else secret.reveal(self._databases.cipher.unseal)
