from __future__ import annotations

import pytest

from azext_aro.refusals import FAILED, NO_CLUSTER, Refusal, advice_of, described


def test_a_refusal_says_code_message_and_target() -> None:
    one = Refusal(400, "InvalidParameter", "It is wrong.", "properties.x")
    assert described(one) == "(InvalidParameter) It is wrong.\nTarget: properties.x"
    assert described(Refusal(500, "", "Broken.")) == "Broken."


def test_several_problems_are_told_with_their_places() -> None:
    details = (Refusal(0, "A", "First.", "x"), Refusal(0, "B", "Second."))
    assert described(Refusal(400, "A", "First.", "x", details)) == (
        "The service found 2 problems:\n- x: (A) First.\n- (B) Second."
    )
    assert described(Refusal(400, "C", "All.", "", details)) == (
        "(C) All.\n- x: (A) First.\n- (B) Second."
    )


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        (Refusal(409, "RequestNotAllowed", "Busy."), "az aro wait"),
        (Refusal(400, "QuotaExceeded", "Too many."), "az vm list-usage"),
        (Refusal(400, "X", "x", "", (Refusal(0, "QuotaExceeded", "y"),)), "az vm list-usage"),
        (Refusal(400, "ResourceQuotaExceeded", "Too many."), "az vm list-usage"),
        (Refusal(200, "InvalidServicePrincipalCredentials", "x"), "--refresh-credentials"),
        (Refusal(200, "InvalidServicePrincipalPermissions", "x"), "az aro validate"),
        (Refusal(401, "X", "x"), "az login"),
        (Refusal(403, "AuthorizationFailed", "x"), "role"),
        (Refusal(404, "ResourceNotFound", ".../openShiftClusters/c"), NO_CLUSTER),
        (Refusal(404, "RoleDefinitionDoesNotExist", "x"), "does not exist"),
        (Refusal(200, "InternalServerError", "x"), FAILED),
        (Refusal(500, "X", "x"), "--debug"),
    ],
)
def test_every_refusal_comes_with_advice(refusal: Refusal, says: str) -> None:
    assert says in advice_of(refusal)
