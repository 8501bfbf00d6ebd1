"""Ids of a cluster's resources, written out: templates then need few expressions."""

from __future__ import annotations

from dataclasses import dataclass

from aro_rp.cluster.naming import group_id


@dataclass(frozen=True, slots=True)
class GroupIds:
    """Ids in one resource group."""

    subscription: str
    group: str

    def network(self, kind: str, name: str) -> str:
        return self._id("Microsoft.Network", kind, name)

    def storage_account(self, name: str) -> str:
        return self._id("Microsoft.Storage", "storageAccounts", name)

    def load_balancer_part(self, balancer: str, kind: str, name: str) -> str:
        """``kind`` is a collection of the balancer, such as ``probes``."""
        return f"{self.network('loadBalancers', balancer)}/{kind}/{name}"

    def subnet(self, vnet: str, name: str) -> str:
        return f"{self.network('virtualNetworks', vnet)}/subnets/{name}"

    def _id(self, namespace: str, kind: str, name: str) -> str:
        return f"{group_id(self.subscription, self.group)}/providers/{namespace}/{kind}/{name}"
