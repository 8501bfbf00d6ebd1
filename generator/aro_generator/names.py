"""Python names for wire names, in the spelling that datamodel-code-generator uses as well."""

from __future__ import annotations

import keyword
import re

_HUMP = re.compile(r"([^_])([A-Z][a-z]+)")
_EDGE = re.compile(r"([a-z0-9])([A-Z])")


def snake(name: str) -> str:
    """``diskSizeGB`` becomes ``disk_size_gb``; a keyword gets a trailing underscore."""
    words = re.sub(r"\W+", "_", name)
    result = _EDGE.sub(r"\1_\2", _HUMP.sub(r"\1_\2", words)).lower()
    return f"{result}_" if keyword.iskeyword(result) else result


def pascal(name: str) -> str:
    """``systemData`` becomes ``SystemData``; capitals inside a name stay."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"\W+|_", name))


def package(version: str) -> str:
    """``2024-08-12-preview`` becomes ``v2024_08_12_preview``."""
    return "v" + version.replace("-", "_")
