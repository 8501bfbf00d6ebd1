"""What the tokens of those who act must say."""

from __future__ import annotations

from collections.abc import Iterator

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.dynamic.facts import Claims

PROFILE = "properties.servicePrincipalProfile"
OWNER_ROLE = "Application.ReadWrite.OwnedBy"
_ONE_OF = ("altsecid", "oid", "puid")


def token_problems(claims: Claims, who: str) -> Iterator[Problem]:
    """Of a token for ARM. The target is the same whoever's token it is, as upstream has it."""
    if claims is None:
        message = f"The token of the {who} cannot be read."
        yield Problem(Code.INVALID_SERVICE_PRINCIPAL_TOKEN, message, PROFILE)
    elif not any(claims.get(name) for name in _ONE_OF):
        message = f"The token of the {who} has none of the claims {', '.join(_ONE_OF)}."
        yield Problem(Code.INVALID_SERVICE_PRINCIPAL_CLAIMS, message, PROFILE)


def graph_problems(claims: Claims) -> Iterator[Problem]:
    """Of the service principal's token for Graph: it must not be able to mint credentials."""
    roles = claims.get("roles") if claims is not None else None
    if claims is None:
        message = "The token of the service principal for Microsoft Graph cannot be read."
    elif isinstance(roles, list) and OWNER_ROLE in roles:
        message = f"The service principal must not have the application role '{OWNER_ROLE}'."
    else:
        return
    yield Problem(Code.INVALID_SERVICE_PRINCIPAL_CREDENTIALS, message, PROFILE)
