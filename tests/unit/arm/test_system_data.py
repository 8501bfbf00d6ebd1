"""System data: six members, or none."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aro_rp.arm.system_data import TEXTS, TIMES, parse


def test_times_are_in_utc_and_empty_members_are_absent() -> None:
    header = b'{"createdBy":"a","createdAt":"2026-01-02T03:04:05+02:00","lastModifiedBy":""}'
    when = datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)
    assert parse(header) == {"createdBy": "a", "createdAt": when}


def test_a_time_without_a_zone_is_utc() -> None:
    found = parse(b'{"createdAt":"2026-01-02T03:04:05"}')
    assert found == {"createdAt": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)}


@pytest.mark.parametrize("header", [None, b"", b"{", b"[]", b'{"createdBy":1}', b"\xff"])
def test_what_is_no_system_data_is_none(header: bytes | None) -> None:
    assert parse(header) is None


@given(
    st.binary()
    | st.dictionaries(st.sampled_from([*TEXTS, *TIMES, "x"]), st.text()).map(
        lambda members: json.dumps(members).encode()
    )
)
def test_no_header_breaks_it(header: bytes) -> None:
    found = parse(header)
    assert found is None or found.keys() <= {*TEXTS, *TIMES}
