"""Microsoft Graph, as far as the RP needs it: from an application id to its object id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

if TYPE_CHECKING:
    from aro_rp.azure.site import Site


class Graph:
    """Asks the directory that the credential belongs to."""

    def __init__(self, site: Site) -> None:
        from azure.core import AsyncPipelineClient
        from azure.core.pipeline.policies import (
            AsyncBearerTokenCredentialPolicy,
            AsyncRetryPolicy,
            ContentDecodePolicy,
            RequestIdPolicy,
        )

        options = site.pipeline_options()
        transport = options.pop("transport")
        policies = [
            RequestIdPolicy(),
            ContentDecodePolicy(),
            AsyncRetryPolicy(**options),
            AsyncBearerTokenCredentialPolicy(site.credential, site.endpoints.graph_scope),
        ]
        self._client: AsyncPipelineClient[Any, Any] = AsyncPipelineClient(
            base_url=site.endpoints.graph_url, policies=policies, transport=transport
        )
        self._url = site.endpoints.graph_url

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._client.close()

    async def service_principal(self, app_id: str) -> str | None:
        """Object id of the service principal of ``app_id``; None when there is none."""
        from azure.core.rest import HttpRequest

        query = urlencode({"$filter": f"appId eq '{app_id}'", "$select": "id,appId"})
        request = HttpRequest("GET", f"{self._url}/v1.0/servicePrincipals?{query}")
        response = await self._client.send_request(request)
        response.raise_for_status()
        found = response.json().get("value") or []
        return str(found[0]["id"]) if found else None
