"""The backend of one process: takes work as it appears, up to a number of pieces at a time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeVar

import structlog

from aro_rp.clock import Clock, Ids
from aro_rp.database.databases import Databases
from aro_rp.database.leases import DocumentLease, LeasedCollection
from aro_rp.database.store import StoreClosed
from aro_rp.metrics import Metrics, NoMetrics
from aro_rp.steps import RetryPolicy, error_code

from .clusters import ClusterWork, OpenContext, PlanFor
from .metrics import Meter
from .queue import Alarm, next_expiry, shorten_leases
from .settings import BackendSettings
from .subscriptions import SubscriptionWork
from .traces import reason, trace
from .transient import BEFORE_THE_PLAN

C = TypeVar("C")

log = structlog.get_logger(__name__)

PRODUCTION = BackendSettings()


class Backend(Generic[C]):
    """Runs plans for clusters, and deletes the clusters of deleted subscriptions.

    One counter limits both kinds of work. New work is seen at once, work that a dead process
    left when its lease expires. ``stop`` ends the taking of work; ``run`` returns when what was
    taken has ended. Cancelling ``run`` drops everything where it is: its leases expire.
    """

    def __init__(
        self,
        databases: Databases,
        plan_for: PlanFor[C],
        open_context: OpenContext[C],
        clock: Clock,
        ids: Ids,
        settings: BackendSettings = PRODUCTION,
        metrics: Metrics | None = None,
        before_the_plan: RetryPolicy = BEFORE_THE_PLAN,
    ) -> None:
        self.owner = ids.uuid()
        self._databases = databases
        self._clock = clock
        self._settings = settings
        self._meter = Meter(metrics or NoMetrics(), settings)
        self._clusters = ClusterWork(
            databases, plan_for, open_context, clock, ids, settings, self._meter, before_the_plan
        )
        self._subscriptions = SubscriptionWork(databases, clock, settings, self._meter)
        self._alarm = Alarm(clock)
        self._last_look = math.inf
        self._workers = 0
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    @property
    def workers(self) -> int:
        """Pieces of work under way."""
        return self._workers

    def stop(self) -> None:
        """No piece of work is taken after this; may be called at any time, more than once."""
        self._stopping = True
        self._alarm.ring()

    async def run(self) -> None:
        """Works until stopped, then until nothing is under way."""
        async with asyncio.TaskGroup() as tasks:
            attendants = [
                tasks.create_task(self._forever(self._listen_to(self._databases.clusters))),
                tasks.create_task(self._forever(self._listen_to(self._databases.subscriptions))),
                tasks.create_task(self._forever(self._gauge_queue)),
            ]
            try:
                await self._forever(lambda: self._look(tasks))
            finally:
                for attendant in attendants:
                    attendant.cancel()

    async def _forever(self, once: Callable[[], Awaitable[object]]) -> None:
        """Until stopped; trouble is logged and followed by a growing pause (hazard H25)."""
        pause = self._settings.restart_first_s
        while not self._stopping:
            try:
                await once()
                pause = self._settings.restart_first_s
            except StoreClosed:
                log.error("backend stops: the store was closed")
                return self.stop()
            except Exception as error:  # noqa: BLE001 - the loop never ends silently
                why, where = reason(error), trace(error)
                log.error("backend stumbled", error=error_code(error), **why, where=where)
                await self._alarm.wait(pause)
                pause = min(pause * 2, self._settings.restart_cap_s)

    async def _look(self, tasks: asyncio.TaskGroup) -> None:
        """Takes what there is, at most one piece of each kind, or waits for something to do."""
        self._alarm.reset()
        await self._see_what_time_it_is()
        found = await self._take_cluster(tasks)
        found = await self._take_subscription(tasks) or found
        if found or self._stopping:
            return
        looked, poll_s = self._clock.now(), self._settings.poll_s
        nothing_before = poll_s if self._full() else await next_expiry(self._databases, poll_s)
        await self._alarm.wait(nothing_before)
        await self._breathe((self._clock.now() - looked).total_seconds())

    async def _see_what_time_it_is(self) -> None:
        now = self._databases.store.now()
        if now < self._last_look:
            await shorten_leases(self._databases)
        self._last_look = now

    async def _breathe(self, since_last_look_s: float) -> None:
        """Journals are written all the time: not each write of ours is worth a look of its own."""
        left = self._settings.coalesce_s - max(0.0, since_last_look_s)
        if left > 0 and not self._stopping:
            await self._clock.sleep(left)

    def _full(self) -> bool:
        return self._workers >= self._settings.max_workers

    async def _take_cluster(self, tasks: asyncio.TaskGroup) -> bool:
        if self._full() or self._stopping:
            return False
        asked = self._clock.now()
        lease = await self._databases.clusters.dequeue(self.owner)
        if lease is None:
            return False
        return self._begin(tasks, self._clusters.work(lease, asked), lease.doc.key, lease)

    async def _take_subscription(self, tasks: asyncio.TaskGroup) -> bool:
        if self._full() or self._stopping:
            return False
        asked = self._clock.now()
        lease = await self._databases.subscriptions.dequeue(self.owner)
        if lease is None:
            return False
        return self._begin(tasks, self._subscriptions.work(lease, asked), lease.id, lease)

    def _begin(
        self,
        tasks: asyncio.TaskGroup,
        work: Coroutine[Any, Any, None],
        what: str,
        lease: DocumentLease[Any],
    ) -> bool:
        self._workers += 1
        self._meter.workers(self._workers)
        former = self._under_way.get(what) if lease.taken_from else None
        self._under_way[what] = tasks.create_task(self._piece(work, what, former), name=what)
        return True

    async def _piece(
        self, work: Coroutine[Any, Any, None], what: str, former: asyncio.Task[None] | None
    ) -> None:
        """Frees its place whatever happens; what is not ended properly is left to expire.

        ``former`` is work on the same that goes on without knowing that its lease ran out: the
        machine stood still, or its clock was put forward.
        """
        try:
            if former is not None:
                log.warning("lease taken from our own work", what=what)
                former.cancel()
                await asyncio.wait({former})
            await work
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            if is_our_cancellation(error):
                raise
            why, where = reason(error), trace(error)
            log.error("work broke off", what=what, error=error_code(error), **why, where=where)
        finally:
            work.close()
            if self._under_way.get(what) is asyncio.current_task():
                del self._under_way[what]
            self._workers -= 1
            self._meter.workers(self._workers)
            self._alarm.ring()

    def _listen_to(self, collection: LeasedCollection[Any]) -> Callable[[], Awaitable[None]]:
        since = ""

        async def listen() -> None:
            nonlocal since
            now = await collection.changed(since, self._settings.poll_s)
            if now != since:
                since = now
                self._alarm.ring()

        return listen

    async def _gauge_queue(self) -> None:
        self._meter.queue_length(await self._databases.clusters.queue_length())
        await self._clock.sleep(self._settings.queue_gauge_s)


def is_our_cancellation(error: BaseException) -> bool:
    """Whether this task was told to end, as against a step raising ``CancelledError`` itself."""
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and bool(task and task.cancelling())
