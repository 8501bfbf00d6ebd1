"""Values as they are written on the wire, and what converters are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json

JsonObject = dict[str, Any]
Seal = Callable[[str], str]
"""A secret as documents hold it."""
Unseal = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class View:
    """How a rendering is wanted: with secrets or without, and which empty lists are shown."""

    unseal: Unseal | None
    shown_empty: frozenset[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """Both directions of one member that a version and the hub do not call the same.

    ``to_hub`` lays what a request says of it, never null, over the hub's structure that it belongs
    to; ``render`` makes what is shown of that structure, None for nothing.
    """

    to_hub: Callable[[Any, Any, Seal], None]
    render: Callable[[Any, View], JsonObject | None]


Differences = Mapping[str, Difference]
"""By JSON path."""


def timestamp(moment: datetime | str) -> str:
    """RFC 3339 in UTC; a fraction only when there is one, without trailing zeros.

    Text is a moment as documents hold it.
    """
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if moment.tzinfo is not UTC and moment.utcoffset():
        moment = moment.astimezone(UTC)
    text = to_json(moment)[1:27].decode()
    return f"{text.rstrip('0') if moment.microsecond else text[:19]}Z"
