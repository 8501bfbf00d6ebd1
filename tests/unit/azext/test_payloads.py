from __future__ import annotations

from azext_aro._generated import inputs, payloads
from azext_aro.payload import keys_of, named, pruned, switched


def test_a_body_says_what_was_given_and_no_nulls() -> None:
    given = inputs.Create(
        "group",
        "name",
        "/master",
        "/worker",
        location="eastus",
        domain="abc",
        cluster_resource_group="/group",
        client_id="id",
        client_secret="secret",
    )
    assert payloads.cluster(given) == {
        "location": "eastus",
        "properties": {
            "clusterProfile": {
                "domain": "abc",
                "fipsValidatedModules": "Disabled",
                "resourceGroupId": "/group",
            },
            "servicePrincipalProfile": {"clientId": "id", "clientSecret": "secret"},
            "networkProfile": {
                "podCidr": "10.128.0.0/14",
                "preconfiguredNSG": "Disabled",
                "serviceCidr": "172.30.0.0/16",
            },
            "masterProfile": {
                "encryptionAtHost": "Disabled",
                "subnetId": "/master",
                "vmSize": "Standard_D8s_v5",
            },
            "workerProfiles": [
                {
                    "count": 3,
                    "diskSizeGB": 128,
                    "encryptionAtHost": "Disabled",
                    "name": "worker",
                    "subnetId": "/worker",
                    "vmSize": "Standard_D4s_v5",
                }
            ],
            "apiserverProfile": {"visibility": "Public"},
            "ingressProfiles": [{"name": "default", "visibility": "Public"}],
        },
    }


def test_a_body_of_a_managed_identity_cluster_names_its_identities() -> None:
    given = inputs.Create(
        "group",
        "name",
        "/master",
        "/worker",
        disk_encryption_set="/des",
        outbound_type="UserDefinedRouting",
        load_balancer_managed_outbound_ip_count=2,
        tags={"a": "b"},
        fips_validated_modules=True,
        platform_workload_identities=[("one", "/one"), ("two", "/two")],
        mi_user_assigned="/cluster",
    )
    body = payloads.cluster(given)
    properties = body["properties"]
    assert body["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {"/cluster": {}}}
    assert body["tags"] == {"a": "b"}
    assert "servicePrincipalProfile" not in properties
    assert properties["platformWorkloadIdentityProfile"] == {
        "platformWorkloadIdentities": {
            "one": {"resourceId": "/one"},
            "two": {"resourceId": "/two"},
        }
    }
    assert properties["masterProfile"]["diskEncryptionSetId"] == "/des"
    assert properties["workerProfiles"][0]["diskEncryptionSetId"] == "/des"
    assert properties["networkProfile"]["outboundType"] == "UserDefinedRouting"
    assert properties["networkProfile"]["loadBalancerProfile"] == {
        "managedOutboundIps": {"count": 2}
    }


def test_an_update_without_flags_changes_nothing() -> None:
    assert payloads.changes(inputs.Update("group", "name")) == {}


def test_an_update_says_only_what_changes() -> None:
    given = inputs.Update("group", "name", client_secret="new")
    secret = {"servicePrincipalProfile": {"clientSecret": "new"}}
    assert payloads.changes(given) == {"properties": secret}


def test_the_words_of_bodies() -> None:
    assert [switched(flag, "on", "off") for flag in (True, False, None)] == ["on", "off", None]
    assert (keys_of("a"), keys_of(None), keys_of("")) == ({"a": {}}, None, None)
    assert (named([("a", "b")], "id"), named([], "id")) == ({"a": {"id": "b"}}, None)
    assert pruned({"a": {"b": None}, "c": [{"d": None, "e": 0}], "f": {}}) == {
        "c": [{"e": 0}],
        "f": {},
    }
