from __future__ import annotations

import pytest

from aro_api.internal.models import (
    Install,
    OpenShiftClusterDocument,
    PlatformWorkloadIdentityProfile,
    ServicePrincipalProfile,
)
from aro_rp.cluster.plans import plan_for


def document(state, *, wi=False, phase=None, task=""):
    doc = OpenShiftClusterDocument(id="x", key="/key")
    properties = doc.open_shift_cluster.properties
    properties.provisioning_state, properties.maintenance_task = state, task
    if wi:
        properties.platform_workload_identity_profile = PlatformWorkloadIdentityProfile()
    else:
        properties.service_principal_profile = ServicePrincipalProfile()
    if phase is not None:
        properties.install = Install(phase=phase)
    return doc


def steps(*args, **kwargs):
    return [step.name for step in plan_for(document(*args, **kwargs)).steps]


def test_the_bootstrap_of_a_service_principal_cluster_is_in_order():
    assert steps("Creating", phase=0) == [
        "validateResources",
        "validateZones",
        "clusterSPObjectID",
        "ensurePreconfiguredNSG",
        "ensureInfraID",
        "ensureSSHKey",
        "ensureStorageSuffix",
        "populateMTUSize",
        "createDNS",
        "ensureResourceGroup",
        "ensureServiceEndpoints",
        "setMasterSubnetPolicies",
        "deployBaseResourceTemplate",
        "attachNSGs",
        "updateAPIIPEarly",
        "createOrUpdateRouterIPEarly",
        "createAPIServerPrivateEndpoint",
        "runInstaller",
        "installationComplete",
        "generateKubeconfigs",
        "ensureBillingRecord",
    ]


def test_the_bootstrap_of_a_managed_identity_cluster_also_makes_its_issuer():
    sp, wi = steps("Creating", phase=0), steps("Creating", phase=0, wi=True)
    assert set(wi) - set(sp) == {
        "platformWorkloadIdentityIDs",
        "clusterIdentityIDs",
        "persistPlatformWorkloadIdentityIDs",
        "createOIDC",
        "federateIdentityCredentials",
    }
    assert wi.index("createOIDC") < wi.index("ensureResourceGroup")
    assert wi.index("deployBaseResourceTemplate") < wi.index("federateIdentityCredentials")


def test_a_customer_s_own_network_security_groups_are_left_alone():
    doc = document("Creating", phase=0)
    doc.open_shift_cluster.properties.network_profile.preconfigured_nsg = "Enabled"
    assert "attachNSGs" not in [step.name for step in plan_for(doc).steps]


def test_the_second_phase_removes_the_bootstrap_machine():
    assert steps("Creating", phase=1) == [
        "removeBootstrap",
        "removeBootstrapIgnition",
        "updateClusterData",
    ]


def test_an_update_brings_new_credentials_everywhere():
    assert steps("Updating") == [
        "validateResources",
        "fixupClusterSPObjectID",
        "createOrUpdateClusterServicePrincipalRBAC",
        "createOrUpdateDenyAssignment",
        "startVMs",
        "fixUserAdminKubeconfig",
        "reconcileLoadBalancerProfile",
    ]
    assert steps("Updating", wi=True)[:7] == [
        "fixupClusterMsiTenantID",
        "platformWorkloadIdentityIDs",
        "validateResources",
        "clusterIdentityIDs",
        "persistPlatformWorkloadIdentityIDs",
        "ensurePlatformWorkloadIdentityRBAC",
        "federateIdentityCredentials",
    ]
    assert steps("Updating", wi=True)[-1] == "releaseReplacedIdentities"


def test_maintenance_does_each_step_once_and_signs_last():
    everything = steps("AdminUpdating", task="Everything")
    assert everything == steps("AdminUpdating")
    assert everything.count("startVMs") == 1
    assert everything[-1] == "updateProvisionedBy"
    zeroth = ["ensureBillingRecord", "ensureDefaults", "fixupClusterSPObjectID", "fixInfraID"]
    assert everything[:4] == zeroth
    assert steps("AdminUpdating", task="OperatorUpdate") == zeroth
    renewal = steps("AdminUpdating", task="CertificatesRenewal")
    assert renewal == [*zeroth, "startVMs", "populateDatabaseIntIP"]


def test_a_deletion_ends_with_billing():
    assert steps("Deleting") == [
        "ensureResourceGroup",
        "forgetInstallation",
        "deleteDNS",
        "deleteAPIServerPrivateEndpoint",
        "deleteRoleAssignments",
        "deleteRoleDefinitions",
        "deleteResources",
        "deleteResourceGroup",
        "endBilling",
    ]
    assert set(steps("Deleting", wi=True)) - set(steps("Deleting")) == {
        "deleteOIDC",
        "deleteFederatedCredentials",
    }


@pytest.mark.parametrize("state", ["Succeeded", "Failed", ""])
def test_a_cluster_at_rest_has_no_plan(state):
    with pytest.raises(ValueError, match="nothing to do"):
        plan_for(document(state))


def test_an_unknown_phase_is_an_error():
    with pytest.raises(ValueError, match="unknown install phase 7"):
        plan_for(document("Creating", phase=7))
