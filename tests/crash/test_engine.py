"""Killed at every save, side effect and lease write, a plan ends as if nothing had happened."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.backend.rehearsal import in_phase
from aro_rp.steps import Action, Condition, Plan

MINUTE = timedelta(minutes=1)


def creates(name):
    async def work(toy):
        await toy.create(name)

    return Action(f"create {name}", work)


def deletes(name):
    async def work(toy):
        await toy.delete(name)

    return Action(f"delete {name}", work)


def named_first(name):
    """A name that is saved before the thing is made, so that no run makes two."""

    async def name_it(toy):
        def change(doc):
            properties = doc.open_shift_cluster.properties
            properties.infra_id = properties.infra_id or name

        await toy.lease.patch(change)

    async def make_it(toy):
        await toy.create(toy.lease.doc.open_shift_cluster.properties.infra_id)

    return Action("name it", name_it), Action("make it", make_it)


def there(name):
    async def holds(toy):
        return name in toy.outside.things

    return Condition(f"{name} is there", holds, timeout=MINUTE)


BOOTSTRAP = Plan("bootstrap", (creates("group"), *named_first("vm-1"), there("vm-1")), ends_at=80)
REMOVE = Plan("remove bootstrap", (deletes("vm-1"), creates("console")))
UPDATE = Plan("update", (creates("a"), there("a"), creates("b")))
DELETE = Plan("delete", (deletes("console"), deletes("group")))


def plan_for(doc):
    properties = doc.open_shift_cluster.properties
    install = properties.install
    if properties.provisioning_state == "Creating":
        return REMOVE if install and install.phase else BOOTSTRAP
    return DELETE if properties.provisioning_state == "Deleting" else UPDATE


LIVES = {
    "create": ("Creating", frozenset(), {"group", "console"}),
    "update": ("Updating", frozenset({"group"}), {"group", "a", "b"}),
    "admin update": ("AdminUpdating", frozenset(), {"a", "b"}),
    "delete": ("Deleting", frozenset({"group", "console"}), set()),
}


@pytest.mark.parametrize("kind", LIVES)
def test_a_killed_operation_ends_like_an_undisturbed_one(killed_everywhere, life, kind):
    state, before, after = LIVES[kind]
    lives = list(killed_everywhere(life(plan_for, state, things=before)))
    assert len(lives) > 10
    assert not lives[-1][0].dead
    for points, outside, doc, operation in lives:
        where = points.died_at
        assert outside.things == after, where
        assert operation.async_operation.status == "Succeeded", where
        if kind == "delete":
            assert doc is None, where
            continue
        assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded", where
        assert doc.open_shift_cluster.properties.install is None, where
        assert (doc.dequeues, doc.lease_owner, doc.async_operation_id) == (0, "", ""), where


@pytest.mark.parametrize("kind", LIVES)
def test_a_kill_repeats_at_most_the_step_it_hit(killed_everywhere, life, kind):
    state, before, _ = LIVES[kind]
    for points, outside, _, _ in killed_everywhere(life(plan_for, state, things=before)):
        repeated = [what for what, times in Counter(outside.log).items() if times > 1]
        assert len(repeated) <= 1, points.died_at
        assert max(Counter(outside.log).values()) <= 2, points.died_at


@pytest.mark.parametrize("kind", LIVES)
def test_an_undisturbed_run_does_everything_once_and_in_order(life, kind, killed_everywhere):
    state, before, _ = LIVES[kind]
    *_, (points, outside, _, _) = killed_everywhere(life(plan_for, state, things=before))
    assert not points.dead
    assert max(Counter(outside.log).values()) == 1


FAILING = ArmError.of(400, "QuotaExceeded", "No cores left.")


def failing(doc):
    async def fail(toy):
        raise FAILING

    return Plan("failing", (creates("a"), Action("fail", fail)))


@pytest.mark.parametrize("state", ["Creating", "Updating", "AdminUpdating", "Deleting"])
def test_a_killed_failure_is_the_same_failure(killed_everywhere, life, state):
    for points, outside, doc, operation in killed_everywhere(
        life(failing, state, prepare=in_phase(0))
    ):
        where = points.died_at
        assert outside.things == {"a"}, where
        assert operation.async_operation.status == "Failed", where
        assert operation.async_operation.error.code == "QuotaExceeded", where
        properties = doc.open_shift_cluster.properties
        rested = "Succeeded" if state == "AdminUpdating" else "Failed"
        assert properties.provisioning_state == rested, where
        assert properties.failed_provisioning_state == state, where
        assert doc.journal.steps["fail"].error == "QuotaExceeded", where


def test_a_kill_between_the_operations_end_and_the_leases_runs_no_step_again(
    killed_everywhere, life
):
    seen = 0
    for points, outside, _, operation in killed_everywhere(life(plan_for, "Updating")):
        if points.died_at == "after replace AsyncOperations":
            seen += 1
            assert outside.log == ["create a", "create b"]
            assert operation.async_operation.status == "Succeeded"
    assert seen == 1


def test_deadlines_pass_over_a_death_as_well(killed_everywhere, life):
    def never(doc):
        async def holds(toy):
            return False

        sentence = "It did not become ready."
        step = Condition("ready", holds, timeout=MINUTE, sentence=sentence)
        return Plan("waiting", (creates("a"), step))

    for points, _, doc, operation in killed_everywhere(life(never, "Updating")):
        assert operation.async_operation.error.code == "DeploymentFailed", points.died_at
        assert operation.async_operation.error.message == "It did not become ready."
        record = doc.journal.steps["ready"]
        assert record.deadline == record.started + MINUTE, points.died_at
