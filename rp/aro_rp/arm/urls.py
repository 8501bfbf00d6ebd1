"""URLs as callers give them; most are plain, and those need no general parser."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

_PLAIN = re.compile(r"(https?://[a-zA-Z0-9.-]+(?::[0-9]+)?)/[!-\"$->@-~]*(\?[!-\"$-~]+)?")
"""Scheme and host as they stay, a path, and a query; what else there may be is left to urllib."""


def is_url(text: str) -> bool:
    """Can it be taken apart?"""
    if _PLAIN.fullmatch(text):
        return True
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def with_path(url: str, path: str) -> str:
    """The URL with another path and no fragment; its query stays; ``path`` begins with a slash."""
    plain = _PLAIN.fullmatch(url)
    if plain is None:
        return urlunsplit(urlsplit(url)._replace(path=path, fragment=""))
    return f"{plain[1]}{path}{plain[2] or ''}"
