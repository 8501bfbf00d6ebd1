"""ARM paths taken apart: subscription, group, and the provider part after the last
``/providers/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_TOP_LEVEL = 4
"""Slashes in /providers/namespace/type/name."""


@dataclass(frozen=True, slots=True)
class ArmPath:
    """A path below a scope. ``names`` is as long as ``types`` for a resource, one shorter for a
    collection.
    """

    scope: str
    subscription: str
    group: str
    namespace: str
    types: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def type(self) -> str:
        """Namespace and types, e.g. ``Microsoft.Network/virtualNetworks/subnets``."""
        return "/".join((self.namespace, *self.types))

    @property
    def is_collection(self) -> bool:
        return len(self.types) > len(self.names)

    @property
    def is_extension(self) -> bool:
        """True when the scope is itself a resource."""
        return "/providers/" in self.scope.lower()

    @property
    def parent(self) -> str:
        """The id of the enclosing resource, or "" for a top-level one."""
        if len(self.types) < 2:
            return ""
        return join(self.scope, self.namespace, self.types[:-1], self.names[: len(self.types) - 1])

    def shortened(self) -> ArmPath:
        """The path without its last type, for an action or a view of a resource."""
        return ArmPath(
            self.scope, self.subscription, self.group, self.namespace, self.types[:-1], self.names
        )

    def __str__(self) -> str:
        return join(self.scope, self.namespace, self.types, self.names)


def join(scope: str, namespace: str, types: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Puts an id together again."""
    pairs = [part for pair in zip(types, names, strict=False) for part in pair]
    tail = [types[-1]] if len(types) > len(names) else []
    return "/".join([f"{scope}/providers/{namespace}", *pairs, *tail])


def group_id(subscription: str, group: str) -> str:
    return f"/subscriptions/{subscription}/resourceGroups/{group}"


def parse(path: str) -> ArmPath | None:
    """Takes a path apart, or None when it names no provider."""
    trimmed = "/" + path.strip("/")
    at = trimmed.lower().rfind("/providers/")
    if at < 0:
        return None
    scope, rest = trimmed[:at], trimmed[at + len("/providers/") :].split("/")
    subscription, group = scope_of(scope)
    return ArmPath(scope, subscription, group, rest[0], tuple(rest[1::2]), tuple(rest[2::2]))


def scope_of(path: str) -> tuple[str, str]:
    """Subscription and group named by the beginning of a path, "" where absent."""
    parts = path.strip("/").split("/")
    subscription = parts[1] if len(parts) > 1 and parts[0].lower() == "subscriptions" else ""
    group = (
        parts[3] if subscription and len(parts) > 3 and parts[2].lower() == "resourcegroups" else ""
    )
    return subscription, group


def enclosing(resource_id: str) -> Iterator[str]:
    """Everything that a resource lies in, the nearest first: resources, group, subscription, "".

    An extension lies in what it is scoped to.
    """
    place = resource_id.rstrip("/")
    while place:
        at = place.lower().rfind("/providers/")
        is_top_level = at >= 0 and place.count("/", at) <= _TOP_LEVEL
        place = place[:at] if is_top_level else place.rsplit("/", 2)[0]
        yield place


def last_name(resource_id: str) -> str:
    return resource_id.rstrip("/").rsplit("/", 1)[-1]


def same(left: str, right: str) -> bool:
    """True when two ids name the same thing: ids compare without case."""
    return left.lower() == right.lower()
