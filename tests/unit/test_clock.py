"""Ids: of the right form, never twice, and in order where that is asked for."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from aro_rp.clock import Ids, RandomIds, SeededIds

MOMENT = datetime(2025, 7, 25, 12, 0, 0, 123_000, tzinfo=UTC)


@pytest.fixture(params=[RandomIds, SeededIds])
def ids(request: pytest.FixtureRequest) -> Ids:
    made: Ids = request.param()
    return made


def test_uuids_are_random_ones_and_do_not_repeat(ids: Ids) -> None:
    made = [ids.uuid() for _ in range(1000)]
    parsed = [uuid.UUID(one) for one in made]
    assert [str(one) for one in parsed] == made
    assert {(one.version, one.variant) for one in parsed} == {(4, uuid.RFC_4122)}
    assert len(set(made)) == 1000


def test_uuids_of_a_moment_say_it_and_do_not_repeat(ids: Ids) -> None:
    made = [ids.uuid_at(MOMENT) for _ in range(1000)]
    parsed = [uuid.UUID(one) for one in made]
    assert [str(one) for one in parsed] == made
    assert {(one.version, one.variant) for one in parsed} == {(7, uuid.RFC_4122)}
    assert {one.int >> 80 for one in parsed} == {round(MOMENT.timestamp() * 1000)}
    assert len(set(made)) == 1000


def test_those_of_later_moments_sort_after_those_of_earlier_ones(ids: Ids) -> None:
    made = [ids.uuid_at(MOMENT + timedelta(milliseconds=n)) for n in range(100)]
    assert made == sorted(made)


@pytest.mark.parametrize("below", [1, 2, 256, 2**159])
def test_numbers_reach_all_of_their_range_and_no_further(ids: Ids, below: int) -> None:
    found = [ids.integer(below) for _ in range(4_000)]
    assert 0 <= min(found) <= below // 100
    assert below - below // 100 - 1 <= max(found) < below


def test_a_forked_process_draws_ids_of_its_own() -> None:
    ids = RandomIds()
    ids.uuid()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, ids.uuid().encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 100).decode() != ids.uuid()
    os.close(reading)
    os.close(writing)
