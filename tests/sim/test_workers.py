"""Backends that die, hang and lose their store, and what must be true all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

KNOWN = [int(seed) for seed in (Path(__file__).parent / "seeds.txt").read_text().split()]
SEEDS = sorted({*KNOWN, *range(1, 16)})


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_one_worker_acts_at_a_time_and_everything_ends(simulation, seed):
    report = simulation(seed)
    assert report.world.breaches == []
    assert report.world.acting == {}
    for state, doc, operation in report.ends:
        status = operation.async_operation.status
        assert status in ("Succeeded", "Failed", "Canceled")
        if status == "Failed" and state != "AdminUpdating":
            assert doc.dequeues == 6  # no outage is a failure, only dying again and again
        if doc is None:
            assert (state, status) == ("Deleting", "Succeeded")
            continue
        assert doc.async_operation_id == ""
        assert (doc.lease_owner, doc.canceled_operation_id) == ("", "")
        rested = "Succeeded" if state == "AdminUpdating" else status
        assert doc.open_shift_cluster.properties.provisioning_state == rested


def test_the_seeds_do_what_they_are_for(simulation):
    reports = [simulation(seed) for seed in SEEDS[:5]]
    worlds = [report.world for report in reports]
    ends = [end[2].async_operation.status for report in reports for end in report.ends]
    assert {"Succeeded", "Canceled"} <= set(ends)
    assert sum(world.kills for world in worlds) > 20
    assert sum(world.outages for world in worlds) > 10
    assert sum(world.cancels for world in worlds) > 3
    assert sum(world.began for world in worlds) > 100


def test_the_same_seed_is_the_same_story(simulation):
    first, second = simulation(7), simulation(7)
    assert first.world.began == second.world.began
    assert [end[1] for end in first.ends] == [end[1] for end in second.ends]


def test_the_rules_notice_a_write_without_the_lease(rules):
    async def scene(world):
        process = rules.Process(world, "p")
        await world.stage.subscribe()
        doc = await world.stage.accept("Updating")
        await world.stage.databases.clusters.dequeue("somebody else")
        stored = await world.stage.databases.clusters.get(doc.id, doc.partition_key)
        await process.store.replace(stored.row, stored.row.body)

    with pytest.raises(rules.Broken):
        rules(scene)


def test_the_rules_notice_two_workers(rules):
    async def scene(world):
        async with world.act("c", "a"):
            async with world.act("c", "b"):
                pass

    with pytest.raises(rules.Broken):
        rules(scene)
