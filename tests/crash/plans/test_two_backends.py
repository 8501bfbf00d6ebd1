"""Two backends on one SQLite file, one of them killed midway: one worker a cluster at a time."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict

import pytest

from aro_rp.steps.crashpoints import CrashPoints

CLUSTERS = (0, 1, 2)


class Witness:
    """Looks up, for every request that changes something, who holds the cluster it is for."""

    def __init__(self, region):
        self.region = region
        self.workers = defaultdict(set)
        self.strangers = []
        self.unknown = []

    async def __call__(self, process, path):
        if path.endswith(("/token", "/checkAccess")):
            return
        me, found = process.backend.owner, False
        async for stored in self.region.stage.databases.clusters.all():
            if is_about(stored.doc, path):
                found = True
                self.workers[stored.id].add(me)
                if stored.doc.lease_owner.split("/")[0] != me:
                    self.strangers.append((path, me, stored.doc.lease_owner))
        if not found:
            self.unknown.append(path)


def is_about(doc, path):
    properties = doc.open_shift_cluster.properties
    suffix = properties.storage_suffix or "no suffix yet"
    names = [doc.open_shift_cluster.name, doc.id, f"cluster{suffix}"]
    return any(re.search(rf"(?<![a-z0-9]){name}(?![a-z0-9])", path) for name in names)


async def both_work(region, limit):
    """Until nothing is left to do; the first dies at ``limit``."""
    mortal = CrashPoints(limit)
    async with region.process(mortal) as first, region.process(CrashPoints()) as second:
        await asyncio.gather(
            region.stage.live(first.backend, mortal),
            region.stage.live(second.backend, second.points),
        )
    return mortal, first.backend.owner, second.backend.owner


@pytest.mark.parametrize("limit", [3, 20, 60, 110, 170, 240])
def test_a_cluster_has_one_worker_at_a_time(plans, tmp_path, limit):
    async def scene(region, doc):
        witness = region.witness = Witness(region)
        for number in CLUSTERS[1:]:
            region.cloud.seed_customer_network(doc.partition_key, f"sp{number}-rg", "vnet")
            await plans.case("sp", "create", number).accept(region)
        mortal, first, second = await both_work(region, limit)
        assert witness.strangers == []
        assert witness.unknown == []
        assert set(witness.workers) == {stored.id for stored in await everyone(region)}
        workers = set.union(*witness.workers.values())
        assert second in workers
        assert first in workers or limit < 100
        for stored in await everyone(region):
            assert stored.doc.open_shift_cluster.properties.provisioning_state == "Succeeded"
        for number in CLUSTERS:
            await plans.case("sp", "delete", number).accept(region)
        dying, _, _ = await both_work(region, limit)
        assert (mortal.dead, dying.dead) == (True, True)
        assert (witness.strangers, witness.unknown) == ([], [])
        assert await everyone(region) == []
        return [mortal, dying]

    life = plans.told(plans.case("sp", "create"), scene, path=str(tmp_path / "documents.db"))
    assert len(life.deaths) == 2


async def everyone(region):
    return [stored async for stored in region.stage.databases.clusters.all()]


def test_the_witness_knows_a_stranger(plans, tmp_path):
    async def scene(region, doc):
        witness = Witness(region)
        async with region.process(CrashPoints()) as process:
            await region.stage.databases.clusters.dequeue("somebody else")
            await witness(process, f"{doc.open_shift_cluster.id}-managed")
        assert len(witness.strangers) == 1
        await region.stage.databases.clusters.patch(doc.id, free, doc.partition_key)
        await region.live(CrashPoints())
        return []

    plans.told(plans.case("sp", "create"), scene)


def free(doc):
    doc.lease_owner, doc.lease_expires = "", 0
