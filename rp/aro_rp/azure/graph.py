"""Microsoft Graph, as far as the RP needs it: from an application id to its object id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

if TYPE_CHECKING:
    from aro_rp.azure.site import Site


class Graph:
    """Asks the directory that the credential belongs to."""

    def __init__(self, site: Site) -> None:
        from aro_rp.azure.rest import RestClient

        self._client = RestClient(site, site.endpoints.graph_url, site.endpoints.graph_scope)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._client.close()

    async def service_principal(self, app_id: str) -> str | None:
        """Object id of the service principal of ``app_id``; None when there is none."""
        query = urlencode({"$filter": f"appId eq '{app_id}'", "$select": "id,appId"})
        response = await self._client.send("GET", f"/v1.0/servicePrincipals?{query}")
        found = response.json().get("value") or []
        return str(found[0]["id"]) if found else None
