from __future__ import annotations

from aro_api.internal.models import (
    CorrelationData,
    IngressProfile,
    OpenShiftClusterDocument,
    WorkerProfile,
)
from aro_rp.backend import BackendSettings, outcomes
from aro_rp.backend.dimensions import wide_dimensions
from aro_rp.backend.rehearsal import new_cluster

SETTINGS = BackendSettings(rp_subscription="rp-sub", rp_version="1.2")


def test_every_dimension_is_there_even_for_an_empty_cluster():
    doc = OpenShiftClusterDocument(id="id")
    doc.open_shift_cluster.properties.provisioning_state = "Updating"
    found = wide_dimensions(doc, outcomes.succeeded(doc), SETTINGS)
    assert len(found) == 34
    assert "" not in found.values()
    assert found["resulttype"] == "empty"
    assert found["operationtype"] == "Updating"


def test_a_cluster_in_full():
    doc = new_cluster("one", "id")
    doc.async_operation_id = "op"
    doc.correlation_data = CorrelationData(
        request_id="r", client_request_id="cr", correlation_id="c"
    )
    properties = doc.open_shift_cluster.properties
    properties.provisioning_state = "Creating"
    properties.ingress_profiles = [IngressProfile(name="default", visibility="Public")]
    properties.worker_profiles = [
        WorkerProfile(count=3, vm_size="D4", disk_size_gb=128, encryption_at_host="odd")
    ]
    properties.operator_flags = {"aro.alertwebhook.enabled": "true"}
    properties.network_profile.pod_cidr = "10.128.0.0/14"
    properties.network_profile.service_cidr = "10.0.0.0/16"
    properties.network_profile.outbound_type = "Loadbalancer"
    properties.cluster_profile.domain = "apps.example.com"

    found = wide_dimensions(doc, outcomes.failed(doc, RuntimeError("x")), SETTINGS)

    expected = {
        "resulttype": "InternalServerError",
        "provisioningstate": "Failed",
        "subscriptionid": "rp-sub",
        "resourceid": doc.key,
        "async_operationsid": "op",
        "openshiftcluster.clustername": "one",
        "openshiftcluster.rpversion": "1.2",
        "openshiftcluster.resourcegroup": "rg",
        "operatorflags-aro.alertwebhook.enabled": "true",
        "correlationdata.requestid": "r",
        "workprofile.count": "3",
        "workprofile.encryptionathost": "unknown",
        "ingressprofile": "Public.default",
        "networkprofile.podcidr": "Default",
        "networkprofile.servicecidr": "Custom",
        "networkprofile.outboundtype": "Loadbalancer",
        "clusterprofile.domain": "Custom",
        "pullsecret": "Disabled",
    }
    assert {name: found[name] for name in expected} == expected
