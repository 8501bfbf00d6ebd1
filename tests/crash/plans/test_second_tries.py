"""Creates that fail or are canceled at any step, and what is done with them then."""

from __future__ import annotations

import asyncio

import pytest

from aro_devcloud.faults import FaultRule
from aro_rp.steps.crashpoints import CrashPoints

CHUNKS = 4
LAST = "updateClusterData"
"""After the last step there is nothing left to cancel."""


def without_operations(left):
    """What is left but for the operations: there is one more."""
    return {path: v for path, v in left.items() if not path.startswith("document > AsyncOp")}


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("kind", ["sp", "wi"])
def test_a_create_that_failed_at_any_step_ends_well_when_it_is_begun_again(plans, kind, chunk):
    calm = plans.undisturbed(plans.case(kind, "create"))
    for name in plans.create_steps(kind)[chunk::CHUNKS]:

        async def scene(region, doc, name=name):
            await region.live(CrashPoints(), plans.failing_at(name))
            await plans.case(kind, "create again").accept(region)
            await region.live(CrashPoints())
            return []

        life = plans.told(plans.case(kind, "create"), scene)
        assert [status for status, _ in life.ends] == ["Failed"], name
        assert plans.differ(without_operations(calm.left), without_operations(life.left)) == [], (
            name
        )
        assert life.faults == [], name


@pytest.mark.parametrize(("kind", "first"), [("sp", 0), ("wi", 1)])
@pytest.mark.parametrize("operation", ["update", "delete"])
def test_what_failed_at_any_step_ends_well_when_it_is_asked_for_again(
    plans, kind, operation, first
):
    """Every third step, not the same ones of both kinds."""
    case = plans.case(kind, operation)
    calm = plans.undisturbed(case)
    for name in plans.steps(case)[first::3]:

        async def scene(region, doc, name=name):
            await region.live(CrashPoints(), plans.failing_at(name))
            await case.accept(region)
            await region.live(CrashPoints())
            return []

        life = plans.told(case, scene)
        assert [status for status, _ in life.ends] == ["Failed"], name
        left = without_operations(life.left)
        assert plans.differ(without_operations(calm.left), left) == [], name
        assert life.faults == [], name


@pytest.mark.parametrize("name", ["createDNS", "runInstaller", "removeBootstrap"])
@pytest.mark.parametrize("kind", ["sp", "wi"])
def test_it_may_be_begun_again_after_a_month(plans, kind, name):
    calm = plans.undisturbed(plans.case(kind, "create"))

    async def scene(region, doc):
        await region.live(CrashPoints(), plans.failing_at(name))
        await asyncio.sleep(30 * 24 * 3600)
        await plans.case(kind, "create again").accept(region)
        await region.live(CrashPoints())
        return []

    life = plans.told(plans.case(kind, "create"), scene)
    assert [status for status, _ in life.ends] == ["Failed"]
    assert plans.differ(without_operations(calm.left), without_operations(life.left)) == []
    assert life.faults == []


def things(left):
    """Names of everything in the cloud."""
    sorts = ("group >", "resource >", "blob >", "install >")
    return {tuple(path.split(" > ")[:2]) for path in left if path.startswith(sorts)}


def canceled_in(name, then):
    async def scene(plans, kind, region, doc):
        await region.live(CrashPoints(), plans.canceled_at(name))
        found = await region.stage.find(doc)
        properties = found.open_shift_cluster.properties
        assert (properties.provisioning_state, properties.failed_provisioning_state) == (
            "Canceled",
            "Creating",
        ), name
        await plans.case(kind, then).accept(region)
        await region.live(CrashPoints())
        return []

    return scene


def told(plans, kind, scene):
    return plans.told(plans.case(kind, "create"), lambda *given: scene(plans, kind, *given))


@pytest.mark.parametrize("chunk", range(2))
@pytest.mark.parametrize("kind", ["sp", "wi"])
def test_a_canceled_create_can_be_deleted_without_a_trace(plans, kind, chunk):
    before = plans.before_the_create(kind)
    for name in [one for one in plans.create_steps(kind) if one != LAST][chunk::6]:
        life = told(plans, kind, canceled_in(name, "delete"))
        assert [status for status, _ in life.ends] == ["Canceled"], name
        assert things(life.left) == things(before), name
        assert not [path for path in life.left if path.startswith("document > OpenShiftCl")], name


@pytest.mark.parametrize("chunk", range(2))
@pytest.mark.parametrize("kind", ["sp", "wi"])
def test_a_canceled_create_ends_well_when_it_is_begun_again(plans, kind, chunk):
    calm = plans.undisturbed(plans.case(kind, "create"))
    for name in [one for one in plans.create_steps(kind) if one != LAST][chunk + 3 :: 6]:
        life = told(plans, kind, canceled_in(name, "create again"))
        assert [status for status, _ in life.ends] == ["Canceled"], name
        assert plans.differ(without_operations(calm.left), without_operations(life.left)) == [], (
            name
        )
        assert life.faults == [], name


@pytest.mark.parametrize("then", ["delete", "create again"])
@pytest.mark.parametrize("kind", ["sp", "wi"])
def test_a_create_that_is_canceled_after_a_death_leaves_nothing_half_done(plans, kind, then):
    """Whoever takes over begins no step, so what the dead one had begun stays as it is."""
    calm = plans.undisturbed(plans.case(kind, "create"))
    before = plans.before_the_create(kind)
    for limit in range(5, len(calm.passed), 47):

        async def scene(plans, kind, region, doc, limit=limit):
            points = CrashPoints(limit)
            await region.live(points)
            await plans.cancel(region, doc)
            await region.live(CrashPoints())
            await plans.case(kind, then).accept(region)
            await region.live(CrashPoints())
            return [points]

        life = told(plans, kind, scene)
        assert [status for status, _ in life.ends] == ["Canceled"], life.where
        if then == "delete":
            assert things(life.left) == things(before), life.where
        else:
            left = without_operations(life.left)
            assert plans.differ(without_operations(calm.left), left) == [], life.where


@pytest.mark.parametrize("kind", ["sp", "wi"])
@pytest.mark.parametrize("trouble", ["installer", "quota"])
def test_a_create_that_the_cloud_refused_ends_well_when_it_is_begun_again(plans, kind, trouble):
    calm = plans.undisturbed(plans.case(kind, "create"))

    async def scene(plans, kind, region, doc):
        cloud = region.cloud
        if trouble == "installer":
            name = doc.open_shift_cluster.name
            cloud.config.failing_installs[name] = "level=error msg=no"
        else:
            refusal = {"status": 400, "code": "QuotaExceeded"}
            cloud.faults.add(FaultRule(method="PUT", path="/deployments/", **refusal))
        await region.live(CrashPoints())
        cloud.config.failing_installs.clear()
        await plans.case(kind, "create again").accept(region)
        await region.live(CrashPoints())
        return []

    life = told(plans, kind, scene)
    assert [status for status, _ in life.ends] == ["Failed"]
    assert plans.differ(without_operations(calm.left), without_operations(life.left)) == []
    assert life.faults == []


@pytest.mark.parametrize("kind", ["sp", "wi"])
def test_what_a_failed_create_left_does_not_count_against_its_own_quota(plans, kind):
    """Three addresses may be had, and the first try has them already."""
    calm = plans.undisturbed(plans.case(kind, "create"))

    async def scene(region, doc):
        await region.live(CrashPoints(), plans.failing_at("runInstaller"))
        await plans.case(kind, "create again").accept(region)
        await region.live(CrashPoints())
        return []

    quotas = {"PublicIPAddresses": 3}
    life = plans.told(plans.case(kind, "create"), scene, quotas=quotas)
    assert plans.differ(without_operations(calm.left), without_operations(life.left)) == []


LASTING = {
    "token": 503,
    "checkaccess": 403,
    "blob": 403,
    "installer": 503,
    "Microsoft.Resources": 403,
    "Microsoft.Authorization": 409,
    "Microsoft.Network": 409,
    "Microsoft.Compute": 409,
    "Microsoft.Storage": 503,
    "Microsoft.ManagedIdentity": 403,
}


@pytest.mark.parametrize(
    ("kind", "operation"), [("wi", "update"), ("wi", "admin update"), ("sp", "delete")]
)
def test_trouble_that_lasts_ends_an_operation_and_a_deletion_leaves_no_trace(
    plans, kind, operation
):
    before, case = plans.before_the_create(kind), plans.case(kind, operation)
    for service, status in LASTING.items():

        async def scene(region, doc, service=service, status=status):
            region.cloud.faults.add(FaultRule(provider=service, status=status, times=None))
            await asyncio.wait_for(region.live(CrashPoints()), 24 * 3600)
            region.cloud.faults.clear()
            if await region.stage.find(doc):
                await plans.case(kind, "delete").accept(region)
                await region.live(CrashPoints())
            return []

        life = plans.told(case, scene)
        assert [end in ("Succeeded", "Failed") for end, _ in life.ends] == [True], service
        assert things(life.left) == things(before), service
        assert not [path for path in life.left if path.startswith("document > OpenShiftCl")]
