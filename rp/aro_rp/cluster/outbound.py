"""Which managed addresses outbound traffic leaves by: pure choices (backend.md 14.2)."""

from __future__ import annotations

from collections.abc import Sequence


def missing_outbound(
    existing: Sequence[str], candidates: Sequence[str], api_ip: str, count: int
) -> list[str]:
    """Names of addresses to make so that there are ``count``; ``api_ip`` "" when it is private.

    The names are taken in order from the candidates, so that a second try makes the same.
    """
    usable = _usable(existing, api_ip)
    free = [name for name in candidates if name not in existing]
    return free[: max(0, count - len(usable))]


def choose_outbound(
    existing: Sequence[str], effective: Sequence[str], api_ip: str, count: int
) -> list[str]:
    """The API's address first, then those in use, then the others by name."""
    usable = _usable(existing, api_ip)
    rank = {name: position for position, name in enumerate(effective)}
    ordered = sorted(usable, key=lambda name: (name != api_ip, rank.get(name, len(rank)), name))
    return ordered[:count]


def _usable(existing: Sequence[str], api_ip: str) -> list[str]:
    """An API address left over from a public past is not used."""
    return [name for name in existing if name == api_ip or name.endswith("-outbound-pip-v4")]
