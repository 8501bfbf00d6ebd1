"""Our own extensions: what may change, what is secret, in which order problems come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SERVICE_PRINCIPAL = {
    "properties.servicePrincipalProfile.clientId",
    "properties.servicePrincipalProfile.clientSecret",
}
OUTBOUND = {"properties.networkProfile.loadBalancerProfile.managedOutboundIps"}
IDENTITIES = {
    "identity.principalId",
    "identity.tenantId",
    "identity.userAssignedIdentities",
    "properties.platformWorkloadIdentityProfile.platformWorkloadIdentities",
    "properties.platformWorkloadIdentityProfile.upgradeableTo",
}
MUTABLE = {
    "2020-04-30": {"tags"} | SERVICE_PRINCIPAL,
    "2023-11-22": {"tags"} | SERVICE_PRINCIPAL | OUTBOUND,
    "2025-07-25": {"tags"} | SERVICE_PRINCIPAL | OUTBOUND | IDENTITIES,
}
ENVELOPE = {"id", "name", "type"}
READ_ONLY = {
    "2020-04-30": set[str](),
    "2023-11-22": {
        "systemData",
        "properties.workerProfilesStatus",
        "properties.consoleProfile.url",
        "properties.apiserverProfile.url",
        "properties.apiserverProfile.ip",
        "properties.ingressProfiles[].ip",
        "properties.networkProfile.loadBalancerProfile.effectiveOutboundIps",
    },
}
READ_ONLY["2025-07-25"] = READ_ONLY["2023-11-22"] | {
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
    "ClusterProfile": "pullSecret domain version resourceGroupId fipsValidatedModules",
    "NetworkProfile": "podCidr serviceCidr outboundType loadBalancerProfile preconfiguredNSG",
    "MasterProfile": "vmSize subnetId encryptionAtHost diskEncryptionSetId",
    "WorkerProfile": "name vmSize diskSizeGB subnetId count encryptionAtHost diskEncryptionSetId",
    "APIServerProfile": "visibility url ip",
    "IngressProfile": "name visibility ip",
    "OpenShiftClusterProperties": "provisioningState clusterProfile consoleProfile"
    " servicePrincipalProfile networkProfile masterProfile workerProfiles workerProfilesStatus"
    " apiserverProfile ingressProfiles",
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
TOP = {
    "2020-04-30": "id name type location tags properties",
    "2023-11-22": "id name type location systemData tags properties",
    "2025-07-25": "location identity properties tags id name type systemData",
}


def cluster_paths(spec: Any, keyword: str) -> set[str]:
    cluster = spec.definition("OpenShiftCluster")
    return {path for path, node in spec.walk(cluster) if node.says(keyword)}


def test_what_may_change_after_create(spec: Any) -> None:
    assert cluster_paths(spec, "x-aro-mutable") == MUTABLE[spec.version]


def test_what_only_the_service_writes(spec: Any) -> None:
    assert cluster_paths(spec, "readOnly") == ENVELOPE | READ_ONLY[spec.version]


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
    assert order == TOP[spec.version].split()
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
        for keyword in ("x-aro-mutable", "readOnly", "x-aro-secret"):
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
