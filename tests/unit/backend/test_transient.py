from __future__ import annotations

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
)

from aro_rp.arm.errors import ArmError
from aro_rp.backend.transient import is_transient
from aro_rp.database.store import Full, NotFound, Throttled


def reply(kind, status):
    error = kind(message="x")
    error.status_code = status
    return error


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (Throttled("busy"), True),
        (Full("no room"), True),
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (ServiceRequestError("no route"), True),
        (reply(HttpResponseError, 503), True),
        (reply(HttpResponseError, 429), True),
        (reply(HttpResponseError, 400), False),
        (reply(ClientAuthenticationError, 401), False),
        (ClientAuthenticationError("bad secret"), False),
        (NotFound("x"), False),
        (ArmError.of(500, "InternalServerError", "x"), False),
        (ValueError("x"), False),
    ],
)
def test_outages_pass_and_everything_else_does_not(error, passes):
    assert is_transient(error) is passes
