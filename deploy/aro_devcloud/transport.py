"""The way to a resource provider.

Not by httpx, whose pool looks at every open connection for every request: with hundreds that takes
longer than the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import aiohttp
from yarl import URL

from aro_devcloud.http import Response


class Unreachable(Exception):
    """There is no answer; the message says what is in the way."""


class Transport(Protocol):
    """Sends requests as they are: nothing is followed, decoded or tried again."""

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Response:
        """Header names of the reply are lower-case. Raises ``Unreachable``."""
        ...

    async def close(self) -> None: ...


class HttpTransport:
    """Keeps its connections; waits at most so long for a reply."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Response:
        session = self._opened()
        try:
            async with session.request(
                method,
                URL(url, encoded=True),
                headers=headers,
                data=body or None,
                allow_redirects=False,
            ) as answer:
                content = await answer.read()
        except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
            raise Unreachable(type(problem).__name__) from problem
        named = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status, content, named)

    async def close(self) -> None:
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
