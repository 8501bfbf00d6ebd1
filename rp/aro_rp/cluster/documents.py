"""Questions about a cluster document that more than one step asks."""

from __future__ import annotations

from aro_api.internal.models import (
    IngressProfile,
    OpenShiftClusterDocument,
    OpenShiftClusterProperties,
    WorkerProfile,
)

PUBLIC = "Public"
LOAD_BALANCER = "Loadbalancer"
ENABLED = "Enabled"


def uses_workload_identity(properties: OpenShiftClusterProperties) -> bool:
    """Managed identities instead of a service principal."""
    return (
        properties.platform_workload_identity_profile is not None
        and properties.service_principal_profile is None
    )


def enriched_workers(properties: OpenShiftClusterProperties) -> list[WorkerProfile]:
    """Workers as found in the cluster, or as asked for while nothing was found yet."""
    return properties.worker_profiles_status or properties.worker_profiles or []


def first_worker_subnet(properties: OpenShiftClusterProperties) -> str:
    """Subnet id of the first worker profile that has one; "" when none does."""
    return next((w.subnet_id for w in enriched_workers(properties) if w.subnet_id), "")


def cluster_subnets(properties: OpenShiftClusterProperties) -> list[str]:
    """Ids of all subnets, the control plane's first, each once whatever its spelling.

    Raises ``ValueError`` for a worker profile without a subnet.
    """
    found: dict[str, str] = {}
    for subnet in [
        properties.master_profile.subnet_id,
        *(w.subnet_id for w in enriched_workers(properties)),
    ]:
        if not subnet:
            raise ValueError("a worker profile has no subnet id")
        found.setdefault(subnet.lower(), subnet)
    return list(found.values())


def api_is_public(properties: OpenShiftClusterProperties) -> bool:
    return properties.apiserver_profile.visibility == PUBLIC


def router(properties: OpenShiftClusterProperties) -> IngressProfile | None:
    """The default router."""
    return properties.ingress_profiles[0] if properties.ingress_profiles else None


def router_is_public(properties: OpenShiftClusterProperties) -> bool:
    default = router(properties)
    return default is not None and default.visibility == PUBLIC


def uses_load_balancer(properties: OpenShiftClusterProperties) -> bool:
    """Outbound traffic leaves through the public load balancer; the default when unset."""
    return properties.network_profile.outbound_type in ("", LOAD_BALANCER)


def has_preconfigured_nsg(properties: OpenShiftClusterProperties) -> bool:
    return properties.network_profile.preconfigured_nsg == ENABLED


def managed_outbound_count(properties: OpenShiftClusterProperties) -> int:
    """How many outbound addresses the customer asked the RP to keep; at least one."""
    profile = properties.network_profile.load_balancer_profile
    managed = profile.managed_outbound_ips if profile else None
    return max(1, managed.count) if managed else 1


def platform_identities(doc: OpenShiftClusterDocument) -> dict[str, str]:
    """Operator name to the resource id of its identity."""
    profile = doc.open_shift_cluster.properties.platform_workload_identity_profile
    found = (profile.platform_workload_identities if profile else None) or {}
    return {name: identity.resource_id for name, identity in found.items()}


def federated_identities(doc: OpenShiftClusterDocument) -> list[str]:
    """Resource ids of the identities that may hold federated credentials of the cluster.

    Those it uses now and those that were replaced and not released yet, each once whatever its
    spelling.
    """
    ids = [*(doc.federated_identities or []), *platform_identities(doc).values()]
    return list({one.lower(): one for one in ids}.values())
