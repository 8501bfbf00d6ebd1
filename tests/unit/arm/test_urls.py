"""URLs of callers: the short way for plain ones says what urllib says."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aro_rp.arm.urls import is_url, with_path

PIECES = st.sampled_from(
    [
        "http",
        "https",
        "HTTPS",
        "://",
        "/",
        "//",
        "?",
        "#",
        "@",
        ":",
        ":8443",
        "[",
        "]",
        "arm",
        "ARM",
    ]
) | st.sampled_from(["a=b", "&", "%20", " ", "\t", "\x00", "é", ".", "\\", '"', ">", "$"])
URLS = st.lists(PIECES, max_size=9).map("".join) | st.lists(PIECES, max_size=7).map(
    lambda pieces: "https://arm/" + "".join(pieces)
)


def by_urllib(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=path, fragment=""))


@given(URLS)
@example("https://arm.test/x?api-version=1&a=b")
@example("https://arm.test:8443/x?")
@example("https://arm.test//x")
def test_another_path_changes_nothing_else(url: str) -> None:
    try:
        expected = by_urllib(url, "/new/path")
    except ValueError:
        assert not is_url(url)
        return
    assert is_url(url)
    assert with_path(url, "/new/path") == expected


@pytest.mark.parametrize("url", ["https://[x", "https://[::1/x"])
def test_what_cannot_be_taken_apart_is_no_url(url: str) -> None:
    assert not is_url(url)
