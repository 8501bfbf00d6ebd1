"""Lists in pages: an opaque token travels in nextLink (RPC contract S9)."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

SKIP_TOKEN = "$skipToken"
TOP = "$top"
_DIGITS = 9


def page_size(top: str, largest: int) -> int:
    """How many a page may hold: what the caller asked for, but never more than ``largest``.

    What is no positive whole number asks for nothing, as clients of the service know it.
    """
    asked = int(top) if len(top) <= _DIGITS and top.isdecimal() else 0
    return min(asked, largest) if asked > 0 else largest


def next_link(referer: str, token: str) -> str:
    """The URL that the caller used, with the token; its other parameters stay."""
    parts = urlsplit(referer)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name != SKIP_TOKEN
    ]
    return urlunsplit(parts._replace(query=urlencode([*query, (SKIP_TOKEN, token)])))


def first_values(query: str) -> dict[str, str]:
    """The first value of every query parameter, decoded; the names keep their case."""
    values: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        values.setdefault(name, value)
    return values
