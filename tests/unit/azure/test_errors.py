from __future__ import annotations

import json

import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ServiceRequestError
from azure.core.rest import HttpRequest

from aro_rp.azure.errors import (
    classes,
    fault_of,
    is_authorization_error,
    is_class,
    is_not_found,
    is_retryable,
    is_throttled,
    refers_to_group,
    retry_after,
    service_error,
)

URL = "https://arm/subscriptions/s/resourceGroups/Managed/providers/X/y/z"


class Reply:
    """What azure-core keeps of a reply with an error."""

    def __init__(self, status, body, headers=None, url=URL):
        self.status_code = status
        self.reason = "why"
        self.headers = headers or {}
        self.request = HttpRequest("PUT", url)
        self._text = body if isinstance(body, str) else json.dumps(body)
        self.content_type = "application/json"

    def text(self, encoding=None):
        return self._text

    def body(self):
        return self._text.encode()


def error(status=400, code="", message="", *, headers=None, details=None, url=URL):
    inner = {"code": code, "message": message, **({"details": details} if details else {})}
    return HttpResponseError(response=Reply(status, {"error": inner}, headers, url))


@pytest.mark.parametrize(
    ("name", "raised", "expected"),
    [
        ("too many requests", error(429, "TooManyRequests"), True),
        ("conflict with a pace", error(409, "X", headers={"Retry-After": "3"}), True),
        ("plain conflict", error(409, "X"), False),
        ("conflict that asks", error(409, "X", "Please retry later."), True),
        ("conflict in other letters", error(409, "X", "please retry later"), False),
        ("secret not spread yet", error(401, "X", "AADSTS7000215: wrong"), True),
        ("no secret", error(401, "X", "AADSTS7000216: none"), True),
        ("retryable by name", error(400, "RetryableError"), True),
        ("bad request", error(400, "BadRequest"), False),
        ("server error", error(500, "InternalServerError"), False),
    ],
)
def test_what_is_worth_another_try(name, raised, expected):
    assert is_retryable(raised) is expected


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (error(403, "AuthorizationFailed"), True),
        (error(403, "LinkedAuthorizationFailed"), True),
        (error(403, "Forbidden"), False),
        (error(401, "", "AADSTS700016: not found"), True),
        (error(401, "", "AADSTS7000222: expired"), False),
        (
            error(400, "InvalidTemplateDeployment", "Authorization failed for template resource x"),
            True,
        ),
        (error(400, "InvalidTemplateDeployment", "something else"), False),
        (
            error(
                409,
                "DeploymentFailed",
                "failed",
                details=[
                    {
                        "code": "Forbidden",
                        "message": json.dumps({"error": {"code": "AuthorizationFailed"}}),
                    }
                ],
            ),
            True,
        ),
        (ClientAuthenticationError(message="AADSTS700016: unknown application"), True),
        (ServiceRequestError("no route"), False),
        (ValueError("AuthorizationFailed"), False),
    ],
)
def test_errors_that_rights_can_cure(raised, expected):
    assert is_authorization_error(raised) is expected


@pytest.mark.parametrize(
    ("name", "raised"),
    [
        ("deployment_active", error(409, "DeploymentActive")),
        ("policy_denied", error(403, "RequestDisallowedByPolicy")),
        ("resource_group_not_found", error(404, "ResourceGroupNotFound")),
        ("scope_locked", error(409, "ScopeLocked")),
        ("subnet_in_use", error(400, "InUseSubnetCannotBeDeleted")),
        ("vm_sku", error(409, "SkuNotAvailable")),
        ("vm_sku", error(409, "OperationNotAllowed", "exceeding approved Total Cores quota")),
        ("vm_sku", error(400, "InvalidParameter", "The requested VM SKU is wrong")),
        (
            "network_security_group_not_ready",
            error(
                400, "X", "Resource /a/networkSecurityGroups/n referenced by resource /b not found"
            ),
        ),
        ("expired_secret", error(401, "", "AADSTS7000222: expired")),
        ("transient", error(503, "ServiceUnavailable")),
    ],
)
def test_known_errors_are_recognised(name, raised):
    assert is_class(raised, name)


def test_an_operation_not_allowed_for_another_reason_is_no_quota_error():
    assert not is_class(error(409, "OperationNotAllowed", "machine is stopped"), "vm_sku")


def test_a_quota_error_written_in_order_but_reversed_is_not_a_missing_nsg():
    raised = error(400, "X", "not found referenced by resource networkSecurityGroups Resource")
    assert not is_class(raised, "network_security_group_not_ready")


def test_statuses_have_shorthands():
    assert is_not_found(error(404, "X"))
    assert is_throttled(error(429, "X"))
    assert not is_throttled(RuntimeError())


@pytest.mark.parametrize(("value", "expected"), [("7", 7.0), ("soon", None), ("", None)])
def test_the_pace_is_an_integer_number_of_seconds(value, expected):
    assert retry_after(error(429, "X", headers={"Retry-After": value})) == expected


def test_other_errors_have_no_pace_and_no_fault():
    assert retry_after(RuntimeError()) is None
    assert fault_of(RuntimeError()) is None


def test_a_fault_is_about_the_group_of_its_url():
    fault = fault_of(error(403, "AuthorizationFailed"))
    assert refers_to_group(fault, "managed")
    assert not refers_to_group(fault, "other")


def test_without_a_url_the_text_names_the_group():
    text = "no action on scope '/subscriptions/s/resourceGroups/managed/providers/X'"
    fault = fault_of(error(403, "AuthorizationFailed", text, url="https://arm/elsewhere"))
    assert refers_to_group(fault, "Managed")


def test_a_reply_that_is_not_json_keeps_its_status():
    fault = fault_of(HttpResponseError(message="broken", response=Reply(502, "<html>")))
    assert fault.status == 502
    assert fault.code == ""
    assert json.loads(service_error(fault))["message"] == "broken"


def test_the_service_s_own_words_are_kept_for_details():
    assert json.loads(service_error(fault_of(error(400, "A", "b")))) == {
        "code": "A",
        "message": "b",
    }


def test_every_class_of_the_table_can_be_read():
    assert len(classes()) >= 20
