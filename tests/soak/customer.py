"""A customer of a soak: makes a cluster, changes it, deletes it, and looks whether that is so."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import httpx
from places import cluster_of, wanted_of

from aro_devcloud.config import DEFAULT_TENANT
from aro_rp.arm.long_running import TERMINAL
from aro_rp.local.options import API_VERSION

PASSING = (429, 500, 502, 503, 504)
PAUSE_S = 0.5
TRIES = 5
HEADERS = {  # what ARM says of the identity of a cluster that has one
    "x-ms-identity-url": "https://identity.example/credentials",
    "x-ms-home-tenant-id": DEFAULT_TENANT,
}

Resource = dict[str, Any] | None


class Wrong(Exception):
    """The service did not do what it has accepted."""


class Customer:
    """Asks any frontend, and another one when that has gone; counts what was seen."""

    def __init__(
        self,
        number: int,
        http: httpx.AsyncClient,
        frontends: list[str],
        chance: Random,
        seen: Counter[str],
    ) -> None:
        self._number, self._path = number, cluster_of(number)
        self._http, self._frontends = http, frontends
        self._chance, self._seen = chance, seen

    async def live(self, goes_on: Callable[[], bool]) -> None:
        """One cluster after another, one at least. Raises ``Wrong``."""
        while True:
            tags = {"round": str(self._chance.getrandbits(32))}
            await self._bring("PUT", wanted_of(self._number), (200, 201), _is_there)
            await self._bring("PATCH", {"tags": tags}, (200,), partial(_has, tags))
            await self._bring("DELETE", None, (202, 204), _is_gone)
            if not goes_on():
                return

    async def _bring(
        self, method: str, body: object, accepted: tuple[int, ...], done: Callable[[Resource], bool]
    ) -> None:
        """The same request again when its operation has failed, as a customer would do."""
        for _ in range(TRIES):
            reply = await self._accepted(method, body, accepted)
            cluster = await self._at_rest()
            if done(cluster):
                self._seen[f"{method} done"] += 1
                return
            self._seen[f"{method} failed"] += 1
        raise Wrong(f"{method} {self._path}: {reply.status_code}, then {_state(cluster)}")

    async def _accepted(
        self, method: str, body: object, accepted: tuple[int, ...]
    ) -> httpx.Response:
        """A lost reply leaves the cluster busy with what was asked for: then that is waited for."""
        while True:
            reply = await self._answer(method, body)
            if reply.status_code in accepted:
                return reply
            if reply.status_code != 409:
                raise Wrong(f"{method} {self._path}: {reply.status_code} {reply.text}")
            await self._at_rest()

    async def _at_rest(self) -> Resource:
        while True:
            reply = await self._answer("GET")
            if reply.status_code == 404:
                return None
            cluster: dict[str, Any] = reply.json()
            if _state(cluster) in TERMINAL:
                return cluster
            await asyncio.sleep(PAUSE_S)

    async def _answer(self, method: str, body: object = None) -> httpx.Response:
        while True:
            url = self._chance.choice(self._frontends) + self._path
            try:
                reply = await self._http.request(
                    method,
                    url,
                    params={"api-version": API_VERSION},
                    json=body,
                    headers=HEADERS,
                )
            except httpx.TransportError as gone:
                self._seen[type(gone).__name__] += 1
            else:
                self._seen[f"{method} {reply.status_code}"] += 1
                if reply.status_code not in PASSING:
                    return reply
            await asyncio.sleep(PAUSE_S)


def _state(cluster: Resource) -> str:
    return "gone" if cluster is None else str(cluster["properties"]["provisioningState"])


def _is_there(cluster: Resource) -> bool:
    return _state(cluster) == "Succeeded"


def _is_gone(cluster: Resource) -> bool:
    return cluster is None


def _has(tags: dict[str, str], cluster: Resource) -> bool:
    return cluster is not None and _is_there(cluster) and cluster["tags"] == tags
