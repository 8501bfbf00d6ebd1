"""Killed at every save, side effect and sleep, a toy plan ends as if nothing had happened."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.backend.rehearsal import in_phase
from aro_rp.steps import Action, Condition, Plan
from aro_rp.steps.crashpoints import CrashPoints

MINUTE = timedelta(minutes=1)


@dataclass
class Outside:
    """What a cluster has outside of the store, and what was done to it."""

    things: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)


@dataclass
class Toy:
    """A process's view of the outside; each touch is a place to die at."""

    lease: Any
    outside: Outside
    points: CrashPoints

    async def create(self, name: str) -> None:
        self.points.reach(f"before create {name}")
        self.outside.log.append(f"create {name}")
        self.outside.things.add(name)
        self.points.reach(f"after create {name}")

    async def delete(self, name: str) -> None:
        self.points.reach(f"before delete {name}")
        self.outside.log.append(f"delete {name}")
        self.outside.things.discard(name)
        self.points.reach(f"after delete {name}")


@asynccontextmanager
async def open_toy(lease, outside, points):
    yield Toy(lease, outside, points)


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
    """Seen at the second look only, so that the engine has to sleep."""

    async def holds(toy):
        toy.outside.log.append(f"look {len(toy.outside.log)}")
        looked = toy.outside.log[-2].startswith("look")
        return looked and name in toy.outside.things

    return Condition(f"{name} is there", holds, timeout=10 * MINUTE)


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
    "create": ("Creating", set(), {"group", "console"}),
    "update": ("Updating", {"group"}, {"group", "a", "b"}),
    "admin update": ("AdminUpdating", set(), {"a", "b"}),
    "delete": ("Deleting", {"group", "console"}, set()),
}


@pytest.fixture
def toy_life(life):
    def make(state, plan_for=plan_for, things=frozenset(), **more):
        return life(state, plan_for, lambda: Outside(set(things)), open_toy, **more)

    return make


@pytest.fixture(scope="module")
def lives(killed_everywhere, life):
    """Every life of a kind; they are lived once for the tests that look at them."""

    @cache
    def lives(kind):
        state, before, _ = LIVES[kind]
        begun = life(state, plan_for, lambda: Outside(set(before)), open_toy)
        return list(killed_everywhere(begun))

    return lives


def each(*kinds):
    """Tests of a kind go to one test process."""
    marked = [pytest.param(kind, marks=pytest.mark.xdist_group(f"toy-{kind}")) for kind in kinds]
    return pytest.mark.parametrize("kind", marked)


def touches(outside):
    return Counter(what for what in outside.log if not what.startswith("look"))


@each(*LIVES)
def test_a_killed_operation_ends_like_an_undisturbed_one(lives, kind):
    _, _, after = LIVES[kind]
    assert len(lives(kind)) > 15
    for left in lives(kind):
        assert left.outside.things == after, left.where
        assert left.operation.async_operation.status == "Succeeded", left.where
        if kind == "delete":
            assert left.doc is None, left.where
            continue
        properties = left.doc.open_shift_cluster.properties
        assert (properties.provisioning_state, properties.install) == ("Succeeded", None)
        assert (left.doc.dequeues, left.doc.lease_owner) == (0, ""), left.where
        assert left.doc.async_operation_id == "", left.where


@each(*LIVES)
def test_a_kill_repeats_at_most_the_step_it_hit(lives, kind):
    for left in lives(kind):
        times = touches(left.outside)
        repeated = [what for what in times if times[what] > 1]
        assert len(repeated) <= (1 if left.points.dead else 0), left.where
        assert max(times.values()) <= 2, left.where


@each("create", "update")
def test_every_sort_of_point_is_died_at(lives, kind):
    died = {left.points.died_at for left in lives(kind)}
    assert {
        "sleep",
        "before replace OpenShiftClusters",
        "after replace OpenShiftClusters",
        "before replace AsyncOperations",
        "after replace AsyncOperations",
    } <= died


def failing(doc):
    async def fail(toy):
        raise ArmError.of(400, "QuotaExceeded", "No cores left.")

    return Plan("failing", (creates("a"), Action("fail", fail)))


@pytest.mark.parametrize("state", ["Creating", "Updating", "AdminUpdating", "Deleting"])
def test_a_killed_failure_is_the_same_failure(killed_everywhere, toy_life, state):
    for left in killed_everywhere(toy_life(state, failing, prepare=in_phase(0))):
        assert left.outside.things == {"a"}, left.where
        done = left.operation.async_operation
        assert (done.status, done.error.code) == ("Failed", "QuotaExceeded"), left.where
        properties = left.doc.open_shift_cluster.properties
        rested = "Succeeded" if state == "AdminUpdating" else "Failed"
        assert properties.provisioning_state == rested, left.where
        assert properties.failed_provisioning_state == state, left.where
        assert left.doc.journal.steps["fail"].error == "QuotaExceeded", left.where


def test_a_kill_between_the_operations_end_and_the_leases_runs_no_step_again(
    killed_everywhere, toy_life
):
    lives = killed_everywhere(toy_life("Updating"))
    (left,) = [x for x in lives if x.points.died_at == "after replace AsyncOperations"]
    assert touches(left.outside) == {"create a": 1, "create b": 1}
    assert left.operation.async_operation.status == "Succeeded"


def test_deadlines_pass_over_a_death_as_well(killed_everywhere, toy_life):
    sentence = "It did not become ready."

    async def never(toy):
        return False

    def plan_for(doc):
        step = Condition("ready", never, timeout=MINUTE, sentence=sentence)
        return Plan("waiting", (creates("a"), step))

    for left in killed_everywhere(toy_life("Updating", plan_for)):
        error = left.operation.async_operation.error
        assert (error.code, error.message) == ("DeploymentFailed", sentence), left.where
        record = left.doc.journal.steps["ready"]
        assert record.deadline == record.started + MINUTE, left.where


async def wishes_to_stop(toy):
    """What the front end writes meanwhile."""

    def change(doc):
        doc.canceled_operation_id = doc.async_operation_id

    await toy.lease.patch(change)


def canceled(doc):
    return Plan("canceled", (creates("a"), Action("stop", wishes_to_stop), creates("b")))


@pytest.mark.parametrize("state", ["Creating", "Updating"])
def test_a_killed_cancel_is_the_same_cancel(killed_everywhere, toy_life, state):
    lives = list(killed_everywhere(toy_life(state, canceled, prepare=in_phase(0))))
    assert len(lives) > 15
    for left in lives:
        assert left.outside.things == {"a"}, left.where
        operation = left.operation
        done, result = operation.async_operation, operation.open_shift_cluster.properties
        assert (done.status, done.error.code) == ("Canceled", "OperationCanceled"), left.where
        properties = left.doc.open_shift_cluster.properties
        for shown in (properties, result):
            assert shown.provisioning_state == "Canceled", left.where
            assert shown.failed_provisioning_state == state, left.where
        assert (left.doc.async_operation_id, left.doc.canceled_operation_id) == ("", ""), left.where
        assert (left.doc.lease_owner, left.doc.dequeues) == ("", 0), left.where
