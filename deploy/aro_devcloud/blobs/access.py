"""Who may use the blob service: bearer tokens, account SAS, and anybody for reading a static web
site.
"""

from __future__ import annotations

from aro_devcloud import sas
from aro_devcloud.clock import Clock
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Request
from aro_devcloud.store import Resource
from aro_devcloud.tokens import Tokens

_NEEDED = {"GET": "r", "HEAD": "r", "DELETE": "d", "PUT": "wcau", "POST": "wcau"}


class BlobAccess:
    """Checks each request to one account."""

    def __init__(self, tokens: Tokens, clock: Clock) -> None:
        self._tokens = tokens
        self._clock = clock

    def check(self, request: Request, account: Resource, container: str) -> None:
        """Refuses what neither a token, nor a signature, nor being a public page allows."""
        if request.headers.get("authorization", "").lower().startswith("bearer "):
            self._tokens.check(request)
            return
        signed = sas.read(request.query)
        if signed is not None:
            self._check_signature(request, account, signed)
            return
        if container == "$web" and request.method in ("GET", "HEAD"):
            return
        raise CloudError(
            401,
            "NoAuthenticationInformation",
            "Server failed to authenticate the request. Please refer to the information in the "
            "www-authenticate header: send a bearer token or an account SAS.",
            headers={"www-authenticate": f'Bearer authorization_uri="{request.base}/common"'},
        )

    def _check_signature(self, request: Request, account: Resource, signed: sas.AccountSas) -> None:
        if account.properties.get("allowSharedKeyAccess") is False:
            raise CloudError(
                403,
                "KeyBasedAuthenticationNotPermitted",
                "Key based authentication is not permitted on this storage account.",
            )
        signature = request.query["sig"]
        keys = account.state["keys"]
        reason = sas.refusal(signed, signature, account.name, keys, self._clock.now())
        if reason:
            message = f"Server failed to authenticate the request. {reason}"
            raise CloudError(403, "AuthenticationFailed", message)
        needed = "l" if request.query.get("comp") == "list" else _NEEDED[request.method]
        if "b" not in signed.services or not set(needed) & set(signed.permissions):
            raise CloudError(
                403,
                "AuthorizationPermissionMismatch",
                "This request is not authorized to perform this operation using this permission.",
            )
