"""AppLens, the detectors of Azure's support (frontend.md 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from aro_rp.azure.site import Site

PATH = "/api/invoke"


class AppLens:
    """Asks what detectors there are for a resource, or what one of them finds."""

    def __init__(self, site: Site) -> None:
        from aro_rp.azure.rest import RestClient

        endpoints = site.endpoints
        self._client = RestClient(site, endpoints.app_lens_url, endpoints.app_lens_scope)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._client.close()

    async def ask(self, resource: str, location: str, detector: str = "") -> Any:
        """The answer as it comes; without ``detector`` the list of them."""
        asked = {"resourceId": resource, "location": location}
        if detector:
            asked["detectorId"] = detector
        return (await self._client.send("POST", PATH, asked)).json()
