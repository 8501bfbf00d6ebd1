from __future__ import annotations

import json
from dataclasses import replace

import pytest

from aro_rp.cluster.naming import Names
from aro_rp.cluster.templates import BaseInputs, base_template
from aro_rp.cluster.templates.ids import GroupIds
from aro_rp.cluster.templates.rights import (
    blob_assignment,
    deny_assignment,
    identity_assignment,
    role_guid,
    service_principal_assignment,
)
from aro_rp.cluster.templates.storage import StorageInputs

IDS = GroupIds("sub", "managed")
SUBNET = "/subscriptions/sub/resourceGroups/c/providers/x/virtualNetworks/v/subnets/master"
STORAGE = StorageInputs(
    ids=IDS,
    location="eastus",
    cluster_account="clusterabc",
    registry_account="imageregistryabc",
    subnets=("/a", "/b"),
    is_open=False,
    uses_workload_identity=False,
)
GIVEN = BaseInputs(
    ids=IDS,
    names=Names("demo-12345", "abc"),
    location="eastus",
    zones=["1", "2", "3"],
    master_subnet=SUBNET,
    rp_subscription="rp",
    gateway_service="/gateway",
    api_is_public=True,
    router_is_public=True,
    uses_load_balancer=True,
    outbound=["demo-12345-pip-v4", "x-outbound-pip-v4"],
    storage=STORAGE,
    rights=[service_principal_assignment("sp")],
)


def names(given, kind):
    return [one["name"] for one in base_template(given)["resources"] if one["type"].endswith(kind)]


def one(given, kind, name=None):
    found = [r for r in base_template(given)["resources"] if r["type"].endswith(kind)]
    return next(r for r in found if name in (None, r["name"]))


def test_a_public_cluster_has_everything():
    assert names(GIVEN, "/loadBalancers") == ["demo-12345-internal", "demo-12345"]
    assert names(GIVEN, "/publicIPAddresses") == [
        "demo-12345-pip-v4",
        "x-outbound-pip-v4",
        "demo-12345-default-v4",
    ]
    assert names(GIVEN, "/storageAccounts") == ["clusterabc", "imageregistryabc"]
    assert names(GIVEN, "/containers") == [
        "clusterabc/default/ignition",
        "clusterabc/default/aro",
        "imageregistryabc/default/image-registry",
    ]
    assert names(GIVEN, "/privateLinkServices") == ["demo-12345-pls"]
    assert names(GIVEN, "/privateEndpoints") == ["demo-12345-pe"]


def test_every_resource_has_an_api_version_and_its_dependencies_are_in_the_template():
    resources = base_template(GIVEN)["resources"]
    assert all(one["apiVersion"] for one in resources)
    known = {one["name"].split("/")[0] for one in resources}
    for resource in resources:
        for needed in resource.get("dependsOn", []):
            assert needed.rsplit("/", 1)[-1] in known


def test_the_template_is_the_same_in_every_run():
    assert json.dumps(base_template(GIVEN)) == json.dumps(base_template(GIVEN))


def test_a_private_api_opens_no_port_and_has_no_public_rule():
    given = replace(GIVEN, api_is_public=False, outbound=["x-outbound-pip-v4"])
    assert one(given, "/networkSecurityGroups")["properties"]["securityRules"] == []
    public = one(given, "/loadBalancers", "demo-12345")["properties"]
    assert public["loadBalancingRules"] == []
    assert [f["name"] for f in public["frontendIPConfigurations"]] == ["x-outbound-pip-v4"]
    assert names(given, "/publicIPAddresses") == ["x-outbound-pip-v4", "demo-12345-default-v4"]


def test_a_public_api_lets_the_api_port_in():
    [rule] = one(GIVEN, "/networkSecurityGroups")["properties"]["securityRules"]
    assert rule["name"] == "apiserver_in"
    assert rule["properties"]["destinationPortRange"] == "6443"
    assert rule["properties"]["priority"] == 120


def test_without_a_load_balancer_nothing_is_public():
    given = replace(GIVEN, uses_load_balancer=False, api_is_public=False, outbound=[])
    assert names(given, "/loadBalancers") == ["demo-12345-internal"]
    assert names(given, "/publicIPAddresses") == []


def test_the_internal_balancer_serves_api_machine_config_and_ssh():
    properties = one(GIVEN, "/loadBalancers", "demo-12345-internal")["properties"]
    ports = {
        rule["name"]: (rule["properties"]["frontendPort"], rule["properties"]["backendPort"])
        for rule in properties["loadBalancingRules"]
    }
    assert ports == {
        "api-internal-v4": (6443, 6443),
        "sint-v4": (22623, 22623),
        "ssh-0": (2200, 22),
        "ssh-1": (2201, 22),
        "ssh-2": (2202, 22),
    }
    paths = {p["name"]: p["properties"].get("requestPath") for p in properties["probes"]}
    assert paths == {"api-internal-probe": "/readyz", "sint-probe": "/healthz", "ssh": None}
    [frontend] = properties["frontendIPConfigurations"]
    assert frontend["zones"] == ["1", "2", "3"]


def test_where_there_are_no_zones_none_are_named():
    resources = base_template(replace(GIVEN, zones=[]))["resources"]
    assert '"zones"' not in json.dumps(resources)


def test_the_outbound_rule_uses_each_address():
    [rule] = one(GIVEN, "/loadBalancers", "demo-12345")["properties"]["outboundRules"]
    used = [f["id"].rsplit("/", 1)[-1] for f in rule["properties"]["frontendIPConfigurations"]]
    assert used == ["public-lb-ip-v4", "x-outbound-pip-v4"]
    assert rule["properties"]["protocol"] == "All"


def test_storage_is_closed_to_all_but_the_named_subnets():
    properties = one(GIVEN, "/storageAccounts")["properties"]
    assert properties["networkAcls"]["defaultAction"] == "Deny"
    assert [r["id"] for r in properties["networkAcls"]["virtualNetworkRules"]] == ["/a", "/b"]
    assert properties["encryption"]["requireInfrastructureEncryption"]
    assert "allowSharedKeyAccess" not in properties


def test_storage_of_managed_identity_clusters_allows_no_shared_keys():
    given = replace(GIVEN, storage=replace(STORAGE, uses_workload_identity=True))
    cluster = one(given, "/storageAccounts", "clusterabc")["properties"]
    registry = one(given, "/storageAccounts", "imageregistryabc")["properties"]
    assert cluster["allowSharedKeyAccess"] is False
    assert registry["allowSharedKeyAccess"] is False
    assert cluster["sasPolicy"] == {"sasExpirationPeriod": "0.01:00:00", "expirationAction": "Log"}
    assert "sasPolicy" not in registry


def test_old_accounts_are_not_given_encryption():
    given = replace(GIVEN, storage=replace(STORAGE, is_new=False, is_open=True))
    properties = one(given, "/storageAccounts")["properties"]
    assert "encryption" not in properties
    assert properties["networkAcls"]["defaultAction"] == "Allow"


def test_without_a_gateway_the_endpoint_goes_to_the_cluster_s_own_service():
    given = replace(GIVEN, gateway_service="")
    endpoint = one(given, "/privateEndpoints")
    [connection] = endpoint["properties"]["manualPrivateLinkServiceConnections"]
    own = IDS.network("privateLinkServices", "demo-12345-pls")
    assert connection["properties"]["privateLinkServiceId"] == own
    assert endpoint["dependsOn"] == [own]


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        (service_principal_assignment("o"), "[guid(resourceGroup().id, 'SP / Contributor')]"),
        (identity_assignment("r", "o"), "[guid(resourceGroup().id, 'r', 'o')]"),
        (
            deny_assignment(["o"]),
            "[guid(resourceGroup().id, 'ARO cluster resource group deny assignment')]",
        ),
    ],
)
def test_names_of_rights_are_computed_by_arm(resource, name):
    assert resource["name"] == name


def test_the_deny_assignment_binds_everyone_but_the_excluded():
    properties = deny_assignment(["one", "two"])["properties"]
    assert [p["id"] for p in properties["excludePrincipals"]] == ["one", "two"]
    assert properties["isSystemProtected"] is True
    [permission] = properties["permissions"]
    assert permission["actions"] == ["*/action", "*/delete", "*/write"]
    assert "Microsoft.Resources/tags/*" in permission["notActions"]


def test_the_blob_assignment_is_scoped_to_the_account():
    assignment = blob_assignment("acc", "me", ["/id"])
    assert assignment["apiVersion"] == "2018-09-01-preview"
    assert assignment["name"].startswith("[concat('acc', '/Microsoft.Authorization/', guid(")


def test_a_role_s_guid_is_the_end_of_its_id():
    assert role_guid("/providers/Microsoft.Authorization/roleDefinitions/ABC") == "abc"
