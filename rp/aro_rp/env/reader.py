"""Reads variables and remembers everything that is wrong with them."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class Reader:
    """Answers for each variable; ``problems`` has one line for every bad one."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """The value, or the default when unset or empty; without a default it must be there."""
        value = self._environ.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.problems.append(f"{name} is missing")
        return default or ""

    def parsed(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """The default when unset; ``parse`` says what is wrong by a ``ValueError``."""
        value = self.text(name, "")
        if not value:
            return default
        try:
            return parse(value)
        except ValueError as error:
            self.problems.append(f"{name} is '{value}': {error}")
            return default

    def file(self, name: str) -> Path | None:
        """A file that is there to be read; None when unset."""
        value = self.text(name, "")
        if not value:
            return None
        try:
            Path(value).open("rb").close()
        except OSError as error:
            self.problems.append(f"{name} is '{value}': {error.strerror}")
        return Path(value)

    def guid(self, name: str) -> str:
        value = self.text(name)
        if value:
            try:
                uuid.UUID(value)
            except ValueError:
                self.problems.append(f"{name} is '{value}': not a GUID")
        return value.lower()

    def url(self, name: str, default: str | None = None) -> str:
        """An https URL without its trailing slash."""
        value = self.text(name, default).rstrip("/")
        if value and not value.startswith("https://"):
            self.problems.append(f"{name} is '{value}': not an https URL")
        return value


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise ValueError("not a positive number")
    return int(text)


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < math.inf:
        raise ValueError("not a number of seconds")
    return value
