"""The access check of Azure's policy decision point: may this object do these actions there?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from aro_rp.azure.site import Site

PATH = "/providers/Microsoft.Authorization/checkAccess?api-version=2021-06-01-preview"
_ALLOWED = "Allowed"


class CheckAccess:
    """Asks about anybody, with the RP's own credential."""

    def __init__(self, site: Site) -> None:
        from aro_rp.azure.rest import RestClient

        endpoints = site.endpoints
        self._client = RestClient(site, endpoints.check_access_url, endpoints.check_access_scope)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._client.close()

    async def denied(
        self, object_id: str, resource: str, actions: Sequence[str]
    ) -> frozenset[str] | None:
        """Those of the actions that the object may not do; None for an unknown resource.

        An action that the answer does not mention is not allowed.
        """
        asked = {
            "Subject": {"Attributes": {"ObjectId": object_id}},
            "Actions": [{"Id": one, "IsDataAction": False, "Attributes": {}} for one in actions],
            "Resource": {"Id": resource, "Attributes": {}},
        }
        reply = await self._client.send("POST", PATH, asked, may_be_absent=True)
        if reply.status_code == 404:
            return None
        allowed = {
            str(one.get("actionId", "")).lower()
            for one in reply.json().get("value") or []
            if one.get("accessDecision") == _ALLOWED
        }
        return frozenset(one for one in actions if one.lower() not in allowed)
