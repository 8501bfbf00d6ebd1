"""ETag conditions as headers write them."""

from __future__ import annotations

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.arm.preconditions import is_unchanged, need_preconditions, quoted


@pytest.mark.parametrize(
    ("header", "value", "etag", "holds"),
    [
        (b"if-match", b'"a"', "a", True),
        (b"if-match", b"a", "a", True),
        (b"if-match", b'"b"', "a", False),
        (b"if-match", b'"b", "a"', "a", True),
        (b"if-match", b'"b","c"', "a", False),
        (b"if-match", b"b , a ", "a", True),
        (b"if-match", b'"b, a"', "a", False),
        (b"if-match", b"*", "a", True),
        (b"if-match", b" * ", "a", True),
        (b"if-match", b"*", None, False),
        (b"if-match", b'"a"', None, False),
        (b"if-match", b'W/"a"', "a", False),
        (b"if-match", b"", "a", False),
        (b"if-match", b'"ab"', "a", False),
        (b"if-none-match", b"*", "a", False),
        (b"if-none-match", b"*", None, True),
        (b"if-none-match", b'"a"', "a", False),
        (b"if-none-match", b'W/"a"', "a", False),
        (b"if-none-match", b'"b"', "a", True),
        (b"if-none-match", b'"a"', None, True),
        (b"if-modified-since", b"*", "a", True),
    ],
)
def test_a_condition_holds_or_is_412(
    header: bytes, value: bytes, etag: str | None, holds: bool
) -> None:
    if holds:
        return need_preconditions({header: value}, etag)
    with pytest.raises(ArmError) as refused:
        need_preconditions({header: value}, etag)
    problem = refused.value.problem
    assert (refused.value.status, problem.code) == (412, "PreconditionFailed")
    assert problem.target.lower() == header.decode()
    assert value.decode() in problem.message


def test_both_conditions_must_hold() -> None:
    both = {b"if-match": b'"a"', b"if-none-match": b"*"}
    with pytest.raises(ArmError):
        need_preconditions(both, "a")


@pytest.mark.parametrize(
    ("headers", "unchanged"),
    [
        ({}, False),
        ({b"if-none-match": b'"a"'}, True),
        ({b"if-none-match": b'"b", W/"a"'}, True),
        ({b"if-none-match": b'"b"'}, False),
        ({b"if-none-match": b"*"}, True),
        ({b"if-none-match": b'\xff,,"'}, False),
    ],
)
def test_a_reader_may_have_the_state_already(headers: dict[bytes, bytes], unchanged: bool) -> None:
    assert is_unchanged(headers, "a") is unchanged


def test_a_tag_is_quoted() -> None:
    assert quoted("e-1f") == b'"e-1f"'
