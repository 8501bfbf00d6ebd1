"""How large a page is, and where the next one is (RPC contract S9)."""

from __future__ import annotations

import pytest

from aro_rp.arm.paging import page_size


@pytest.mark.parametrize(
    ("top", "size"), [("", 10), ("3", 3), ("10", 10), ("11", 10), ("0", 10), ("-1", 10), ("x", 10)]
)
def test_a_caller_may_ask_for_less_but_not_for_more(top: str, size: int) -> None:
    assert page_size(top, 10) == size
