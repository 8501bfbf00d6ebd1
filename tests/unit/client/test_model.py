from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest

from aro_client.v2023_11_22 import models as older


def test_a_reply_reads_flat_nested_and_as_a_mapping(
    models: ModuleType, cluster_json: Mapping[str, Any]
) -> None:
    cluster = models.OpenShiftCluster(cluster_json)
    assert cluster.master_profile.vm_size == "Standard_D8s_v3"
    assert cluster.properties.master_profile is cluster.master_profile
    assert cluster["properties"]["masterProfile"]["vmSize"] == "Standard_D8s_v3"
    assert cluster.get("absent") is None
    assert "tags" in cluster
    assert set(cluster) == set(cluster.keys()) == {key for key, _ in cluster.items()}
    assert dict(cluster)["name"] == "c"
    assert cluster["location"] in cluster.values()


def test_as_dict_speaks_the_names_of_the_releases_for_its_api_version(
    models: ModuleType, cluster_json: Mapping[str, Any]
) -> None:
    said = models.OpenShiftCluster(cluster_json).as_dict()
    assert said["properties"]["workerProfiles"][0]["diskSizeGB"] == 128
    assert said["name"] == "c"
    assert "name" not in models.OpenShiftCluster(cluster_json).as_dict(exclude_readonly=True)
    assert (
        older.OpenShiftCluster(cluster_json).as_dict()["worker_profiles"][0]["disk_size_gb"] == 128
    )


def test_flat_and_nested_ways_of_making_a_cluster_are_one(models: ModuleType) -> None:
    profile = models.ClusterProfile(domain="d")
    flat = models.OpenShiftCluster(location="eastus", cluster_profile=profile)
    properties = models.OpenShiftClusterProperties(cluster_profile=profile)
    nested = models.OpenShiftCluster(location="eastus", properties=properties)
    assert flat == nested
    assert nested.properties == properties
    assert nested.serialize() == {
        "location": "eastus",
        "properties": {"clusterProfile": {"domain": "d"}},
    }


def test_what_is_set_below_properties_is_set_on_the_cluster(models: ModuleType) -> None:
    cluster = models.OpenShiftCluster(location="eastus")
    cluster.properties.console_profile = models.ConsoleProfile()
    assert cluster.console_profile == models.ConsoleProfile()
    cluster.properties = models.OpenShiftClusterProperties(
        master_profile=models.MasterProfile(vm_size="Standard_D8s_v3")
    )
    assert cluster.console_profile is None
    assert cluster.master_profile.vm_size == "Standard_D8s_v3"
    assert "master_profile" in repr(cluster.properties)
    assert "worker_profiles" in dir(cluster.properties)


def test_members_that_do_not_exist_are_refused(models: ModuleType) -> None:
    with pytest.raises(TypeError, match="OpenShiftClusterProperties has no member color"):
        models.OpenShiftClusterProperties(color="red")
    with pytest.raises(TypeError, match="properties of OpenShiftCluster"):
        models.OpenShiftCluster(location="eastus", properties={"masterProfile": {}})
    properties = models.OpenShiftClusterProperties()
    with pytest.raises(AttributeError, match="color"):
        properties.color = "red"
    with pytest.raises(AttributeError, match="color"):
        properties.color  # noqa: B018
    assert properties.master_profile is None


def test_models_are_copied_and_pickled(models: ModuleType, cluster_json: Mapping[str, Any]) -> None:
    cluster = models.OpenShiftCluster(cluster_json)
    assert copy.deepcopy(cluster) == cluster
    assert pickle.loads(pickle.dumps(cluster)) == cluster
    properties = copy.deepcopy(cluster.properties)
    assert properties.master_profile == cluster.master_profile
