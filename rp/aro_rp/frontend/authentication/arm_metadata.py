"""The certificates that ARM publishes for itself (frontend.md 5)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from aro_rp.clock import Clock
from aro_rp.frontend.call import Call

PATH = "/metadata/authentication"
API_VERSION = "2015-01-01"
REFRESH_S = 3600.0
RETRY_S = 60.0
TIMEOUT_S = 30.0
STALE = timedelta(hours=24)

_ENDPOINTS = {
    "https://management.azure.com": "https://admin.management.azure.com",
    "https://management.usgovcloudapi.net": "https://admin.management.usgovcloudapi.net",
}


class MetadataError(Exception):
    """The answer has no certificate that can be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Published:
    """One certificate in DER and when it may be used."""

    leaf: bytes
    not_before: datetime
    not_after: datetime

    def holds_at(self, now: datetime) -> bool:
        return self.not_before < now < self.not_after


def endpoint_for(arm_url: str) -> str:
    """Where a cloud's ARM publishes its certificates."""
    return _ENDPOINTS.get(arm_url.rstrip("/"), arm_url.rstrip("/") + ":24582")


def parse_metadata(reply: httpx.Response, now: datetime) -> tuple[Published, ...]:
    """Raises ``MetadataError`` unless it is a 200 with JSON and a certificate that holds now."""
    if reply.status_code != 200:
        raise MetadataError(f"ARM's metadata endpoint answered {reply.status_code}")
    if reply.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise MetadataError("ARM's metadata endpoint did not answer with JSON")
    try:
        published = tuple(_published(item) for item in reply.json()["clientCertificates"])
    except (ValueError, KeyError, TypeError) as error:
        raise MetadataError(f"ARM's metadata cannot be read: {type(error).__name__}") from error
    if not any(one.holds_at(now) for one in published):
        raise MetadataError("none of the certificates that ARM publishes is valid now")
    return published


class ArmCertificates:
    """Permits exactly the certificates ARM published; an old set is kept until a better one."""

    def __init__(
        self,
        url: str,
        http: httpx.AsyncClient,
        clock: Clock,
        trust: Callable[[bytes], object],
    ) -> None:
        """``trust`` takes each certificate in DER, so that TLS lets it through to here."""
        self._url = f"{url}{PATH}"
        self._http = http
        self._clock = clock
        self._trust = trust
        self._published: dict[bytes, Published] = {}
        self._refreshed: datetime | None = None

    @property
    def ready(self) -> bool:
        now = self._clock.now()
        fresh = self._refreshed is not None and now - self._refreshed <= STALE
        return fresh and any(one.holds_at(now) for one in self._published.values())

    async def permits(self, call: Call) -> bool:
        found = self._published.get(call.peer.leaf) if call.peer is not None else None
        return found is not None and found.holds_at(call.arrived)

    async def refresh(self) -> None:
        """Raises ``MetadataError`` or ``httpx.HTTPError``, and keeps what it has."""
        reply = await self._http.get(
            self._url,
            params={"api-version": API_VERSION},
            follow_redirects=False,
            timeout=TIMEOUT_S,
        )
        now = self._clock.now()
        published = parse_metadata(reply, now)
        for one in published:
            if one.leaf not in self._published:
                self._trust(one.leaf)
        self._published = {one.leaf: one for one in published}
        self._refreshed = now

    async def keep_fresh(self, trouble: Callable[[str, BaseException], object]) -> None:
        """Refreshes hourly until cancelled; sooner again after a failure."""
        while True:
            pause = REFRESH_S
            try:
                await self.refresh()
            except (MetadataError, httpx.HTTPError) as error:
                trouble("ARM's certificates were not refreshed", error)
                pause = RETRY_S
            await self._clock.sleep(pause)


def _published(item: dict[str, str]) -> Published:
    return Published(
        base64.b64decode(item["certificate"], validate=True),
        _instant(item["notBefore"]),
        _instant(item["notAfter"]),
    )


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without its zone")
    return found
