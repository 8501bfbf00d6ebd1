from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from aro_api.internal.models import (
    OpenShiftClusterDocument,
    PlatformWorkloadIdentityProfile,
    ServicePrincipalProfile,
    SystemData,
)
from aro_rp.arm.errors import ArmError
from aro_rp.backend import outcomes, qos


class SdkError(Exception):
    def __init__(self, status_code):
        super().__init__("sdk")
        self.status_code = status_code


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (None, "Success"),
        (ArmError.of(400, "X", "x"), "UserError"),
        (ArmError.of(500, "X", "x"), "InternalServerError"),
        (SdkError(409), "UserError"),
        (SdkError(503), "InternalServerError"),
        (SdkError(200), "Success"),
        (SdkError(None), "InternalServerError"),
        (RuntimeError("x"), "InternalServerError"),
        (
            RuntimeError("one of the claims 'puid' or 'altsecid' or 'oid' should be present"),
            "UserError",
        ),
    ],
)
def test_whose_fault_it_was_is_told_by_the_status(error, word):
    assert qos.result_type(error) == word


def cluster():
    doc = OpenShiftClusterDocument(id="id")
    doc.open_shift_cluster.properties.provisioning_state = "Updating"
    doc.open_shift_cluster.system_data = SystemData(created_by="alice@example.com")
    return doc


def record_of(ending):
    with capture_logs() as lines:
        qos.write_record(cluster(), ending)
    (line,) = lines
    return line


def test_the_record_of_a_success():
    line = record_of(outcomes.succeeded(cluster()))
    assert line["LOGKIND"] == "asyncqos"
    assert (line["resultType"], line["operationType"]) == ("Success", "Updating")
    assert line["clusterIdentity"] == "unknown"
    assert "errorDetails" not in line


def test_the_record_of_a_cloud_error_tells_it():
    line = record_of(outcomes.failed(cluster(), ArmError.of(400, "QuotaExceeded", "Cores.", "p")))
    assert line["resultType"] == "UserError"
    assert line["errorDetails"] == "QuotaExceeded: p: Cores."


def test_the_record_never_holds_a_plain_errors_text_or_system_data():
    line = record_of(outcomes.failed(cluster(), RuntimeError("swordfish")))
    assert line["errorDetails"] == "RuntimeError: Internal server error."
    assert "swordfish" not in str(line)
    assert "alice" not in str(line)


def test_missing_claims_are_told_as_what_they_are():
    text = "One of the claims 'puid' or 'altsecid' or 'oid' should be present."
    line = record_of(outcomes.failed(cluster(), RuntimeError(text)))
    expected = "InvalidServicePrincipalClaims: properties.servicePrincipalProfile"
    assert line["errorDetails"] == expected


def test_identity_kinds():
    doc = cluster()
    properties = doc.open_shift_cluster.properties
    properties.platform_workload_identity_profile = PlatformWorkloadIdentityProfile()
    assert qos.cluster_identity(doc.open_shift_cluster) == "managedid"
    properties.service_principal_profile = ServicePrincipalProfile()
    assert qos.cluster_identity(doc.open_shift_cluster) == "serviceprincipal"
