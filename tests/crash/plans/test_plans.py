"""Every plan, killed at every save, request and sleep, ends as if nothing had happened."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest

from aro_rp.cluster.plans import plan_for
from aro_rp.steps import Action
from aro_rp.steps.crashpoints import Crash, CrashPoints

CHUNKS = 8
POINTS = {
    ("create", "sp"): 120,
    ("create", "wi"): 145,
    ("update", "sp"): 40,
    ("update", "wi"): 62,
    ("admin update", "sp"): 50,
    ("admin update", "wi"): 60,
    ("delete", "sp"): 120,
    ("delete", "wi"): 160,
}
"""Every operation on every sort of cluster, and how many points to die at it has at least."""

every_case = pytest.mark.parametrize(("operation", "kind"), POINTS)


def check(plans, calm, killed):
    assert plans.differences(calm, killed) == [], killed.where
    assert killed.faults == [], killed.where
    assert [status for status, _ in killed.ends] == ["Succeeded"], killed.where


@pytest.mark.parametrize("chunk", range(CHUNKS))
@every_case
def test_a_killed_operation_ends_like_an_undisturbed_one(plans, operation, kind, chunk):
    case = plans.case(kind, operation)
    calm = plans.undisturbed(case)
    count = len(calm.passed)
    assert count >= POINTS[operation, kind]
    limits = range(count * chunk // CHUNKS + 1, count * (chunk + 1) // CHUNKS + 1)
    worlds = set()
    for limit, killed in zip(limits, plans.killed_at_each(case, limits), strict=True):
        assert killed.passed == calm.passed[:limit]
        assert killed.deaths == calm.passed[limit - 1 : limit]
        check(plans, calm, killed)
        worlds.add(id(killed.left))
    assert len(worlds) >= len(limits) // 4


@every_case
def test_nobody_dies_in_an_undisturbed_operation(plans, operation, kind):
    case = plans.case(kind, operation)
    calm, again = plans.undisturbed(case), plans.killed(case)
    assert (again.deaths, again.passed) == ([], calm.passed)
    check(plans, calm, again)


@every_case
@pytest.mark.parametrize("seed", range(3))
def test_an_operation_that_is_killed_again_and_again_ends_like_any_other(
    plans, operation, kind, seed
):
    case, chance = plans.case(kind, operation), random.Random(f"{operation} {kind} {seed}")
    limits = [chance.randrange(8, POINTS[operation, kind] // 3) for _ in range(4)]
    killed = plans.killed(case, *limits)
    assert len(killed.deaths) >= 3
    check(plans, plans.undisturbed(case), killed)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [("create", "wi"), ("update", "wi"), ("admin update", "sp"), ("delete", "sp")],
)
def test_a_lost_reply_changes_nothing(plans, operation, kind):
    """The cloud did what it was asked, but the worker, which lives on, does not hear of it."""
    case = plans.case(kind, operation)
    calm = plans.undisturbed(case)
    changes = sum(point.startswith("after") and "/" in point for point in calm.passed)
    assert changes > 3
    lives = list(plans.losing_each_reply(case))
    assert len(lives) == changes
    for lost, life in lives:
        assert plans.differences(calm, life) == [], lost
        assert (life.faults, [status for status, _ in life.ends]) == ([], ["Succeeded"]), lost


@pytest.mark.parametrize("kind", ["sp", "wi"])
def test_a_deletion_leaves_what_was_there_before_the_create(plans, kind):
    case = plans.case(kind, "delete")
    before, after = plans.before_the_create(kind), plans.undisturbed(case).left
    assert things(after) == things(before)
    assert len(things(before)) > 10


def things(left):
    """Names of everything in the cloud."""
    sorts = ("group >", "resource >", "blob >", "install >")
    return {tuple(path.split(" > ")[:2]) for path in left if path.startswith(sorts)}


@pytest.mark.parametrize("chunk", range(4))
@pytest.mark.parametrize("kind", ["sp", "wi"])
def test_a_create_that_failed_at_any_step_can_be_deleted_without_a_trace(plans, kind, chunk):
    before, names = plans.before_the_create(kind), plans.create_steps(kind)
    assert len(names) > 22
    for name in names[chunk::4]:

        async def scene(region, doc, name=name):
            await region.live(CrashPoints(), plans.failing_at(name))
            await plans.case(kind, "delete").accept(region)
            await region.live(CrashPoints())
            return []

        life = plans.told(plans.case(kind, "create"), scene)
        assert [status for status, _ in life.ends] == ["Failed"], name
        assert things(life.left) == things(before), name
        assert not [path for path in life.left if path.startswith("document > OpenShiftCl")], name


async def has_done(installs, id, steps):
    """Returns when an installation has come that far."""
    for _ in range(6000):
        if (installs.get(id) or {"done": -1})["done"] >= steps:
            return
        await asyncio.sleep(0.01)
    raise TimeoutError(f"the installer did not do {steps} steps")


@pytest.mark.parametrize("kind", ["sp", "wi"])
@pytest.mark.parametrize("done", range(6))
def test_the_hand_over_to_the_installer_may_break_in_the_middle(plans, kind, done):
    """The worker dies after so many of the installer's steps, and the cloud's process with it."""

    async def scene(region, doc):
        points = CrashPoints()
        working = asyncio.create_task(region.live(points))
        await has_done(region.cloud.records.table("installs"), doc.id, done)
        points.limit = len(points.passed) + 1
        with suppress(Crash):
            points.reach("the installer is at work")
        await working
        await region.restart_cloud(installer_in_background=True)
        await region.live(CrashPoints())
        return [points]

    case = plans.case(kind, "create")
    life = plans.told(case, scene, installer_in_background=True)
    assert life.deaths == ["the installer is at work"]
    check(plans, plans.undisturbed(case), life)


@every_case
def test_every_sort_of_point_is_died_at(plans, operation, kind):
    calm = plans.undisturbed(plans.case(kind, operation))
    sorts = Counter(" ".join(point.split()[:2]) for point in calm.passed)
    assert sorts["before replace"] == sorts["after replace"] > 12
    assert sorts["sleep"] > 3
    assert sorts["before PUT"] == sorts["after PUT"] >= 3


def not_idempotent(name, work):
    """The real plans with one more step in each."""

    def with_more(doc):
        plan = plan_for(doc)
        return replace(plan, steps=(*plan.steps, Action(name, work)))

    return with_more


async def counts_itself(ctx):
    """Wrong: what it writes depends on how often it ran."""
    groups = ctx.customer.resources.resource_groups
    found = await groups.get(ctx.group)
    count = int((found.tags or {}).get("count", "0"))
    found.tags = {**(found.tags or {}), "count": str(count + 1)}
    await groups.create_or_update(ctx.group, found)


async def makes_another(ctx):
    """Wrong: its name is kept nowhere."""
    body = {"location": "eastus", "sku": {"name": "Standard"}}
    name = ctx.world.ids.token(8, "abcdefgh")
    addresses = ctx.customer.network.public_ip_addresses
    await (await addresses.begin_create_or_update(ctx.group, name, body)).result()


@pytest.mark.parametrize("work", [counts_itself, makes_another])
def test_a_step_that_may_not_run_twice_is_found_out(plans, work):
    case, worse = plans.case("sp", "admin update"), not_idempotent("more", work)
    calm = plans.killed(case, plan_for=worse)
    first = max(n for n, what in enumerate(calm.passed, 1) if what.startswith("after PUT"))
    found = [plans.killed(case, limit, plan_for=worse) for limit in (1, first)]
    assert [bool(plans.differences(calm, killed)) for killed in found] == [False, True]
    assert bool(calm.faults) is (work is makes_another)
