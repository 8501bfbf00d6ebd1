"""The access check of the policy decision point: may this object do these actions there?

A service of its own in Azure (CheckAccess, 2021-06-01-preview), below ``/checkaccess`` here.
"""

from __future__ import annotations

from typing import Any

from aro_devcloud.catalog import World
from aro_devcloud.errors import CloudError, nothing_at
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.providers.authorization_rights import decide
from aro_devcloud.tokens import Tokens

PATH = "/checkaccess/providers/microsoft.authorization/checkaccess"
_TTL_MS = 300_000


class CheckAccess:
    """Answers for any principal: whoever asks has only to be known."""

    def __init__(self, world: World, tokens: Tokens) -> None:
        self._world = world
        self._tokens = tokens

    async def handle(self, request: Request) -> Response:
        self._tokens.check(request)
        if request.method != "POST" or request.path.lower().rstrip("/") != PATH:
            raise nothing_at(request.path)
        asked = request.json()
        subject = _text(asked, "Subject", "Attributes", "ObjectId")
        scope = _text(asked, "Resource", "Id")
        decisions = [
            self._decision(subject, scope, action) for action in asked.get("Actions") or []
        ]
        return json_response(200, {"value": decisions})

    def _decision(self, subject: str, scope: str, asked: Json) -> Json:
        action, data = str(asked.get("Id", "")), bool(asked.get("IsDataAction"))
        decision = decide(self._world, subject, action, scope, data=data)
        answer: Json = {
            "actionId": action,
            "isDataAction": data,
            "accessDecision": "Allowed" if decision.allowed else "NotAllowed",
            "timeToLiveInMs": _TTL_MS,
        }
        if decision.denial:
            answer["accessDecision"] = "Denied"
            answer["denyAssignment"] = {"id": decision.denial}
        if decision.assignment:
            answer["roleAssignment"] = {"id": decision.assignment}
        return answer


def _text(asked: Any, *path: str) -> str:
    """The text at a path of members; 400 when it is not there."""
    found = asked
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, str) or not found:
        where = ".".join(path)
        raise CloudError(400, "BadRequest", f"The access check lacks '{where}'.", target=where)
    return found
