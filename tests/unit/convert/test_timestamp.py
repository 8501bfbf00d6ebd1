from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aro_api.wire import timestamp

OFFSETS = st.integers(-86399, 86399).map(lambda seconds: timezone(timedelta(seconds=seconds)))
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=OFFSETS)


@given(MOMENTS)
def test_a_moment_is_written_in_utc_and_read_as_the_same(moment: datetime) -> None:
    text = timestamp(moment)
    assert text.endswith("Z")
    assert datetime.fromisoformat(text) == moment
    assert timestamp(text) == text


@pytest.mark.parametrize(
    ("fraction", "shown"), [(0, ""), (5, ".000005"), (120_000, ".12"), (123_456, ".123456")]
)
def test_a_fraction_is_there_only_when_there_is_one(fraction: int, shown: str) -> None:
    moment = datetime(2026, 11, 20, 10, 0, 0, fraction, UTC)
    assert timestamp(moment) == f"2026-11-20T10:00:00{shown}Z"


@given(st.datetimes())
def test_a_moment_without_a_zone_is_in_utc(moment: datetime) -> None:
    assert timestamp(moment) == timestamp(moment.replace(tzinfo=UTC))
