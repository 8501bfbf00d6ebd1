"""The functions of the template language that need no context."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from aro_devcloud.arm.expressions import Function

# The namespace ARM uses for its name-based guids.
_GUIDS = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def guid(*parts: str) -> str:
    return str(uuid.uuid5(_GUIDS, "-".join(str(part) for part in parts)))


def unique_string(*parts: str) -> str:
    digest = hashlib.sha256("-".join(str(part) for part in parts).encode()).digest()
    return "".join(_LETTERS[byte % 32] for byte in digest[:13])


def concat(*parts: Any) -> Any:
    if parts and all(isinstance(part, list) for part in parts):
        return [one for part in parts for one in part]
    return "".join(_text(part) for part in parts)


def union(*parts: Any) -> Any:
    if all(isinstance(part, Mapping) for part in parts):
        merged: dict[str, Any] = {}
        for part in parts:
            merged.update(part)
        return merged
    found: list[Any] = []
    for part in parts:
        found += [one for one in part if one not in found]
    return found


def contains(container: Any, wanted: Any) -> bool:
    if isinstance(container, Mapping):
        return str(wanted).lower() in (str(key).lower() for key in container)
    return wanted in container


def resource_id_tail(arguments: tuple[str, ...]) -> tuple[list[str], str, list[str]]:
    """Splits the arguments of a resourceId function into scope parts, type and names."""
    at = next((index for index, one in enumerate(arguments) if "/" in one), -1)
    if at < 0:
        raise ValueError(f"no resource type among {list(arguments)}")
    kind, names = arguments[at], list(arguments[at + 1 :])
    if len(names) != kind.count("/"):
        raise ValueError(
            f"the type '{kind}' requires '{kind.count('/')}' resource name argument(s), not "
            f"'{len(names)}'"
        )
    return list(arguments[:at]), kind, names


def provider_path(kind: str, names: list[str]) -> str:
    """``/providers/{namespace}/{type}/{name}...``"""
    namespace, *types = kind.split("/")
    pairs = [part for pair in zip(types, names, strict=True) for part in pair]
    return "/".join(["/providers", namespace, *pairs])


def extension_resource_id(scope: str, kind: str, *names: str) -> str:
    return scope + provider_path(kind, list(names))


def tenant_resource_id(kind: str, *names: str) -> str:
    return provider_path(kind, list(names))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "True" if value else "False"
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _format(template: str, *values: Any) -> str:
    for index, value in enumerate(values):
        template = template.replace(f"{{{index}}}", _text(value))
    return template


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _range(start: int, count: int) -> list[int]:
    return list(range(start, start + count))


PURE: Mapping[str, Function] = {
    "add": lambda a, b: a + b,
    "and": lambda *values: all(values),
    "array": lambda value: value if isinstance(value, list) else [value],
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "bool": lambda value: str(value).lower() in ("true", "1"),
    "coalesce": _coalesce,
    "concat": concat,
    "contains": contains,
    "createarray": lambda *values: list(values),
    "createobject": lambda *pairs: dict(zip(pairs[::2], pairs[1::2], strict=True)),
    "div": lambda a, b: a // b,
    "empty": lambda value: not value,
    "endswith": lambda text, end: text.lower().endswith(end.lower()),
    "equals": lambda a, b: a == b,
    "extensionresourceid": extension_resource_id,
    "false": lambda: False,
    "first": lambda value: value[0] if value else None,
    "format": _format,
    "greater": lambda a, b: a > b,
    "greaterorequals": lambda a, b: a >= b,
    "guid": guid,
    "if": lambda condition, yes, no: yes if condition else no,
    "int": lambda value: int(value),
    "join": lambda values, mark: mark.join(str(one) for one in values),
    "json": lambda text: json.loads(text),
    "last": lambda value: value[-1] if value else None,
    "length": lambda value: len(value),
    "less": lambda a, b: a < b,
    "lessorequals": lambda a, b: a <= b,
    "mod": lambda a, b: a % b,
    "mul": lambda a, b: a * b,
    "not": lambda value: not value,
    "null": lambda: None,
    "or": lambda *values: any(values),
    "range": _range,
    "replace": lambda text, old, new: text.replace(old, new),
    "skip": lambda value, count: value[count:],
    "split": lambda text, mark: text.split(mark),
    "startswith": lambda text, start: text.lower().startswith(start.lower()),
    "string": _text,
    "sub": lambda a, b: a - b,
    "substring": lambda text, start, length=None: (
        text[start:] if length is None else text[start : start + length]
    ),
    "take": lambda value, count: value[:count],
    "tenantresourceid": tenant_resource_id,
    "tolower": lambda text: text.lower(),
    "toupper": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
    "true": lambda: True,
    "union": union,
    "uniquestring": unique_string,
}
