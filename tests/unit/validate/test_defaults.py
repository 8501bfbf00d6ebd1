"""Defaults fill what is empty and leave what is there (api-versions 4.5)."""

from __future__ import annotations

import copy

from aro_api.internal.documents import OpenShiftClusterProperties
from aro_rp.validate.defaults import apply_defaults

FLAGS = {"flag": "on"}


def test_an_empty_cluster_gets_every_default() -> None:
    properties: OpenShiftClusterProperties = {"workerProfiles": [{}], "workerProfilesStatus": [{}]}
    apply_defaults(properties, FLAGS)
    assert properties == {
        "masterProfile": {"encryptionAtHost": "Disabled"},
        "workerProfiles": [{"encryptionAtHost": "Disabled"}],
        "workerProfilesStatus": [{"encryptionAtHost": "Disabled"}],
        "clusterProfile": {"fipsValidatedModules": "Disabled"},
        "operatorFlags": FLAGS,
        "networkProfile": {
            "outboundType": "Loadbalancer",
            "preconfiguredNSG": "Disabled",
            "loadBalancerProfile": {"managedOutboundIps": {"count": 1}},
        },
    }


def test_what_is_there_stays() -> None:
    properties: OpenShiftClusterProperties = {
        "provisioningState": "AdminUpdating",
        "maintenanceTask": "OperatorUpdate",
        "masterProfile": {"encryptionAtHost": "Enabled"},
        "clusterProfile": {"fipsValidatedModules": "Enabled"},
        "operatorFlags": {},
        "networkProfile": {"outboundType": "UserDefinedRouting", "preconfiguredNSG": "Enabled"},
    }
    apply_defaults(properties, FLAGS)
    assert properties["maintenanceTask"] == "OperatorUpdate"
    assert properties["clusterProfile"] == {"fipsValidatedModules": "Enabled"}
    assert properties["networkProfile"]["preconfiguredNSG"] == "Enabled"
    assert properties["masterProfile"] == {"encryptionAtHost": "Enabled"}
    assert properties["operatorFlags"] == {}
    assert "loadBalancerProfile" not in properties["networkProfile"]
    properties["networkProfile"] = {"outboundType": "Loadbalancer", "loadBalancerProfile": {}}
    apply_defaults(properties, FLAGS)
    assert properties["networkProfile"]["loadBalancerProfile"] == {}


def test_an_admin_update_without_a_task_does_everything() -> None:
    properties: OpenShiftClusterProperties = {"provisioningState": "AdminUpdating"}
    apply_defaults(properties, FLAGS)
    assert properties["maintenanceTask"] == "Everything"


def test_twice_is_the_same_as_once() -> None:
    properties: OpenShiftClusterProperties = {}
    apply_defaults(properties, FLAGS)
    once = copy.deepcopy(properties)
    apply_defaults(properties, {"other": "x"})
    assert properties == once
