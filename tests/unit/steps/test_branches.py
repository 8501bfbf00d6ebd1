from __future__ import annotations

import asyncio

import pytest

from aro_rp.steps.branches import BranchFailed, run_branching


def test_what_lives_have_in_common_is_lived_once():
    begun = []

    async def main(branches):
        begun.append("here")
        way = []
        for step in range(4):
            way.append(step)
            if branches.part():
                way.append(f"parted at {step}")
                await asyncio.sleep(3600)
                break
        return way, asyncio.get_running_loop().time()

    own, others = run_branching(main)
    assert own == ([0, 1, 2, 3], 0.0)
    assert others == [([*range(step + 1), f"parted at {step}"], 3600.0) for step in range(4)]
    assert begun == ["here"]


def test_tasks_and_timeouts_go_on_in_a_branch():
    async def main(branches):
        parted = []

        async def other():
            parted.append(branches.part())
            await asyncio.sleep(2)

        slept = asyncio.create_task(asyncio.sleep(5, "slept"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(other(), 1)
        return [*parted, await slept]

    assert run_branching(main) == ([False, "slept"], [[True, "slept"]])


def test_a_branch_has_no_branches():
    async def main(branches):
        return [branches.part() for _ in range(2)]

    assert run_branching(main) == ([False, False], [[True, False], [False, True]])


def test_a_later_branch_knows_what_earlier_ones_came_to():
    async def main(branches):
        for number in range(3):
            if branches.part():
                return [*branches.told, number]
        return []

    assert run_branching(main) == ([], [[0], [[0], 1], [[0], [[0], 1], 2]])


def test_a_branch_that_fails_fails_the_whole():
    async def main(branches):
        assert not branches.part(), "only in a branch"

    with pytest.raises(BranchFailed, match="only in a branch"):
        run_branching(main)


def test_what_cannot_be_told_fails_the_whole():
    async def main(branches):
        branches.part()
        return lambda: None

    with pytest.raises(BranchFailed, match="told nothing"):
        run_branching(main)
