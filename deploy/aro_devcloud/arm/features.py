"""Preview features of a subscription: ``Microsoft.Features``."""

from __future__ import annotations

import re

from aro_devcloud.arm.forwarding import OPENSHIFT, ResourceProviderLink
from aro_devcloud.arm.scopes import Scopes
from aro_devcloud.http import Json, Request, Response, json_response

_PATH = re.compile(
    r"^/subscriptions/(?P<subscription>[^/]+)/providers/microsoft\.features"
    r"(/providers/(?P<namespace>[^/]+))?/features(/(?P<name>[^/]+)(/(?P<verb>\w+))?)?/?$",
    re.IGNORECASE,
)


class Features:
    """Every feature exists; what is kept is which ones are registered."""

    def __init__(self, scopes: Scopes, link: ResourceProviderLink) -> None:
        self._scopes = scopes
        self._link = link

    async def handle(self, request: Request) -> Response | None:
        """The answer, or None when the path is not about features."""
        match = _PATH.match(request.path)
        if match is None:
            return None
        record = self._scopes.subscription(match["subscription"])
        if not match["name"]:
            prefix = f"{match['namespace']}/".lower() if match["namespace"] else ""
            names = [one for one in record["features"] if one.lower().startswith(prefix)]
            return json_response(200, {"value": [_shown(record, name) for name in names]})
        name = f"{match['namespace']}/{match['name']}"
        if request.method == "POST" and match["verb"]:
            await self._register(record, name, match["verb"].lower() == "register")
        return json_response(200, _shown(record, name))

    async def _register(self, record: Json, name: str, wanted: bool) -> None:
        others = [one for one in record["features"] if one.lower() != name.lower()]
        record["features"] = [*others, name] if wanted else others
        self._scopes.subscriptions.put(record["id"], record)
        if record["openshift"] == "Registered" and name.lower().startswith(OPENSHIFT.lower()):
            await self._link.announce(record)


def _shown(record: Json, name: str) -> Json:
    namespace, _, feature = name.partition("/")
    registered = any(one.lower() == name.lower() for one in record["features"])
    return {
        "id": f"/subscriptions/{record['id']}/providers/Microsoft.Features/providers/"
        f"{namespace}/features/{feature}",
        "name": name,
        "type": "Microsoft.Features/providers/features",
        "properties": {"state": "Registered" if registered else "NotRegistered"},
    }
