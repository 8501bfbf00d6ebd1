"""What the path of a request names: clients ask for the same again and again."""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import lru_cache

from aro_rp.arm.headers import clean

Segments = tuple[str, ...]

KEPT = 256
"""How many paths are remembered, with whatever follows from them."""

_ONE = 8
"""How many segments the path of one cluster, version or role set has."""
_ADMIN = ("admin",)
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(slots=True, eq=False)
class Target:
    """``segments`` are lower case and clean, ``spelled`` the same ones as the caller wrote them.

    ``resource`` and ``key`` are both as paths again, ``type_of_one`` is the type of the resource
    when the path is of one. Requests share targets, so nobody changes them; only what lines of the
    log and the audit say of the path is added by those who write them.
    """

    path: str
    spelled: Segments
    segments: Segments
    resource: str
    key: str
    type_of_one: str
    is_admin: bool
    in_log: bytes = b""
    in_audit: bytes = b""

    def printable(self) -> Target:
        """The same for lines that a control character would break."""
        return self if self.path.isprintable() else target_of(clean(self.path))


def target_of(path: str) -> Target:
    """The parts of a path and what follows from them."""
    spelled = clean_segments(path)
    resource = "/" + "/".join(spelled)
    key = folded(resource)
    segments = tuple(key[1:].split("/")) if spelled else ()
    return Target(
        path,
        tuple(spelled),
        segments,
        resource,
        key,
        type_of_one=segments[6] if len(segments) == _ONE else "",
        is_admin=segments[:1] == _ADMIN,
    )


remembered = lru_cache(maxsize=KEPT)(target_of)
"""``target_of`` for requests that read.

A write names what nobody asked for before as often as not: to remember its path pushes out one
that has left the processor's caches by then, which cost a create a twentieth of its time.
"""


def folded(path: str) -> str:
    """The path in the form that ids are compared in.

    Letters outside ASCII stay as they are: some become ASCII in lower case and would pass for it.
    """
    return path.lower() if path.isascii() else path.translate(_ASCII_LOWER)


def clean_segments(path: str) -> list[str]:
    """The path's segments without empty ones, with ``.`` and ``..`` worked out."""
    segments = path.split("/")
    if "/." not in path and "//" not in path and path[-1:] != "/" and path[:1] == "/":
        return segments[1:]
    segments = [segment for segment in segments if segment]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return kept
