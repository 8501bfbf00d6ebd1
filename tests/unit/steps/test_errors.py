from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError, ODataV4Format

from aro_rp.arm.errors import ArmError
from aro_rp.steps import StepTimeout, error_code


def of_azure(code: object) -> HttpResponseError:
    error = HttpResponseError("No cores left in the subscription.")
    error.error = ODataV4Format({"code": code, "message": "No cores left in the subscription."})
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ArmError.of(400, "QuotaExceeded", "No cores left."), "QuotaExceeded"),
        (of_azure("OperationNotAllowed"), "OperationNotAllowed"),
        (of_azure(None), "HttpResponseError"),
        (of_azure(""), "HttpResponseError"),
        (of_azure(409), "HttpResponseError"),
        (HttpResponseError("no answer"), "HttpResponseError"),
        (ValueError("the password is swordfish"), "ValueError"),
    ],
)
def test_an_error_is_named_by_its_clouds_code_or_else_by_its_sort(error, code):
    assert error_code(error) == code


def test_a_missed_deadline_says_of_which_step():
    assert str(StepTimeout("apiServersReady")) == (
        "step apiServersReady did not finish before its deadline"
    )
