"""The part of Microsoft Graph that resource providers use: service principals and applications by
app id.
"""

from __future__ import annotations

import re

from aro_devcloud.clock import stable_uuid
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.principals import Principals
from aro_devcloud.tokens import Tokens

_BY_APP = re.compile(r"appid\s+eq\s+'([^']+)'", re.IGNORECASE)
_KEYED = re.compile(r"^(\w+)\(appid='([^']+)'\)$", re.IGNORECASE)


class Graph:
    """``/graph/v1.0/{servicePrincipals,applications}``."""

    def __init__(self, tokens: Tokens, principals: Principals) -> None:
        self._tokens = tokens
        self._principals = principals

    async def handle(self, request: Request) -> Response:
        caller = self._tokens.check(request)
        parts = request.path.strip("/").split("/")
        kind = parts[2] if len(parts) > 2 else ""
        keyed = _KEYED.match(kind)
        if keyed is not None:
            found = self._find(keyed[1], caller.tenant, keyed[2])
            if not found:
                raise CloudError(404, "Request_ResourceNotFound", f"'{kind}' does not exist.")
            return json_response(200, found[0])
        wanted = _BY_APP.search(request.query.get("$filter", ""))
        if kind.lower() not in ("serviceprincipals", "applications") or wanted is None:
            raise CloudError(
                400,
                "Request_UnsupportedQuery",
                f"Only servicePrincipals and applications with $filter=appId eq '...' are "
                f"answered here, not '{request.path}?{request.raw_query}'.",
            )
        context = f"{request.base}/graph/v1.0/$metadata#{kind}"
        value = self._find(kind, caller.tenant, wanted[1])
        return json_response(200, {"@odata.context": context, "value": value})

    def _find(self, kind: str, tenant: str, application: str) -> list[Json]:
        if not self._principals.knows(application):
            return []
        name = f"app-{application[:8]}"
        if kind.lower() == "applications":
            identifier = stable_uuid("application", tenant, application)
            return [{"id": identifier, "appId": application, "displayName": name}]
        return [
            {
                "id": self._principals.object_id(tenant, application),
                "appId": application,
                "appDisplayName": name,
                "displayName": name,
                "appOwnerOrganizationId": tenant,
                "servicePrincipalType": "Application",
                "accountEnabled": True,
            }
        ]
