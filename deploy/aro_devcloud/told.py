"""What a file tells a local cloud: where it is to fall short, so that failures can be tried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson

from aro_devcloud.config import Lock, SizeLimit, Withheld
from aro_devcloud.faults import FaultRule

_LISTS: Mapping[str, Callable[..., Any]] = {
    "faults": FaultRule,
    "locks": Lock,
    "sizes": SizeLimit,
    "withheld": Withheld,
}
_PLAIN: Mapping[str, type] = {
    "failing_installs": dict,
    "open_rights": bool,
    "quotas": dict,
    "registered_features": list,
    "token_claims": dict,
    "unregistered_providers": list,
}


class NotTold(Exception):
    """The file cannot be read, or says what no cloud understands."""


def read_told(path: Path) -> dict[str, Any]:
    """Members of ``CloudConfig`` from a JSON object that has some of them. Raises ``NotTold``."""
    try:
        told = orjson.loads(path.read_bytes())
        if not isinstance(told, dict):
            raise TypeError("it must be a JSON object")
        return {name: _read(name, value) for name, value in told.items()}
    except (OSError, TypeError, ValueError) as problem:
        raise NotTold(f"{path} does not tell the local cloud anything: {problem}") from problem


def _read(name: str, value: Any) -> Any:
    if name in _LISTS:
        _need(name, value, list)
        return [_LISTS[name](**one) for one in value]
    if name not in _PLAIN:
        raise ValueError(f"'{name}' is none of {', '.join(sorted({*_LISTS, *_PLAIN}))}")
    _need(name, value, _PLAIN[name])
    return value


def _need(name: str, value: object, expected: type) -> None:
    if not isinstance(value, expected):
        raise TypeError(f"'{name}' must be a {expected.__name__}, not {type(value).__name__}")
