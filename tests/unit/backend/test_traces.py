from __future__ import annotations

from azure.core.exceptions import HttpResponseError, ServiceRequestError

from aro_rp.arm.errors import ArmError
from aro_rp.backend.traces import azure_call


class Request:
    url = "https://cluster1.blob.example/aro/graph?sig=secret"


class Response:
    status_code, reason, request = 503, "Busy", Request()

    def __init__(self):
        self.headers = {"x-ms-request-id": "r-1", "retry-after": "3"}

    def text(self):
        return '{"error": {"code": "ServerBusy", "message": "a secret"}}'


def test_a_call_of_azure_is_told_without_its_query_and_its_words():
    assert azure_call(HttpResponseError("a secret", Response())) == {
        "azure_status": 503,
        "azure_code": "ServerBusy",
        "azure_url": "https://cluster1.blob.example/aro/graph",
        "azure_request": "r-1",
    }


def test_the_call_behind_a_cloud_error_is_found():
    told = ArmError.of(400, "DeploymentFailed", "No.")
    told.__cause__ = HttpResponseError("a secret", Response())
    assert azure_call(told)["azure_code"] == "ServerBusy"


def test_without_a_reply_there_is_nothing_to_tell():
    assert azure_call(ServiceRequestError("no route to 10.0.0.1")) == {}


def test_an_error_that_is_its_own_cause_is_looked_at_once():
    error = ValueError("x")
    error.__cause__ = error
    assert azure_call(error) == {}
