"""What a program finds out about the cloud and about itself: endpoints, and tokens of the managed
identity it runs as.
"""

from __future__ import annotations

from aro_devcloud.addresses import metadata
from aro_devcloud.errors import nothing_at
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.principals import ManagedIdentity, Principals
from aro_devcloud.tokens import Tokens

_SELECTORS = ("client_id", "object_id", "principal_id", "msi_res_id", "mi_res_id")


class Metadata:
    """``/metadata/endpoints``, ``/metadata/identity/oauth2/token`` as virtual machines ask for it,
    and ``/msi/token`` as App Service does.
    """

    def __init__(self, tokens: Tokens, principals: Principals) -> None:
        self._tokens = tokens
        self._principals = principals

    async def handle(self, request: Request) -> Response:
        path = request.path.lower().rstrip("/")
        if path == "/metadata/endpoints":
            version = request.query.get("api-version", "")
            return json_response(200, metadata(request.base, version))
        if path == "/metadata/identity/oauth2/token":
            return self._machine(request)
        if path == "/msi/token":
            return self._app_service(request)
        raise nothing_at(request.path)

    def _machine(self, request: Request) -> Response:
        problem = ""
        if request.headers.get("metadata", "").lower() != "true":
            problem = "Required metadata header not specified"
        elif not request.query.get("resource"):
            problem = "Required query variable 'resource' is missing"
        identity = self._identity(request)
        if problem or identity is None:
            text = problem or "Identity not found"
            refusal = {"error": "invalid_request", "error_description": text}
            return json_response(400, refusal)
        answer = self._answer(request, identity)
        return json_response(200, {**answer, "ext_expires_in": answer["expires_in"]})

    def _app_service(self, request: Request) -> Response:
        if "x-identity-header" not in request.headers:
            return _app_service_refusal(401, "The 'X-IDENTITY-HEADER' header is missing.")
        identity = self._identity(request)
        if identity is None:
            return _app_service_refusal(400, "No User Assigned or Delegated Managed Identity found")
        if not request.query.get("resource"):
            return _app_service_refusal(400, "The query variable 'resource' is missing.")
        return json_response(200, self._answer(request, identity))

    def _identity(self, request: Request) -> ManagedIdentity | None:
        wanted = next((request.query[name] for name in _SELECTORS if name in request.query), "")
        return self._principals.managed_identity(wanted)

    def _answer(self, request: Request, identity: ManagedIdentity) -> Json:
        resource = request.query["resource"]
        token = self._tokens.issue(
            identity.tenant, identity.client_id, resource, {"xms_mirid": identity.resource_id}
        )
        lifetime = self._tokens.lifetime_s
        ends = self._tokens.now() + lifetime
        return {
            "access_token": token,
            "client_id": identity.client_id,
            "expires_in": str(lifetime),
            "expires_on": str(ends),
            "not_before": str(ends - lifetime),
            "resource": resource,
            "token_type": "Bearer",
        }


def _app_service_refusal(status: int, message: str) -> Response:
    return json_response(status, {"statusCode": status, "message": message})
