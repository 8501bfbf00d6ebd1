"""Small words that generated request bodies are written in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]


def switched(flag: bool | None, on: str, off: str) -> str | None:
    return None if flag is None else on if flag else off


def keys_of(one: str | None) -> Json | None:
    """A map with one key and nothing to say about it."""
    return {one: {}} if one else None


def named(pairs: Iterable[tuple[str, str]] | None, member: str) -> Json | None:
    return {name: {member: value} for name, value in pairs} if pairs else None


def pruned(body: Json) -> Json:
    """The body without members that nobody gave; an object that loses all its members goes too."""
    return {key: kept for key, value in body.items() if (kept := _kept(value)) is not None}


def _kept(value: Any) -> Any:
    if isinstance(value, dict) and value:
        return pruned(value) or None
    if isinstance(value, list):
        return [_kept(item) for item in value]
    return value
