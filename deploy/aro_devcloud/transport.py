"""The way to a resource provider: httpx's requests over aiohttp's connections.

httpx's own pool looks at every open connection for every request, which takes longer than the
request when there are hundreds.
"""

from __future__ import annotations

import aiohttp
import httpx
from yarl import URL


class SessionTransport(httpx.AsyncBaseTransport):
    """Keeps connections; nothing is followed, decoded or tried again. Raises httpx's errors."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        session = self._opened()
        try:
            async with session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=request.headers.multi_items(),
                data=request.content or None,
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
        except TimeoutError as late:
            raise httpx.ReadTimeout(str(late), request=request) from late
        except aiohttp.ClientError as problem:
            raise httpx.ConnectError(str(problem), request=request) from problem
        return httpx.Response(answer.status, headers=answer.raw_headers, content=body)

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                auto_decompress=False,
                skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            )
        return self._session
