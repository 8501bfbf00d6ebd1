from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.core.rest import HttpRequest

from aro_api.internal.models import OpenShiftClusterProperties, PlatformWorkloadIdentityProfile
from aro_rp.arm.errors import ArmError
from aro_rp.cluster.failures import (
    deletion_refused,
    deployment_failed,
    explain,
    group_refused,
    rights_missing,
    subnet_refused,
)
from aro_rp.cluster.install_failures import failed_installation
from aro_rp.cluster.installer import InstallState, InstallStatus

CREDENTIALS = "InvalidServicePrincipalCredentials"
SP_PROFILE = "properties.servicePrincipalProfile"


@dataclass
class Context:
    group: str = "managed"
    properties: OpenShiftClusterProperties = field(default_factory=OpenShiftClusterProperties)


class Reply:
    def __init__(self, status, body, url):
        self.status_code, self.reason, self.headers = status, "why", {}
        self.request = HttpRequest("PUT", url)
        self.content_type = "application/json"
        self._text = json.dumps(body)

    def text(self, encoding=None):
        return self._text

    def body(self):
        return self._text.encode()


def error(status, code, message="words", url="https://arm/subscriptions/s/resourceGroups/other"):
    body = {"error": {"code": code, "message": message}}
    return HttpResponseError(response=Reply(status, body, url))


IN_GROUP = "https://arm/subscriptions/s/resourceGroups/Managed/providers/x"


def told(raised):
    explained = explain(Context(), raised)
    if not isinstance(explained, ArmError):
        return None
    problem = explained.problem
    return explained.status, str(problem.code), problem.target


def test_a_cluster_without_service_principal_is_not_told_to_look_after_one():
    identities = PlatformWorkloadIdentityProfile()
    properties = OpenShiftClusterProperties(platform_workload_identity_profile=identities)
    told = explain(Context(properties=properties), error(403, "AuthorizationFailed"))
    assert (told.problem.code, told.problem.target) == (CREDENTIALS, "encountered error")
    assert "service principal" not in told.problem.message
    assert "managed identity of the cluster" in told.problem.message


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (error(403, "AuthorizationFailed"), (400, CREDENTIALS, "encountered error")),
        (error(403, "AuthorizationFailed", url=IN_GROUP), (500, "InternalServerError", "")),
        (
            ClientAuthenticationError(message="AADSTS7000215: wrong"),
            (400, CREDENTIALS, "encountered error"),
        ),
        (
            rights_missing(error(403, "AuthorizationFailed")),
            (400, CREDENTIALS, SP_PROFILE),
        ),
        (
            rights_missing(ClientAuthenticationError(message="AADSTS7000222: expired")),
            (400, CREDENTIALS, SP_PROFILE),
        ),
        (
            rights_missing(error(403, "AuthorizationFailed", url=IN_GROUP)),
            (500, "InternalServerError", ""),
        ),
        (
            error(400, "Authorization_IdentityNotFound"),
            (400, CREDENTIALS, "encountered error"),
        ),
        (error(409, "Conflict"), None),
        (error(409, "QuotaExceeded", url=IN_GROUP), None),
        (rights_missing(error(403, "LinkedAuthorizationFailed")), None),
        (ValueError("x"), None),
    ],
)  # fmt: skip
def test_missing_rights_are_told_to_whom_can_mend_them(raised, expected):
    assert told(raised) == expected


def test_an_error_that_is_told_already_stays():
    raised = ArmError.of(400, "InvalidLinkedVNet", "about /resourceGroups/managed/x")
    assert explain(Context(), raised) is raised


def test_a_failed_deployment_keeps_the_service_s_words():
    found = deployment_failed(error(400, "SkuNotAvailable", "no such size"))
    assert isinstance(found, ArmError)
    assert (found.status, found.problem.code) == (400, "DeploymentFailed")
    (detail,) = found.problem.details
    assert detail.code == "SkuNotAvailable"
    assert "no such size" in detail.message


@pytest.mark.parametrize(
    "raised",
    [error(403, "AuthorizationFailed"), RuntimeError("mine"), HttpResponseError("no reply")],
)
def test_other_deployment_errors_stay_as_they_are(raised):
    assert deployment_failed(raised) is raised


def test_policies_are_told_as_such():
    denied = error(403, "RequestDisallowedByPolicy", "policy p")
    group, subnet = group_refused(denied), subnet_refused(denied, "/x/subnets/y")
    assert isinstance(group, ArmError)
    assert isinstance(subnet, ArmError)
    assert group.problem.code == "DeploymentFailed"
    assert subnet.problem.code == "RequestDisallowedByPolicy"
    assert "/x/subnets/y" in subnet.problem.message
    assert subnet.status == 400
    for refused in (group, subnet):
        (detail,) = refused.problem.details
        assert detail.code == "RequestDisallowedByPolicy"
        assert "policy p" in detail.message
    other = error(409, "Conflict")
    assert group_refused(other) is other
    assert subnet_refused(other, "x") is other


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("CannotDeleteLoadBalancerWithPrivateLinkService", 400, None),
        ("AuthorizationFailed", 403, "Forbidden"),
        ("InUseSubnetCannotBeDeleted", 400, None),
        ("ScopeLocked", 409, None),
    ],
)
def test_a_refused_deletion_has_a_code_of_its_own(code, status, expected):
    found = deletion_refused(error(409, code, "because"))
    assert isinstance(found, ArmError)
    assert (found.status, found.problem.code) == (status, expected or code)
    assert found.problem.target == "features.ResourcesClient#DeleteByID"
    assert found.problem.message == "because"


def test_other_refused_deletions_stay_as_they_are():
    raised = error(409, "Conflict")
    assert deletion_refused(raised) is raised


ARM = {
    "code": "InvalidTemplateDeployment",
    "message": "outer",
    "details": [{"code": "RequestDisallowedByPolicy", "message": "inner", "target": "vm"}],
}


def log_of(body, escape=False):
    text = json.dumps(body, separators=(",", ":"))
    text = text.replace('"', '\\"') if escape else text
    return f"level=info msg=begin\nlevel=error msg=400: DeploymentFailed: : Failed. {text}\n"


def failed(log, reason=""):
    return failed_installation(InstallStatus(InstallState.FAILED, reason=reason, log=log))


@pytest.mark.parametrize(
    ("body", "details"),
    [
        (ARM, [("RequestDisallowedByPolicy", "inner", "vm")]),
        (
            {"code": "InvalidTemplateDeployment", "message": "bad"},
            [("InvalidTemplateDeployment", "bad", "")],
        ),
        (
            {"code": "InvalidTemplateDeployment", "message": "bad", "details": []},
            [("InvalidTemplateDeployment", "bad", "")],
        ),
        (
            {"code": "InvalidTemplateDeployment", "message": "bad", "details": "none"},
            [("InvalidTemplateDeployment", "bad", "")],
        ),
        (
            {"error": {"code": "ZonalAllocationFailed", "message": "full"}},
            [("ZonalAllocationFailed", "full", "")],
        ),
        (
            {"code": "OSProvisioningTimedOut", "message": "slow"},
            [("OSProvisioningTimedOut", "slow", "")],
        ),
    ],
)
def test_a_known_cause_is_told_with_arm_s_own_details(body, details):
    found = failed(log_of(body))
    assert (found.status, found.problem.code) == (400, "DeploymentFailed")
    assert [(one.code, one.message, one.target) for one in found.problem.details] == details


@pytest.mark.parametrize(
    "later",
    ['level=info msg=DeploymentFailed {"message":"x"}', 'level=error msg=Cleaning {"message":"x"}'],
)
def test_other_lines_of_the_log_are_not_taken_for_the_reason(later):
    found = failed(log_of({"code": "ZonalAllocationFailed", "message": "full"}) + later)
    assert found.problem.details[0].message == "full"


def test_an_escaped_log_line_is_read_too():
    found = failed(log_of({"code": "ZonalAllocationFailed", "message": "full"}, escape=True))
    assert found.problem.details[0].message == "full"


def test_a_policy_against_shared_keys_is_explained():
    found = failed("account clusterabcdefghij\nKeyBasedAuthenticationNotPermitted")
    assert found.status == 400
    assert "shared key" in found.problem.details[0].message


@pytest.mark.parametrize(
    "log",
    [
        "",
        "level=error msg=something else",
        '{"code":"InvalidTemplateDeployment"} without a level',
        'level=error DeploymentFailed {"code":"InvalidTemplateDeployment"',
        'level=error DeploymentFailed "code":"InvalidTemplateDeployment" {[]}',
    ],
)
def test_everything_else_is_our_fault_without_details(log):
    found = failed(log)
    assert (found.status, found.problem.code) == (500, "InternalServerError")
    assert not found.problem.details


def test_a_reason_that_the_installer_names_is_believed():
    body = {"code": "SomethingNew", "message": "told"}
    found = failed(log_of(body), reason="AzureZonalAllocationFailed")
    assert found.problem.details[0].message == "told"
