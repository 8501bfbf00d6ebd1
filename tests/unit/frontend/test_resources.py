"""What each api-version knows of clusters, and what bodies are laid over."""

from __future__ import annotations

from typing import Any

import pytest

from aro_api.internal.documents import OpenShiftCluster
from aro_api.versions import VERSIONS
from aro_rp.frontend.bases import new_base, patch_base, put_base
from aro_rp.frontend.resources import VersionApi, merge_rules, version_api


def api(version: str) -> VersionApi:
    declared = VERSIONS[version]
    return version_api(declared, declared.routes())


@pytest.fixture
def cluster() -> OpenShiftCluster:
    return {
        "id": "/x",
        "name": "x",
        "type": "t",
        "location": "eastus",
        "tags": {"a": "b"},
        "systemData": {"createdBy": "ann"},
        "properties": {
            "provisioningState": "Succeeded",
            "clusterProfile": {
                "pullSecret": "pull",
                "version": "4.17.27",
                "domain": "demo",
                "oidcIssuer": "https://issuer",
            },
            "consoleProfile": {"url": "https://console"},
            "apiserverProfile": {"ip": "1.2.3.4"},
            "servicePrincipalProfile": {"clientId": "id", "clientSecret": "client"},
            "networkProfile": {"loadBalancerProfile": {"effectiveOutboundIps": [{"id": "ip"}]}},
        },
    }


def test_put_begins_with_what_a_caller_cannot_say_again(cluster: OpenShiftCluster) -> None:
    assert put_base(api("2025-07-25"), cluster, str.upper) == {
        "id": "/x",
        "name": "x",
        "type": "t",
        "properties": {
            "provisioningState": "Succeeded",
            "clusterProfile": {"pullSecret": "PULL", "version": "4.17.27"},
            "servicePrincipalProfile": {"clientSecret": "CLIENT"},
            "networkProfile": {},
            "masterProfile": {},
            "apiserverProfile": {},
        },
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_new_cluster_begins_as_if_nothing_were_stored(version: str) -> None:
    stored: OpenShiftCluster = {
        "id": "/x",
        "name": "x",
        "type": "t",
        "properties": {"provisioningState": "Succeeded"},
    }
    assert new_base(api(version), stored) == put_base(api(version), stored, str.upper)


def test_patch_begins_with_all_but_what_is_read_only(cluster: OpenShiftCluster) -> None:
    cluster["properties"]["ingressProfiles"] = [{"name": "default", "ip": "1.2.3.5"}]
    cluster["properties"]["platformWorkloadIdentityProfile"] = {
        "platformWorkloadIdentities": {
            "ingress": {"resourceId": "/i", "clientId": "c", "objectId": "o"}
        }
    }
    cluster["managedServiceIdentity"] = {
        "type": "UserAssigned",
        "userAssignedIdentities": {"/me": {"clientId": "c", "principalId": "p"}},
    }
    base: Any = patch_base(api("2025-07-25"), cluster, str.upper)
    properties = base["properties"]
    assert base["tags"] == {"a": "b"}
    assert properties["clusterProfile"]["domain"] == "demo"
    assert "oidcIssuer" not in properties["clusterProfile"]
    assert properties["consoleProfile"] == {}
    assert properties["apiserverProfile"] == {}
    assert properties["networkProfile"]["loadBalancerProfile"] == {}
    assert "systemData" not in base
    assert properties["ingressProfiles"] == [{"name": "default"}]
    identities = properties["platformWorkloadIdentityProfile"]["platformWorkloadIdentities"]
    assert identities == {"ingress": {"resourceId": "/i"}}
    assert base["identity"]["userAssignedIdentities"] == {"/me": {}}


def test_the_oldest_version_has_nothing_read_only(cluster: OpenShiftCluster) -> None:
    base: Any = patch_base(api("2020-04-30"), cluster, str.upper)
    assert base["properties"]["consoleProfile"] == {"url": "https://console"}
    assert base["properties"]["apiserverProfile"] == {"ip": "1.2.3.4"}


def test_only_tags_are_cleared_by_null_in_the_newest_version() -> None:
    rules = merge_rules(VERSIONS["2025-07-25"].routes(), "2025-07-25")
    assert rules.cleared == rules.replaced == {"tags"}
    assert rules.maps == {
        "tags",
        "identity.userAssignedIdentities",
        "properties.platformWorkloadIdentityProfile.platformWorkloadIdentities",
    }


def test_lists_maps_and_optional_profiles_are_cleared_by_null_before() -> None:
    rules = merge_rules(VERSIONS["2023-11-22"].routes(), "2023-11-22")
    assert {
        "tags",
        "properties.workerProfiles",
        "properties.ingressProfiles",
        "properties.servicePrincipalProfile",
        "properties.networkProfile.loadBalancerProfile",
    } <= rules.cleared
    assert not {"properties", "properties.masterProfile", "location"} & rules.cleared
