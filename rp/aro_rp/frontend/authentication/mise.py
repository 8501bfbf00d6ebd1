"""MISE, the sidecar that validates ARM's tokens (frontend.md 5)."""

from __future__ import annotations

from urllib.parse import quote

import httpx
from tenacity import AsyncRetrying, RetryError, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_chain, wait_fixed

from aro_rp.clock import Clock
from aro_rp.frontend.call import Call

ATTEMPTS = 3
TIMEOUT_S = 5.0
PAUSES_S = (0.1, 0.2)
_TRANSIENT = frozenset({408, 429})


class _Undecided(Exception):
    """No answer that decides."""


class Mise:
    """Permits what the sidecar validates; no answer after three attempts is a refusal."""

    def __init__(self, address: str, http: httpx.AsyncClient, clock: Clock) -> None:
        self._address = address.rstrip("/")
        self._http = http
        self._clock = clock
        self.ready = False

    async def permits(self, call: Call) -> bool:
        headers = {
            b"Authorization": call.headers.get(b"authorization", b""),
            b"Original-Uri": b"http://" + call.headers.get(b"host", b"") + _escaped(call.path),
            b"Original-Method": call.method.encode(),
            b"X-Forwarded-For": call.client.encode(),
        }
        try:
            return await self._attempts()(self._ask, headers)
        except RetryError:
            return False

    async def check(self) -> None:
        """Asks the sidecar whether it is up, and remembers the answer for ``ready``."""
        try:
            reply = await self._http.get(f"{self._address}/readyz", timeout=TIMEOUT_S)
        except httpx.HTTPError:
            self.ready = False
        else:
            self.ready = reply.status_code == 200

    async def keep_checking(self, every_s: float) -> None:
        """Until cancelled."""
        while True:
            await self.check()
            await self._clock.sleep(every_s)

    def _attempts(self) -> AsyncRetrying:
        return AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_chain(*(wait_fixed(pause) for pause in PAUSES_S)),
            retry=retry_if_exception_type(_Undecided),
            sleep=self._clock.sleep,
        )

    async def _ask(self, headers: dict[bytes, bytes]) -> bool:
        try:
            reply = await self._http.post(
                f"{self._address}/ValidateRequest", headers=headers, timeout=TIMEOUT_S
            )
        except httpx.HTTPError as error:
            raise _Undecided from error
        if reply.status_code >= 500 or reply.status_code in _TRANSIENT:
            raise _Undecided
        return reply.status_code == 200


def _escaped(path: str) -> bytes:
    """Callers may have hidden anything in a path, and not all of it can be in a header."""
    return quote(path).encode()
