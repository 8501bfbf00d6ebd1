"""What a file tells a local cloud: where it is to fall short, so that failures can be tried out."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import orjson

from aro_devcloud.config import CloudConfig

_TOLD = (
    "failing_installs",
    "faults",
    "locks",
    "open_rights",
    "quotas",
    "registered_features",
    "sizes",
    "token_claims",
    "unregistered_providers",
    "withheld",
)
_KINDS: Mapping[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), "text"),
    bool: ((bool,), "true or false"),
    int: ((int,), "a whole number"),
    float: ((int, float), "a number"),
    Sequence: ((list,), "a list"),
    Mapping: ((dict,), "an object"),
}


class NotTold(Exception):
    """The file cannot be read, or says what no cloud understands."""


def read_told(path: Path) -> dict[str, Any]:
    """Members of ``CloudConfig`` from a JSON object that has some of them. Raises ``NotTold``."""
    try:
        told = orjson.loads(path.read_bytes())
        _demand(told, Mapping, "it")
        hints = get_type_hints(CloudConfig)
        return {name: _read(name, told[_known(name, name, _TOLD)], hints[name]) for name in told}
    except OSError as problem:
        raise NotTold(f"'{path}' cannot be read: {problem.strerror}") from problem
    except ValueError as problem:
        raise NotTold(f"the local cloud does not understand '{path}': {problem}") from problem


def _read(where: str, value: Any, hint: Any) -> Any:
    """The value as the type that the hint names. Raises ``ValueError``, which says where."""
    if is_dataclass(hint) and isinstance(hint, type):
        return _object(where, value, hint)
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind is UnionType:
        (other,) = (one for one in inner if one is not NoneType)
        return None if value is None else _read(where, value, other)
    if kind is Any:
        return value
    _demand(value, kind, f"'{where}'")
    if kind is Sequence:
        return [_read(f"{where}[{at}]", one, inner[0]) for at, one in enumerate(value)]
    if kind is Mapping:
        return {key: _read(f"{where}.{key}", one, inner[1]) for key, one in value.items()}
    return value


def _object(where: str, value: Any, cls: type[Any]) -> Any:
    _demand(value, Mapping, f"'{where}'")
    members = {field.name: field for field in fields(cls)}
    for name in value:
        _known(name, f"{where}.{name}", tuple(members))
    for name, field in members.items():
        if _is_needed(field) and name not in value:
            raise ValueError(f"'{where}' lacks '{name}'")
    hints = get_type_hints(cls)
    said = {name: _read(f"{where}.{name}", one, hints[name]) for name, one in value.items()}
    try:
        return cls(**said)
    except ValueError as problem:
        raise ValueError(f"'{where}': {problem}") from problem


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _known(name: str, where: str, names: tuple[str, ...]) -> str:
    if name not in names:
        raise ValueError(f"'{where}' is none of {', '.join(names)}")
    return name


def _demand(value: Any, kind: Any, what: str) -> None:
    types, word = _KINDS[kind]
    if not isinstance(value, types) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{what} must be {word}, not {reprlib.repr(value)}")
