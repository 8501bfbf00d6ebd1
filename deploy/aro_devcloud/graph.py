"""The part of Microsoft Graph that resource providers and `az` use: applications, service
principals and objects by id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aro_devcloud.addresses import GRAPH_HOST
from aro_devcloud.applications import KNOWN_NAMES, Applications
from aro_devcloud.errors import CloudError
from aro_devcloud.graph_filters import matching, named_applications
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.principals import Principals
from aro_devcloud.tokens import Tokens

_KEYED = re.compile(r"^(\w+)\(appid='([^']+)'\)$", re.IGNORECASE)
_APPLICATIONS, _PRINCIPALS = "applications", "serviceprincipals"
_KINDS = {_APPLICATIONS: "Application", _PRINCIPALS: "ServicePrincipal"}


class Graph:
    """``/graph/v1.0/{applications,servicePrincipals,directoryObjects}``."""

    def __init__(self, tokens: Tokens, principals: Principals, applications: Applications) -> None:
        self._tokens = tokens
        self._principals = principals
        self._applications = applications

    async def handle(self, request: Request) -> Response:
        self._tokens.check(request)
        parts = request.path.strip("/").split("/")[2:]
        keyed = _KEYED.match(parts[0]) if parts else None
        if keyed is not None:
            parts[:1] = [keyed[1], self._object_of(keyed[1], keyed[2])]
        kind = parts[0].lower() if parts else ""
        if kind == "directoryobjects" and parts[-1].lower().endswith("getbyids"):
            return self._by_ids(request)
        if kind not in _KINDS:
            raise _unknown(request)
        if len(parts) == 1:
            return self._collection(kind, request)
        shown = self._shown_by_id(kind, parts[1])
        if len(parts) == 2:
            return self._object(kind, shown, request)
        return self._part(parts[2].lower(), shown, request)

    def _collection(self, kind: str, request: Request) -> Response:
        if request.method == "POST":
            if kind == _APPLICATIONS:
                return json_response(201, _application(self._applications.register(request.json())))
            record = self._applications.make_principal(request.json())
            return json_response(201, self._principal(record))
        text = request.query.get("$filter", "")
        holds = matching(text)
        for application in named_applications(text):
            if not self._principals.is_object(application):
                self._applications.find(application)
        value = [shown for shown in self._shown(kind) if holds(shown)]
        prefix = "" if GRAPH_HOST in request.base else "/graph"
        context = f"{request.base}{prefix}/v1.0/$metadata#{kind}"
        return json_response(200, {"@odata.context": context, "value": value})

    def _object(self, kind: str, shown: Json, request: Request) -> Response:
        if request.method == "GET":
            return json_response(200, shown)
        record = self._record(shown)
        if request.method == "PATCH":
            self._applications.change(record, request.json())
        elif request.method == "DELETE" and kind == _APPLICATIONS:
            self._applications.delete(record)
        elif request.method == "DELETE":
            self._applications.drop_principal(record)
        else:
            raise _unknown(request)
        return Response(204)

    def _part(self, part: str, shown: Json, request: Request) -> Response:
        if request.method == "GET" and part in ("owners", "federatedidentitycredentials"):
            return json_response(200, {"value": []})
        if request.method == "POST" and part == "addpassword":
            record = self._record(shown)
            return json_response(200, self._applications.add_password(record, request.json()))
        if request.method == "POST" and part == "removepassword":
            self._applications.remove_password(self._record(shown), request.json())
            return Response(204)
        raise _unknown(request)

    def _by_ids(self, request: Request) -> Response:
        wanted = {str(one).lower() for one in request.json().get("ids") or []}
        value = [
            {"@odata.type": f"#microsoft.graph.{_KINDS[kind][0].lower()}{_KINDS[kind][1:]}"} | shown
            for kind in (_PRINCIPALS, _APPLICATIONS)
            for shown in self._shown(kind)
            if shown["id"].lower() in wanted
        ]
        return json_response(200, {"value": value})

    def _object_of(self, kind: str, application: str) -> str:
        record = self._applications.find(application)
        if record is None:
            return application
        return str(record["id"]) if kind.lower() == _APPLICATIONS else self._id_of(record)

    def _shown_by_id(self, kind: str, identifier: str) -> Json:
        for shown in self._shown(kind):
            if shown["id"].lower() == identifier.lower():
                return shown
        raise CloudError(
            404,
            "Request_ResourceNotFound",
            f"Resource '{identifier}' does not exist or one of its queried reference-property "
            "objects are not present.",
        )

    def _record(self, shown: Json) -> Json:
        record = self._applications.find(shown["appId"])
        if record is None or shown.get("servicePrincipalType") == "ManagedIdentity":
            message = "Managed identities are changed through Azure Resource Manager only."
            raise CloudError(403, "Authorization_RequestDenied", message)
        return record

    def _shown(self, kind: str) -> Iterator[Json]:
        records = self._applications.everything()
        if kind == _APPLICATIONS:
            # Microsoft's own applications live in its tenant; here they have principals only.
            yield from (_application(one) for one in records if one["appId"] not in KNOWN_NAMES)
            return
        identities = list(self._principals.identities())
        taken = {one["appId"].lower() for one in identities}
        yield from identities
        for record in records:
            if record["principal"] and record["appId"].lower() not in taken:
                yield self._principal(record)

    def _id_of(self, record: Json) -> str:
        return self._principals.own_object_id(str(record["appId"]))

    def _principal(self, record: Json) -> Json:
        return {
            "id": self._id_of(record),
            "appId": record["appId"],
            "appDisplayName": record["displayName"],
            "displayName": record["displayName"],
            "appOwnerOrganizationId": self._principals.tenant,
            "servicePrincipalType": "Application",
            "accountEnabled": True,
            "servicePrincipalNames": [record["appId"], *record.get("identifierUris", [])],
            "tags": record.get("tags", []),
            "passwordCredentials": [],
            "keyCredentials": [],
        }


def _application(record: Json) -> Json:
    hidden = ("passwords", "principal", "adopted", "deleted")
    return {
        "identifierUris": [],
        "signInAudience": "AzureADMyOrg",
        "keyCredentials": [],
        "requiredResourceAccess": [],
        **{name: value for name, value in record.items() if name not in hidden},
        "passwordCredentials": [
            {name: value for name, value in one.items() if name != "digest"}
            for one in record["passwords"]
        ],
    }


def _unknown(request: Request) -> CloudError:
    return CloudError(
        400,
        "Request_UnsupportedQuery",
        "The local directory has applications, servicePrincipals and directoryObjects/getByIds, "
        f"not '{request.method} {request.path}'.",
    )
