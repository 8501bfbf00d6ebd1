"""Every plan, killed at every save, request and sleep, ends as if nothing had happened."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from aro_rp.cluster.plans import plan_for
from aro_rp.steps import Action, Plan

CHUNKS = 8
POINTS = {
    ("create", "sp"): 140,
    ("create", "wi"): 170,
    ("update", "sp"): 45,
    ("update", "wi"): 70,
    ("admin update", "sp"): 55,
    ("admin update", "wi"): 65,
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
    assert len(calm.passed) >= POINTS[operation, kind]
    for limit in range(chunk + 1, len(calm.passed) + 1, CHUNKS):
        killed = plans.killed(case, limit)
        assert killed.passed == calm.passed[:limit]
        assert killed.deaths == calm.passed[limit - 1 : limit]
        check(plans, calm, killed)


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


@pytest.mark.parametrize("kind", ["sp", "wi"])
def test_a_deletion_leaves_what_was_there_before_the_create(plans, kind):
    case = plans.case(kind, "delete")
    before, after = plans.before_the_create(kind), plans.undisturbed(case).left

    def things(left):
        sorts = ("group", "resource", "blob", "install")
        return {tuple(path.split(" > ")[:2]) for path in left if path.startswith(sorts)}

    assert things(after) == things(before)
    assert len(things(before)) > 10


@every_case
def test_every_sort_of_point_is_died_at(plans, operation, kind):
    calm = plans.undisturbed(plans.case(kind, operation))
    sorts = Counter(" ".join(point.split()[:2]) for point in calm.passed)
    assert sorts["before replace"] > plans.steps(operation, kind)
    assert sorts["sleep"] > 3
    assert sorts["before PUT"] == sorts["after PUT"] >= 3


def not_idempotent(name, work):
    """The real plans with one more step in each."""

    def with_more(doc):
        plan = plan_for(doc)
        steps = (*plan.steps, Action(name, work))
        return Plan(plan.name, steps, plan.topic, plan.ends_at, plan.explain)

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
