"""What every stored cluster has, whatever its creator left out (api-versions 4.5)."""

from __future__ import annotations

from collections.abc import Mapping

from aro_api.internal.models import (
    LoadBalancerProfile,
    MaintenanceTask,
    ManagedOutboundIPs,
    OpenShiftCluster,
    ProvisioningState,
)

DISABLED = "Disabled"
LOAD_BALANCER = "Loadbalancer"


def apply_defaults(cluster: OpenShiftCluster, operator_flags: Mapping[str, str]) -> None:
    """Fills, in place, what is empty; what is there stays."""
    properties = cluster.properties
    for profile in (
        properties.master_profile,
        *(properties.worker_profiles or ()),
        *(properties.worker_profiles_status or ()),
    ):
        profile.encryption_at_host = profile.encryption_at_host or DISABLED
    whole = properties.cluster_profile
    whole.fips_validated_modules = whole.fips_validated_modules or DISABLED
    if properties.provisioning_state == ProvisioningState.ADMIN_UPDATING:
        properties.maintenance_task = properties.maintenance_task or MaintenanceTask.EVERYTHING
    if properties.operator_flags is None:
        properties.operator_flags = dict(operator_flags)
    network = properties.network_profile
    network.outbound_type = network.outbound_type or LOAD_BALANCER
    network.preconfigured_nsg = network.preconfigured_nsg or DISABLED
    if network.outbound_type == LOAD_BALANCER and network.load_balancer_profile is None:
        network.load_balancer_profile = LoadBalancerProfile(
            managed_outbound_ips=ManagedOutboundIPs(count=1)
        )
