"""Headers as ARM sends them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aro_rp.arm import headers as arm


def test_of_two_headers_the_first_counts() -> None:
    assert arm.collect([(b"a", b"1"), (b"a", b"2"), (b"b", b"3")]) == {b"a": b"1", b"b": b"3"}


@given(st.text())
def test_clean_text_breaks_no_line(text: str) -> None:
    cleaned = arm.clean(text)
    assert not [c for c in cleaned if (ord(c) < 32 and c != "\t") or ord(c) == 127]
    assert [c for c in text if ord(c) >= 32 and ord(c) != 127] == [c for c in cleaned if c != "\t"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({}, None),
        ({arm.CLIENT_REQUEST_ID: b"x"}, None),
        ({arm.CLIENT_REQUEST_ID: b"x", arm.RETURN_CLIENT_REQUEST_ID: b"no"}, None),
        ({arm.CLIENT_REQUEST_ID: b"x", arm.RETURN_CLIENT_REQUEST_ID: b"TRUE"}, b"x"),
        ({arm.RETURN_CLIENT_REQUEST_ID: b"true"}, None),
    ],
)
def test_the_callers_id_is_echoed_when_asked_for(
    found: dict[bytes, bytes], expected: bytes | None
) -> None:
    assert arm.echoed_client_request_id(found) == expected


def test_the_referer_is_the_callers_or_a_local_one() -> None:
    assert arm.referer({arm.REFERER: b"https://x/y"}, "/a", "b=c") == "https://x/y"
    assert arm.referer({}, "/a", "b=c") == "https://localhost:8443/a?b=c"
    assert arm.referer({arm.REFERER: b"https://[x"}, "/a", "") == "https://localhost:8443/a"
    assert arm.referer({}, "/a", "") == "https://localhost:8443/a"
