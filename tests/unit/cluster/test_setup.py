"""Values that a cluster gets once and keeps."""

from __future__ import annotations

import pytest

from aro_api.internal.models import OpenShiftClusterDocument, RegisteredFeature
from aro_rp.cluster.steps.setup import (
    MANAGED_NSG_FLAG,
    ensure_defaults,
    ensure_infra_id,
    ensure_preconfigured_nsg,
    fix_infra_id,
    populate_mtu_size,
)

CLUSTER = {
    "provisioningState": "AdminUpdating",
    "maintenanceTask": "Everything",
    "clusterProfile": {"fipsValidatedModules": "Disabled"},
    "masterProfile": {"encryptionAtHost": "Disabled"},
    "workerProfiles": [{"encryptionAtHost": "Disabled"}],
    "workerProfilesStatus": [{"encryptionAtHost": "Disabled"}],
    "networkProfile": {
        "outboundType": "Loadbalancer",
        "preconfiguredNSG": "Disabled",
        "loadBalancerProfile": {"managedOutboundIps": {"count": 1}},
    },
}
BARE = {
    "provisioningState": "AdminUpdating",
    "workerProfiles": [{}],
    "workerProfilesStatus": [{}],
}
OTHER = {
    "provisioningState": "AdminUpdating",
    "maintenanceTask": "OperatorUpdate",
    "clusterProfile": {"fipsValidatedModules": "Enabled"},
    "masterProfile": {"encryptionAtHost": "Enabled"},
    "workerProfiles": [{"encryptionAtHost": "Enabled"}],
    "networkProfile": {"outboundType": "UserDefinedRouting", "preconfiguredNSG": "Enabled"},
}
FIVE = {"loadBalancerProfile": {"managedOutboundIps": {"count": 5}}}
MANY = {**CLUSTER, "networkProfile": {**CLUSTER["networkProfile"], **FIVE}}


class Setting:
    """What these steps see of a plan's context."""

    def __init__(self, properties, features=()):
        self.doc = OpenShiftClusterDocument.model_validate(
            {"id": "a", "openShiftCluster": {"properties": properties}}
        )
        self.subscription = Subscriber(features)
        self.notes = 0

    @property
    def properties(self):
        return self.doc.open_shift_cluster.properties

    def note(self, change):
        self.notes += 1
        change(self.doc)


class Subscriber:
    def __init__(self, features):
        found = [RegisteredFeature(name=name, state=state) for name, state in features]
        self.subscription = self.properties = self
        self.registered_features = found


@pytest.mark.parametrize(
    ("properties", "filled"),
    [(BARE, CLUSTER), (CLUSTER, CLUSTER), (OTHER, OTHER), (MANY, MANY)],
)
async def test_defaults_are_filled_in_where_nobody_said_otherwise(properties, filled):
    setting = Setting(properties)
    for _ in range(2):
        await ensure_defaults(setting)
        assert setting.doc.model_dump() == Setting(filled).doc.model_dump()
    assert setting.notes == (properties != filled)


async def test_only_maintenance_has_a_task():
    setting = Setting({"provisioningState": "Updating"})
    await ensure_defaults(setting)
    assert setting.properties.maintenance_task == ""


@pytest.mark.parametrize(
    ("features", "size"),
    [
        ((), 1500),
        ((("Microsoft.RedHatOpenShift/MTU3900", "Registered"),), 3900),
        ((("Microsoft.RedHatOpenShift/MTU3900", "Pending"),), 1500),
        ((("Microsoft.RedHatOpenShift/Other", "Registered"),), 1500),
    ],
)
async def test_large_frames_are_for_subscriptions_that_asked_for_them(features, size):
    setting = Setting({"networkProfile": {"mtuSize": 9000}}, features)
    for _ in range(2):
        await populate_mtu_size(setting)
        assert setting.properties.network_profile.mtu_size == size
    assert setting.notes == 1


@pytest.mark.parametrize("held", [None, {"other": "true"}])
@pytest.mark.parametrize(
    ("wish", "flags"), [("Enabled", {MANAGED_NSG_FLAG: "false"}), ("Disabled", {}), ("", {})]
)
async def test_the_operator_keeps_off_security_groups_that_a_customer_brings(wish, flags, held):
    setting = Setting({"networkProfile": {"preconfiguredNSG": wish}, "operatorFlags": held})
    for _ in range(2):
        await ensure_preconfigured_nsg(setting)
        assert (setting.properties.operator_flags or {}) == {**(held or {}), **flags}
    assert setting.notes == len(flags)


@pytest.mark.parametrize(("held", "kept"), [("", "aro"), ("demo-x7k2p", "demo-x7k2p")])
async def test_a_cluster_from_before_infra_ids_has_the_one_of_its_time(held, kept):
    setting = Setting({"infraId": held})
    await fix_infra_id(setting)
    await ensure_infra_id(setting)
    assert setting.properties.infra_id == kept
