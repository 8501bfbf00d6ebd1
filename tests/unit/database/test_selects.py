from __future__ import annotations

import pytest

from aro_rp.database.selects import make_token, read_token
from aro_rp.database.store import BY_ID, BadToken


def test_a_token_says_where_a_page_ended() -> None:
    assert read_token(make_token(BY_ID, ("s", "b")), BY_ID, 2) == ["s", "b"]


@pytest.mark.parametrize("last", [("s", None), ("s", ["b"]), ({}, "b"), ("s",), ("s", "b", "c")])
def test_a_token_with_anything_else_in_it_never_gets_into_a_query(last: tuple[object]) -> None:
    with pytest.raises(BadToken, match="continues another query"):
        read_token(make_token(BY_ID, last), BY_ID, 2)  # type: ignore[arg-type]
