"""The forms of ``$filter`` that tools ask Microsoft Graph with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json

_EQUAL = re.compile(r"^(\w+)\s+eq\s+'((?:[^']|'')*)'$", re.IGNORECASE)
_STARTS = re.compile(r"^startswith\(\s*(\w+)\s*,\s*'((?:[^']|'')*)'\s*\)$", re.IGNORECASE)
_ANY = re.compile(r"^(\w+)/any\(\s*(\w):\s*\2\s+eq\s+'((?:[^']|'')*)'\s*\)$", re.IGNORECASE)
_GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)", re.IGNORECASE)

Holds = Callable[[Json], bool]


def matching(text: str) -> Holds:
    """A predicate over shown objects; refuses forms it does not know by name."""
    clauses = [_clause(one.strip()) for one in _AND.split(text)] if text.strip() else []
    return lambda shown: all(holds(shown) for holds in clauses)


def named_applications(text: str) -> Iterator[str]:
    """Application ids that a filter asks for outright."""
    for one in _AND.split(text):
        found = _EQUAL.match(one.strip())
        if found is not None and found[1].lower() == "appid":
            yield _plain(found[2])
        found = _ANY.match(one.strip())
        if found is not None and _GUID.match(found[3]):
            yield found[3]


def _clause(text: str) -> Holds:
    found = _EQUAL.match(text)
    if found is not None:
        name, value = found[1], _plain(found[2])
        return lambda shown: str(_value(shown, name)).lower() == value.lower()
    found = _STARTS.match(text)
    if found is not None:
        name, start = found[1], _plain(found[2])
        return lambda shown: str(_value(shown, name)).lower().startswith(start.lower())
    found = _ANY.match(text)
    if found is not None:
        name, member = found[1], _plain(found[3])
        return lambda shown: member.lower() in _members(shown, name)
    raise CloudError(
        400,
        "Request_UnsupportedQuery",
        f"Unsupported or invalid query filter clause specified: '{text}'. The local directory "
        "knows NAME eq '...', startswith(NAME,'...') and NAMES/any(x:x eq '...'), joined by and.",
    )


def _value(shown: Json, name: str) -> object:
    return next((value for key, value in shown.items() if key.lower() == name.lower()), None)


def _members(shown: Json, name: str) -> set[str]:
    value = _value(shown, name)
    return {str(one).lower() for one in value} if isinstance(value, list) else set()


def _plain(quoted: str) -> str:
    return quoted.replace("''", "'")
