"""What each api-version knows of clusters, and what bodies are laid over."""

from __future__ import annotations

from typing import Any

import pytest

from aro_api.internal.models import (
    LoadBalancerProfile,
    OpenShiftCluster,
    ResourceReference,
    ServicePrincipalProfile,
    SystemData,
)
from aro_api.secret import Secret
from aro_api.versions import VERSIONS
from aro_rp.frontend.bases import patch_base, put_base
from aro_rp.frontend.resources import VersionApi, merge_rules, version_api


def api(version: str) -> VersionApi:
    declared = VERSIONS[version]
    return version_api(declared, declared.routes())


def reveal(secret: Secret) -> str:
    return secret.reveal()


@pytest.fixture
def cluster() -> OpenShiftCluster:
    made = OpenShiftCluster(id="/x", name="x", type="t", location="eastus", tags={"a": "b"})
    made.system_data = SystemData(created_by="ann")
    properties = made.properties
    properties.provisioning_state = "Succeeded"
    properties.cluster_profile.pull_secret = Secret("PULL")
    properties.cluster_profile.version = "4.17.27"
    properties.cluster_profile.domain = "demo"
    properties.cluster_profile.oidc_issuer = "https://issuer"
    properties.console_profile.url = "https://console"
    properties.apiserver_profile.ip = "1.2.3.4"
    properties.service_principal_profile = ServicePrincipalProfile(
        client_id="id", client_secret=Secret("CLIENT")
    )
    properties.network_profile.load_balancer_profile = LoadBalancerProfile(
        effective_outbound_ips=[ResourceReference(id="ip")]
    )
    return made


def test_put_begins_with_what_a_caller_cannot_say_again(cluster: OpenShiftCluster) -> None:
    assert put_base(api("2025-07-25"), cluster, reveal) == {
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


def test_patch_begins_with_all_but_what_is_read_only(cluster: OpenShiftCluster) -> None:
    base: Any = patch_base(api("2025-07-25"), cluster, reveal)
    properties = base["properties"]
    assert base["tags"] == {"a": "b"}
    assert properties["clusterProfile"]["domain"] == "demo"
    assert "oidcIssuer" not in properties["clusterProfile"]
    assert properties["consoleProfile"] == {}
    assert properties["apiserverProfile"] == {}
    assert properties["networkProfile"]["loadBalancerProfile"] == {}
    assert "systemData" not in base


def test_the_oldest_version_has_nothing_read_only(cluster: OpenShiftCluster) -> None:
    base: Any = patch_base(api("2020-04-30"), cluster, reveal)
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
