"""Waiting for work: woken by news, and by leases that run out."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TypeVar

import orjson

from aro_api.internal.models import OpenShiftClusterDocument, SubscriptionDocument
from aro_rp.clock import Clock
from aro_rp.database.containers import LEASE_EXPIRES
from aro_rp.database.databases import Databases
from aro_rp.database.leases import LEASE_S, RETRY_LATER_S, LeasedCollection, LeasedDocument
from aro_rp.database.store import BY_WRITE, Below, EtagMismatch, Query

L = TypeVar("L", bound=LeasedDocument)

JUST_AFTER_S = 0.001


class Alarm:
    """Rings until it is reset; whoever waits returns at the first ring or when time is up."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    def reset(self) -> None:
        self._rung.clear()

    async def wait(self, seconds: float) -> None:
        if self._rung.is_set():
            return
        tasks = (
            asyncio.ensure_future(self._rung.wait()),
            asyncio.ensure_future(self._clock.sleep(seconds)),
        )
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()


async def next_expiry(databases: Databases, at_most_s: float) -> float:
    """Seconds until a lease on waiting work could run out, at most ``at_most_s``.

    A lease that is kept alive never comes that close to its end, so hardly any row is looked at.
    """
    now = databases.store.now()
    found = [now + at_most_s]
    for collection in (databases.clusters, databases.subscriptions):
        found += await _expiries(collection, now + at_most_s)
    return max(0.0, min(found) - now + JUST_AFTER_S)


async def _expiries(
    collection: LeasedCollection[OpenShiftClusterDocument] | LeasedCollection[SubscriptionDocument],
    before: float,
) -> list[float]:
    where = (*collection.container.queue, Below(LEASE_EXPIRES, before))
    query = Query(collection.container.name, where, order=BY_WRITE)
    rows = (await collection.store.query(query)).rows
    return [orjson.loads(row.body).get("leaseExpires", 0.0) for row in rows]


async def shorten_leases(databases: Databases) -> None:
    """Ends leases that run longer than any lease can in time: the store's clock was put back.

    Work of a dead process would wait until the clock is again where it was. A living one renews
    its lease long before what is left of it now is over.
    """
    await _shorten(databases.clusters)
    await _shorten(databases.subscriptions)


async def _shorten(collection: LeasedCollection[L]) -> None:
    now = collection.store.now()
    async for stored in collection.all(*collection.container.queue):
        found = stored.json()
        latest = now + (LEASE_S if found.get("leaseOwner") else RETRY_LATER_S)
        if found.get("leaseExpires", 0) > latest:
            with suppress(EtagMismatch):
                await collection.write_json(stored, {"leaseExpires": latest})


async def take_over(databases: Databases) -> int:
    """Ends every lease, so that work left by a killed process is taken at once; says how many.

    Only for a process that knows it is the only one on its store, before it begins to work.
    """
    return await _give_back(databases.clusters) + await _give_back(databases.subscriptions)


async def _give_back(collection: LeasedCollection[L]) -> int:
    waiting = collection.all(*collection.container.queue)
    held = [stored async for stored in waiting if stored.json().get("leaseOwner")]
    for stored in held:
        await collection.write_json(stored, {"leaseOwner": "", "leaseExpires": 0})
    return len(held)
