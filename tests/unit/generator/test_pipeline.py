from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aro_generator.load import Sources, load
from aro_generator.pipeline import Pipeline, Stage, State, WrongOrder
from aro_generator.stages import GENERATE

EMPTY = State(Sources((), {}, False))


def add(name: str) -> Stage:
    return Stage(name, lambda state: replace(state, files={**state.files, name: ""}))


def test_stages_run_in_their_order() -> None:
    assert list(Pipeline((add("one"), add("two"))).run(EMPTY).files) == ["one", "two"]


def test_a_stage_before_what_it_needs_is_refused_before_anything_runs() -> None:
    needy = Stage("late", add("late").run, frozenset({"early"}))
    with pytest.raises(WrongOrder, match=r"'late' needs \['early'\]"):
        Pipeline((needy, add("early")))


def test_a_fact_is_given_once() -> None:
    with pytest.raises(WrongOrder, match="twice"):
        Pipeline((add("one"), add("one")))


@pytest.mark.parametrize("index", range(1, len(GENERATE.stages)))
def test_no_stage_of_ours_can_come_first(index: int) -> None:
    stages = list(GENERATE.stages)
    with pytest.raises(WrongOrder):
        Pipeline((stages[index], *stages[:index], *stages[index + 1 :]))


def test_a_stage_leaves_the_state_it_got_alone(
    tree: dict[str, Any], write: Callable[[dict[str, Any]], Path]
) -> None:
    state = State(load(write(tree)))
    for stage in GENERATE.stages[:-2]:
        before = copy.deepcopy(state)
        after = stage.run(state)
        assert state == before, stage.gives
        state = after
    assert state.conversions
