"""JSON over HTTP for services without an SDK, with the same retries, tokens and connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from azure.core import AsyncPipelineClient
from azure.core.rest import AsyncHttpResponse, HttpRequest

from aro_rp.azure.pipeline import rest_policies

if TYPE_CHECKING:
    from aro_rp.azure.site import Site


class RestClient:
    """Calls paths below one base URL; replies other than 2xx raise ``HttpResponseError``."""

    def __init__(self, site: Site, base_url: str, scope: str) -> None:
        self._base_url = base_url
        self._client: AsyncPipelineClient[HttpRequest, AsyncHttpResponse] = AsyncPipelineClient(
            base_url=base_url,
            policies=rest_policies(site, scope),
            transport=site.session.transport(),
        )

    async def send(
        self, method: str, path: str, body: Any = None, *, may_be_absent: bool = False
    ) -> AsyncHttpResponse:
        """``path`` is encoded already; a 404 is a reply like others when ``may_be_absent``."""
        request = HttpRequest(method, f"{self._base_url}{path}", json=body)
        response = await self._client.send_request(request)
        if not (may_be_absent and response.status_code == 404):
            response.raise_for_status()
        return response

    async def close(self) -> None:
        await self._client.close()
