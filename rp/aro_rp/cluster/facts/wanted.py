"""What a cluster asks of the customer's Azure, taken from its document."""

from __future__ import annotations

from aro_api.internal.models import (
    OpenShiftClusterDocument,
    OpenShiftClusterProperties,
    ProvisioningState,
)
from aro_rp.cluster.documents import (
    has_preconfigured_nsg,
    router_is_public,
    uses_load_balancer,
)
from aro_rp.cluster.naming import managed_group, names_of
from aro_rp.cluster.templates.ids import GroupIds
from aro_rp.validate.dynamic.facts import Outbound, Reference, Wanted

MASTER = "properties.masterProfile"


def wanted_of(doc: OpenShiftClusterDocument, location: str) -> Wanted:
    """``location`` is the cluster's as ARM names it. Workers count as found in the cluster."""
    properties = doc.open_shift_cluster.properties
    return Wanted(
        location=location,
        creates=properties.provisioning_state == ProvisioningState.CREATING,
        subnets=_references(properties, "subnet_id", "subnetId"),
        disk_sets=_references(properties, "disk_encryption_set_id", "diskEncryptionSetId"),
        pod_cidr=properties.network_profile.pod_cidr,
        service_cidr=properties.network_profile.service_cidr,
        preconfigured_nsg=has_preconfigured_nsg(properties),
        own_nsg=_own_nsg(doc),
        outbound=_outbound(properties),
    )


def _references(
    properties: OpenShiftClusterProperties, attribute: str, member: str
) -> tuple[Reference, ...]:
    """An id of the master and of each worker profile, each once whatever its spelling."""
    status = properties.worker_profiles_status
    where = "workerProfilesStatus" if status else "workerProfiles"
    named: list[tuple[str, object]] = [(MASTER, properties.master_profile)]
    named += [
        (f"properties.{where}[{index}]", worker)
        for index, worker in enumerate(status or properties.worker_profiles or [])
    ]
    found: dict[str, Reference] = {}
    for path, profile in named:
        if id := str(getattr(profile, attribute)):
            found.setdefault(id.lower(), Reference(id, f"{path}.{member}"))
    return tuple(found.values())


def _own_nsg(doc: OpenShiftClusterDocument) -> str:
    """Before the cluster has its infra id there is no such group, and so none attached."""
    if not doc.open_shift_cluster.properties.infra_id:
        return ""
    ids = GroupIds(doc.partition_key, managed_group(doc))
    return ids.network("networkSecurityGroups", names_of(doc).nsg)


def _outbound(properties: OpenShiftClusterProperties) -> Outbound | None:
    profile = properties.network_profile.load_balancer_profile
    managed = profile.managed_outbound_ips if profile else None
    if profile is None or managed is None or not uses_load_balancer(properties):
        return None
    effective = profile.effective_outbound_ips or []
    return Outbound(managed.count, len(effective), router_is_public(properties))
