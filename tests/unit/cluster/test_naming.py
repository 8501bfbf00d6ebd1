from __future__ import annotations

import pytest

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.clock import SeededIds
from aro_rp.cluster.naming import (
    Names,
    is_outbound_ip,
    managed_group,
    names_of,
    new_infra_id,
    new_storage_suffix,
    outbound_ip_name,
    registry_account,
    rp_private_endpoint,
)


@pytest.mark.parametrize(
    ("cluster", "start"),
    [
        ("demo", "demo-"),
        ("My_Cluster.One", "my-cluster-one-"),
        ("a--b__c", "a-b-c-"),
        ("a" * 40, "a" * 21 + "-"),
        ("abcdefghijklmnopqrst-vwx", "abcdefghijklmnopqrst-"),
    ],
)
def test_an_infra_id_is_the_legible_name_and_five_characters(cluster, start):
    infra = new_infra_id(cluster, SeededIds())
    assert infra.startswith(start)
    assert len(infra) == len(start) + 5
    assert len(infra) <= 27


def test_a_storage_suffix_makes_no_words():
    suffix = new_storage_suffix(SeededIds())
    assert len(suffix) == 10
    assert not set(suffix) & set("aeiou")
    assert len(registry_account(suffix)) <= 24


def test_names_of_resources_are_contracts():
    names = Names("demo-12345", "abc")
    assert {
        names.nsg,
        names.internal_lb,
        names.public_lb,
        names.api_ip,
        names.router_ip,
        names.private_link_service,
        names.private_link_nic,
        names.private_endpoint,
        names.cluster_account,
        names.bootstrap_vm,
        names.bootstrap_disk,
        names.bootstrap_nic,
    } == {
        "demo-12345-nsg",
        "demo-12345-internal",
        "demo-12345",
        "demo-12345-pip-v4",
        "demo-12345-default-v4",
        "demo-12345-pls",
        "demo-12345-pls-nic",
        "demo-12345-pe",
        "clusterabc",
        "demo-12345-bootstrap",
        "demo-12345-bootstrap_OSDisk",
        "demo-12345-bootstrap-nic",
    }
    assert rp_private_endpoint("id") == "rp-pe-id"


def test_outbound_addresses_have_the_same_names_in_every_run():
    first = outbound_ip_name("/subscriptions/s/resourceGroups/G", 1)
    assert first == outbound_ip_name("/subscriptions/s/resourcegroups/g", 1)
    assert first != outbound_ip_name("/subscriptions/s/resourcegroups/g", 2)
    assert is_outbound_ip(first)
    assert not is_outbound_ip("demo-pip-v4")


def test_a_cluster_without_infra_id_has_no_names_yet():
    with pytest.raises(ValueError, match="no infra id"):
        names_of(OpenShiftClusterDocument(id="x", key="/k"))


def test_the_managed_group_is_the_end_of_its_id():
    doc = OpenShiftClusterDocument(id="x", key="/k")
    profile = doc.open_shift_cluster.properties.cluster_profile
    profile.resource_group_id = "/subscriptions/s/resourceGroups/Managed"
    assert managed_group(doc) == "Managed"
