"""Defaults fill what is empty and leave what is there (api-versions 4.5)."""

from __future__ import annotations

from aro_api.internal.models import (
    LoadBalancerProfile,
    OpenShiftCluster,
    WorkerProfile,
)
from aro_rp.validate.defaults import apply_defaults

FLAGS = {"flag": "on"}


def test_an_empty_cluster_gets_every_default() -> None:
    cluster = OpenShiftCluster()
    cluster.properties.worker_profiles = [WorkerProfile()]
    cluster.properties.worker_profiles_status = [WorkerProfile()]
    apply_defaults(cluster, FLAGS)
    properties = cluster.properties
    assert properties.master_profile.encryption_at_host == "Disabled"
    assert properties.worker_profiles[0].encryption_at_host == "Disabled"
    assert properties.worker_profiles_status[0].encryption_at_host == "Disabled"
    assert properties.cluster_profile.fips_validated_modules == "Disabled"
    assert properties.operator_flags == FLAGS
    assert properties.network_profile.outbound_type == "Loadbalancer"
    assert properties.network_profile.preconfigured_nsg == "Disabled"
    balancer = properties.network_profile.load_balancer_profile
    assert balancer is not None
    assert balancer.managed_outbound_ips is not None
    assert balancer.managed_outbound_ips.count == 1
    assert properties.maintenance_task == ""


def test_what_is_there_stays() -> None:
    cluster = OpenShiftCluster()
    properties = cluster.properties
    properties.master_profile.encryption_at_host = "Enabled"
    properties.operator_flags = {}
    properties.network_profile.outbound_type = "UserDefinedRouting"
    apply_defaults(cluster, FLAGS)
    assert properties.master_profile.encryption_at_host == "Enabled"
    assert properties.operator_flags == {}
    assert properties.network_profile.load_balancer_profile is None
    properties.network_profile.outbound_type = "Loadbalancer"
    properties.network_profile.load_balancer_profile = LoadBalancerProfile()
    apply_defaults(cluster, FLAGS)
    assert properties.network_profile.load_balancer_profile.managed_outbound_ips is None


def test_an_admin_update_without_a_task_does_everything() -> None:
    cluster = OpenShiftCluster()
    cluster.properties.provisioning_state = "AdminUpdating"
    apply_defaults(cluster, FLAGS)
    assert cluster.properties.maintenance_task == "Everything"


def test_twice_is_the_same_as_once() -> None:
    cluster = OpenShiftCluster()
    apply_defaults(cluster, FLAGS)
    once = cluster.model_copy(deep=True)
    apply_defaults(cluster, {"other": "x"})
    assert cluster == once
