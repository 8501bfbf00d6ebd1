"""Our own extensions: what may change, what is secret, in which order problems come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SERVICE_PRINCIPAL = {
    "properties.servicePrincipalProfile.clientId",
    "properties.servicePrincipalProfile.clientSecret",
}
BALANCER = "properties.networkProfile.loadBalancerProfile"
OUTBOUND = {f"{BALANCER}.managedOutboundIps"}
OWN_OUTBOUND = {f"{BALANCER}.{n}" for n in ("outboundIps", "outboundIpPrefixes")} | {
    f"{BALANCER}.allocatedOutboundPorts"
}
IDENTITIES = {
    "identity.principalId",
    "identity.tenantId",
    "identity.userAssignedIdentities",
    "properties.platformWorkloadIdentityProfile.platformWorkloadIdentities",
    "properties.platformWorkloadIdentityProfile.upgradeableTo",
}
ENVELOPE = {"id", "name", "type"}
EFFECTIVE = {f"{BALANCER}.effectiveOutboundIps"}
FOUND_WORKERS = {"properties.workerProfilesStatus"}
FOUND_ENDPOINTS = {
    "properties.consoleProfile.url",
    "properties.apiserverProfile.url",
    "properties.apiserverProfile.ip",
    "properties.ingressProfiles[].ip",
}
IDENTITY_IDS = {
    "properties.clusterProfile.oidcIssuer",
    "properties.platformWorkloadIdentityProfile.platformWorkloadIdentities{}.clientId",
    "properties.platformWorkloadIdentityProfile.platformWorkloadIdentities{}.objectId",
    "identity.principalId",
    "identity.tenantId",
    "identity.userAssignedIdentities{}.clientId",
    "identity.userAssignedIdentities{}.principalId",
}
KEPT_LISTS = {
    "properties.workerProfiles",
    "properties.workerProfilesStatus",
    "properties.ingressProfiles",
    "properties.networkProfile.loadBalancerProfile.effectiveOutboundIps",
}
OLD_ORDER = {
    "ClusterProfile": "pullSecret domain version resourceGroupId fipsValidatedModules oidcIssuer",
    "NetworkProfile": "softwareDefinedNetwork podCidr serviceCidr outboundType"
    " loadBalancerProfile preconfiguredNSG",
    "MasterProfile": "vmSize subnetId encryptionAtHost diskEncryptionSetId",
    "WorkerProfile": "name vmSize diskSizeGB subnetId count encryptionAtHost diskEncryptionSetId",
    "APIServerProfile": "visibility url ip",
    "IngressProfile": "name visibility ip",
    "OpenShiftClusterProperties": "provisioningState clusterProfile consoleProfile"
    " servicePrincipalProfile platformWorkloadIdentityProfile networkProfile masterProfile"
    " workerProfiles workerProfilesStatus apiserverProfile ingressProfiles",
}
NEW_ORDER = {
    "ClusterProfile": "domain fipsValidatedModules pullSecret resourceGroupId version oidcIssuer",
    "NetworkProfile": "loadBalancerProfile outboundType podCidr preconfiguredNSG serviceCidr",
    "MasterProfile": "diskEncryptionSetId encryptionAtHost subnetId vmSize",
    "WorkerProfile": "count diskEncryptionSetId diskSizeGB encryptionAtHost name subnetId vmSize",
    "OpenShiftClusterProperties": "apiserverProfile clusterProfile consoleProfile ingressProfiles"
    " masterProfile networkProfile platformWorkloadIdentityProfile provisioningState"
    " servicePrincipalProfile workerProfiles workerProfilesStatus",
}
OLD_TOP = "id name type location systemData tags properties identity"
NEW_TOP = "location identity properties tags id name type systemData"


def mutable(version: str) -> set[str]:
    """What may change after create, by the notes' table of versions (api-versions 6.5)."""
    found = {"tags"} | SERVICE_PRINCIPAL
    if version == "2023-07-01-preview":
        found |= OUTBOUND | OWN_OUTBOUND
    if version >= "2023-11-22":
        found |= OUTBOUND
    return found | (IDENTITIES if version >= "2024-08-12-preview" else set())


def read_only(version: str) -> set[str]:
    """What is published as read-only."""
    found = ENVELOPE | ({"systemData"} if version >= "2021-09-01-preview" else set())
    if version == "2023-07-01-preview":
        found |= EFFECTIVE
    if version >= "2023-09-04":
        found |= FOUND_WORKERS
    if version >= "2023-11-22":
        found |= EFFECTIVE | FOUND_ENDPOINTS
    return found | (IDENTITY_IDS if version >= "2024-08-12-preview" else set())


def cluster_paths(spec: Any, keyword: str) -> set[str]:
    cluster = spec.definition("OpenShiftCluster")
    return {path for path, node in spec.walk(cluster) if node.says(keyword)}


def test_what_may_change_after_create(spec: Any) -> None:
    assert cluster_paths(spec, "x-aro-mutable") == mutable(spec.version)


def test_what_only_the_service_writes(spec: Any) -> None:
    assert cluster_paths(spec, "readOnly") == read_only(spec.version)


def test_system_data_may_be_sent_back_until_it_became_read_only_in_fact(spec: Any) -> None:
    once = "2021-09-01-preview" <= spec.version < "2023-11-22"
    assert cluster_paths(spec, "x-aro-echo") == ({"systemData"} if once else set())


def test_secrets_that_the_published_api_does_not_mark(spec: Any) -> None:
    assert cluster_paths(spec, "x-aro-secret") == {
        "properties.clusterProfile.pullSecret",
        "properties.servicePrincipalProfile.clientSecret",
    }


def test_only_id_name_and_type_are_compared_without_case(spec: Any) -> None:
    assert cluster_paths(spec, "x-aro-case-insensitive") == ENVELOPE


def test_the_top_level_order_names_every_property_once(spec: Any) -> None:
    cluster = spec.definition("OpenShiftCluster")
    order = cluster.value["x-aro-order"]
    wanted = NEW_TOP if spec.version >= "2025-07-25" else OLD_TOP
    assert order == [name for name in wanted.split() if name in order]
    assert sorted(order) == sorted(cluster.properties())


def test_properties_stand_in_the_order_in_which_problems_are_reported(spec: Any) -> None:
    for name, text in (NEW_ORDER if spec.version >= "2025-07-25" else OLD_ORDER).items():
        properties = list(spec.definition(name).properties())
        assert properties == [p for p in text.split() if p in properties]


def test_identity_type_comes_first(spec: Any) -> None:
    cluster = spec.definition("OpenShiftCluster").properties()
    if "identity" in cluster:
        assert next(iter(cluster["identity"].properties())) == "type"


def test_updates_say_the_same_as_the_cluster(spec: Any) -> None:
    cluster = spec.definition("OpenShiftCluster").properties()
    for name, node in spec.definition("OpenShiftClusterUpdate").properties().items():
        for keyword in ("x-aro-mutable", "readOnly", "x-aro-secret", "x-aro-echo"):
            assert node.says(keyword) == cluster[name].says(keyword), name


def test_what_is_left_out_or_kept_when_empty(spec: Any) -> None:
    newest = spec.version >= "2025-07-25"
    left_out = {"properties.consoleProfile"} if newest else set()
    assert cluster_paths(spec, "x-aro-omit-empty") == left_out
    assert cluster_paths(spec, "x-aro-keep-empty") == (KEPT_LISTS if newest else set())


def test_every_extension_of_ours_is_explained(every_file: list[Any], spec_folder: Path) -> None:
    public = [f for f in every_file if {"redhatopenshift", "common-types"} & set(f.path.parts)]
    used = {key for file in public for key in keys(file.value) if key.startswith("x-aro-")}
    explained = (spec_folder / "README.md").read_text()
    assert used
    assert [key for key in used if f"`{key}:" not in explained] == []


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(keys(inner) for inner in value.values()))
    return set().union(*(keys(inner) for inner in value)) if isinstance(value, list) else set()
