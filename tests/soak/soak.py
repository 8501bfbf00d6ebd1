"""Kills processes of a whole service under load, and sees that nothing is lost or stays stuck.

`soak.py SECONDS CUSTOMERS SEED [CHECKOUT]`: frontends, backends and the local cloud are killed,
stopped and frozen in turn while customers make, change and delete clusters; with a CHECKOUT, which
must be installed, processes of that release take part. Ends with 1 when an operation ended
otherwise than accepted, did not end, or left something behind.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random

import httpx
from customer import PAUSE_S, Customer, Wrong
from places import managed_group_of, network_of
from service import Service, running

from aro_devcloud.config import DEFAULT_SUBSCRIPTION as SUBSCRIPTION
from aro_devcloud.config import DEFAULT_TENANT
from aro_rp.clock import RandomIds, SystemClock
from aro_rp.env import local_settings
from aro_rp.local.arm_client import ArmClient, CallRefused, LocalEndpoint
from aro_rp.local.demo import GROUP_VERSION, NETWORK_VERSION
from aro_rp.local.seed import seed
from aro_rp.processes.stores import opened_stores

HERE = Path(__file__).parents[2]
PATIENCE_S = 300.0
"""For what is under way at the end: some leases must run out first."""


async def soak(data: Path, service: Service, seconds: float, customers: int, chance: Random) -> int:
    """How many customers were disappointed."""
    until = time.monotonic() + seconds

    def goes_on() -> bool:
        return time.monotonic() < until

    seen: Counter[str] = Counter()
    async with httpx.AsyncClient(timeout=90) as http:
        await register(http, service.frontends[0])
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(service.trouble(goes_on))
            lives = [
                tasks.create_task(
                    told(Customer(number, http, service.frontends, chance, seen), goes_on, seconds)
                )
                for number in range(customers)
            ]
    wrong = [life.result() for life in lives if life.result()]
    endpoint = LocalEndpoint(
        service.cloud, str(data / "ca.pem"), service.frontends[0], DEFAULT_TENANT, SUBSCRIPTION
    )
    async with ArmClient(endpoint, SystemClock()) as arm:
        for number in range(customers):
            wrong += [left async for left in left_behind(arm, number)]
    show("done to the service", service.done)
    show("seen by customers", seen)
    sys.stdout.writelines(f"WRONG: {what}\n" for what in wrong)
    return len(wrong)


async def register(http: httpx.AsyncClient, frontend: str) -> None:
    """Says that the subscription may have clusters, as soon as anybody listens."""
    body = {"state": "Registered", "properties": {"tenantId": DEFAULT_TENANT}}
    url = f"{frontend}/subscriptions/{SUBSCRIPTION}?api-version=2.0"
    while True:
        try:
            (await http.put(url, json=body)).raise_for_status()
            return
        except httpx.TransportError:
            await asyncio.sleep(PAUSE_S)


async def told(customer: Customer, goes_on: Callable[[], bool], seconds: float) -> str:
    """What a customer has to complain of."""
    try:
        async with asyncio.timeout(seconds + PATIENCE_S):
            await customer.live(goes_on)
    except Wrong as wrong:
        return str(wrong)
    except TimeoutError:
        return "a cluster is stuck"
    return ""


async def left_behind(arm: ArmClient, number: int) -> AsyncIterator[str]:
    """What Azure still has of a customer's clusters, all of which are deleted."""
    try:
        await arm.call("GET", f"{managed_group_of(number)}?{GROUP_VERSION}")
        yield f"{managed_group_of(number)} is still there"
    except CallRefused as refused:
        if refused.reply.status_code != 404:
            raise
    network = (await arm.call("GET", f"{network_of(number)}?{NETWORK_VERSION}")).json()
    for subnet in network["properties"]["subnets"]:
        for used in {"ipConfigurations", "networkSecurityGroup"} & subnet["properties"].keys():
            if subnet["properties"][used]:
                yield f"{subnet['id']} has {used}"


def show(what: str, counted: Counter[str]) -> None:
    lines = [f"  {number:6} {name}" for name, number in sorted(counted.items())]
    sys.stdout.write("\n".join([what, *lines, ""]))


async def prepare(data: Path) -> None:
    """A database with releases on offer, and the file of its keys."""
    settings = local_settings("https://127.0.0.1:1", None, data, instant=True)
    async with opened_stores(settings, SystemClock(), RandomIds()) as stores:
        await seed(stores.databases, RandomIds())


def main(seconds: float, customers: int, number: int, *others: str) -> int:
    chance = Random(number)
    with tempfile.TemporaryDirectory(prefix="soak") as folder:
        data = Path(folder)
        asyncio.run(prepare(data))
        releases = [HERE, *map(Path, others)]
        with running(data, customers, releases, chance) as service:
            wrong = asyncio.run(soak(data, service, seconds, customers, chance))
        if wrong:
            kept = Path(f"soak-{number}.log")
            shutil.copy(data / "processes.log", kept)
            sys.stdout.write(f"{wrong} wrong; what the processes told is in {kept}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    seconds, customers, number, *others = sys.argv[1:]
    sys.exit(main(float(seconds), int(customers), int(number), *others))
