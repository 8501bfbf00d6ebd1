"""One HTTP session for all clients of a process.

azure-core builds a new TLS context for every request when it is given a CA file, and aiohttp
never reuses a connection across contexts: each call would shake hands anew. Here the context
belongs to the session, so connections are kept, and waits go through the clock.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from azure.core.pipeline.transport import AioHttpTransport

from aro_rp.clock import Clock

if TYPE_CHECKING:
    from aro_rp.azure.endpoints import AzureEndpoints, Transport

CONNECTIONS = 200


class SessionTransport(AioHttpTransport):  # type: ignore[misc]  # azure-core loads it lazily
    """Sends over a session that it does not own; many clients may hold the same session."""

    def __init__(self, session: Any, clock: Clock, timeout: float) -> None:
        super().__init__(session=session, session_owner=False, read_timeout=timeout)
        self._clock = clock

    async def sleep(self, duration: float) -> None:
        await self._clock.sleep(duration)


class Session:
    """Opens the session at first use; ``close`` ends all its connections."""

    def __init__(self, endpoints: AzureEndpoints, clock: Clock) -> None:
        self._endpoints = endpoints
        self._clock = clock
        self._session: Any = None

    def transport(self) -> Transport:
        """A transport for one client; closing that client leaves the session open."""
        if self._endpoints.transport_factory is not None:
            return self._endpoints.transport_factory()
        if self._session is None:
            self._session = self._open()
        return SessionTransport(self._session, self._clock, self._endpoints.retry.request_seconds)

    def _open(self) -> Any:
        import aiohttp

        trust = ssl.create_default_context(cafile=self._endpoints.ca_file)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=trust, limit=CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=self._endpoints.ca_file is None,
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
