"""What every stored cluster has, whatever its creator left out (api-versions 4.5)."""

from __future__ import annotations

from collections.abc import Mapping

from aro_api.internal.documents import OpenShiftClusterProperties
from aro_api.internal.models import MaintenanceTask, ProvisioningState

DISABLED = "Disabled"
LOAD_BALANCER = "Loadbalancer"


def apply_defaults(
    properties: OpenShiftClusterProperties, operator_flags: Mapping[str, str]
) -> None:
    """Fills, in place, what is empty; what is there stays."""
    for profile in (
        properties.setdefault("masterProfile", {}),
        *(properties.get("workerProfiles") or ()),
        *(properties.get("workerProfilesStatus") or ()),
    ):
        profile["encryptionAtHost"] = profile.get("encryptionAtHost") or DISABLED
    whole = properties.setdefault("clusterProfile", {})
    whole["fipsValidatedModules"] = whole.get("fipsValidatedModules") or DISABLED
    if properties.get("provisioningState") == ProvisioningState.ADMIN_UPDATING:
        task = properties.get("maintenanceTask") or MaintenanceTask.EVERYTHING.value
        properties["maintenanceTask"] = task
    if properties.get("operatorFlags") is None:
        properties["operatorFlags"] = dict(operator_flags)
    network = properties.setdefault("networkProfile", {})
    network["outboundType"] = network.get("outboundType") or LOAD_BALANCER
    network["preconfiguredNSG"] = network.get("preconfiguredNSG") or DISABLED
    if network["outboundType"] == LOAD_BALANCER and network.get("loadBalancerProfile") is None:
        network["loadBalancerProfile"] = {"managedOutboundIps": {"count": 1}}
