"""The wide set of dimensions of one operation's metric (backend.md 4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from aro_api.internal.models import (
    CorrelationData,
    NetworkProfile,
    OpenShiftCluster,
    OpenShiftClusterDocument,
)
from aro_rp.arm.resource_id import ResourceId

from .outcomes import Ending
from .qos import cluster_identity, result_type
from .settings import BackendSettings

EMPTY, UNKNOWN = "empty", "unknown"
DEFAULT_POD_CIDR, DEFAULT_SERVICE_CIDR = "10.128.0.0/14", "172.30.0.0/16"
SWITCH = frozenset({"Enabled", "Disabled"})
OUTBOUND = frozenset({"Loadbalancer", "UserDefinedRouting"})


def wide_dimensions(
    doc: OpenShiftClusterDocument, ending: Ending, settings: BackendSettings
) -> dict[str, str]:
    """Every name is always there; a missing value reads "empty"."""
    cluster = doc.open_shift_cluster
    found: dict[str, str] = {
        "operationtype": ending.operation,
        "provisioningstate": ending.state,
        "resulttype": result_type(ending.error) if ending.error else "",
        "subscriptionid": settings.rp_subscription,
        "resourceid": doc.key,
        "async_operationsid": doc.async_operation_id,
        "tags": _switch(bool(cluster.tags)),
        "clusteridentity": cluster_identity(cluster),
        "pullsecret": _switch(cluster.properties.cluster_profile.pull_secret is not None),
    }
    found.update(_cluster(cluster, settings.rp_version))
    found.update(_correlation(doc.correlation_data or CorrelationData()))
    found.update(_nodes(cluster))
    found.update(_network(cluster.properties.network_profile))
    return {name: value or EMPTY for name, value in found.items()}


def _cluster(cluster: OpenShiftCluster, rp_version: str) -> Iterator[tuple[str, str]]:
    properties = cluster.properties
    profile = properties.cluster_profile
    yield "openshiftcluster.clustername", cluster.name
    yield "openshiftcluster.clusterid", properties.infra_id
    yield "openshiftcluster.location", cluster.location
    yield "openshiftcluster.ocpversion", profile.version
    yield "openshiftcluster.rpversion", rp_version
    yield "openshiftcluster.resourcegroup", _resource_group(cluster.id)
    yield "fips", _known(profile.fips_validated_modules, SWITCH)
    yield "clusterprofile.domain", "Custom" if "." in profile.domain else "managed"
    yield "featureprofile.gatewayenabled", _switch(properties.feature_profile.gateway_enabled)
    for flag, value in (properties.operator_flags or {}).items():
        yield f"operatorflags-{flag}", value
    first = next(iter(properties.ingress_profiles or []), None)
    yield "ingressprofile", f"{first.visibility}.{first.name}" if first else ""


def _nodes(cluster: OpenShiftCluster) -> Iterator[tuple[str, str]]:
    properties = cluster.properties
    workers = properties.worker_profiles_status or properties.worker_profiles or []
    worker = workers[0] if workers else None
    yield "workprofile.count", str(worker.count) if worker else ""
    yield "workprofile.vmsize", worker.vm_size if worker else ""
    yield "workprofile.disksize", str(worker.disk_size_gb) if worker else ""
    yield (
        "workprofile.encryptionathost",
        _known(worker.encryption_at_host, SWITCH) if worker else "",
    )
    master = properties.master_profile
    yield "masterprofile.vmsize", master.vm_size
    yield "masterprofile.encryptionathost", _known(master.encryption_at_host, SWITCH)
    yield "masterprofile.diskencryptionsetid", master.disk_encryption_set_id


def _network(network: NetworkProfile) -> Iterator[tuple[str, str]]:
    balancer = network.load_balancer_profile
    outbound = balancer.managed_outbound_ips if balancer else None
    yield "networkprofile.outboundtype", _known(network.outbound_type, OUTBOUND)
    yield "networkprofile.podcidr", _default(network.pod_cidr, DEFAULT_POD_CIDR)
    yield "networkprofile.servicecidr", _default(network.service_cidr, DEFAULT_SERVICE_CIDR)
    yield "networkprofile.managedoutboundips", str(outbound.count) if outbound else ""
    yield "networkprofile.preconfigurednsg", _known(network.preconfigured_nsg, SWITCH)


def _correlation(data: CorrelationData) -> Iterator[tuple[str, str]]:
    yield "correlationdata.requestid", data.request_id
    yield "correlationdata.client_requestid", data.client_request_id
    yield "correlationdata.correlationid", data.correlation_id


def _resource_group(resource: str) -> str:
    try:
        return ResourceId.parse(resource).resource_group
    except ValueError:
        return ""


def _switch(on: bool) -> str:
    return "Enabled" if on else "Disabled"


def _known(value: str, values: frozenset[str]) -> str:
    return value if not value or value in values else UNKNOWN


def _default(cidr: str, default: str) -> str:
    return "Default" if cidr == default else "Custom"
