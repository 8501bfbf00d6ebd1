"""Resource ids: read, compared and made from names."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ID = re.compile(
    r"/subscriptions/(?P<subscription>[^/]+)/resourcegroups/(?P<group>[^/]+)"
    r"/providers/(?P<namespace>[^/]+)/(?P<rest>[^/]+/[^/]+(?:/[^/]+/[^/]+)*)/?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ResourceId:
    """An id below a resource group; ``types`` and ``names`` go together, parents first."""

    subscription: str
    group: str
    namespace: str
    types: tuple[str, ...]
    names: tuple[str, ...]

    def __str__(self) -> str:
        pairs = "".join(f"/{t}/{n}" for t, n in zip(self.types, self.names, strict=True))
        return (
            f"/subscriptions/{self.subscription}/resourceGroups/{self.group}"
            f"/providers/{self.namespace}{pairs}"
        )

    @property
    def name(self) -> str:
        return self.names[-1]

    @property
    def type(self) -> str:
        return "/".join((self.namespace, *self.types))

    def parent(self) -> ResourceId:
        return ResourceId(
            self.subscription, self.group, self.namespace, self.types[:-1], self.names[:-1]
        )

    def is_a(self, type_: str) -> bool:
        return self.type.lower() == type_.lower()


def parse(text: str) -> ResourceId | None:
    """The id that the text is, or None."""
    match = _ID.fullmatch(text)
    if match is None:
        return None
    parts = match["rest"].split("/")
    return ResourceId(
        match["subscription"],
        match["group"],
        match["namespace"],
        tuple(parts[::2]),
        tuple(parts[1::2]),
    )


def group_id(subscription: str, group: str) -> str:
    return f"/subscriptions/{subscription}/resourceGroups/{group}"


def make(subscription: str, group: str, type_: str, *names: str) -> str:
    """``make(s, g, "Microsoft.Network/virtualNetworks/subnets", "v", "n")``."""
    namespace, *types = type_.split("/")
    return str(ResourceId(subscription, group, namespace, tuple(types), names))


def role_id(subscription: str, role: str) -> str:
    """A role's id: as it is if it is one already, else built from its guid."""
    if role.startswith("/"):
        return role
    return f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"


def same(one: str, other: str) -> bool:
    return one.rstrip("/").lower() == other.rstrip("/").lower()


def at_or_above(scope: str, place: str) -> bool:
    """Whether what is granted at ``scope`` holds at ``place``."""
    return f"{place.rstrip('/')}/".lower().startswith(f"{scope.rstrip('/')}/".lower())
