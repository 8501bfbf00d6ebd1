"""Resource ids: compared without case, kept in the caller's spelling (RPC contract R7, S2)."""

from __future__ import annotations

import re
from typing import NamedTuple

_RESOURCE = re.compile(
    r"^/subscriptions/(?P<subscription>[^/]+)/resourcegroups/(?P<resource_group>[^/]+)"
    r"/providers/(?P<namespace>[^/]+)/(?P<type>[^/]+)/(?P<name>[^/]+)(?P<rest>(?:/[^/]+/[^/]+)*)$",
    re.IGNORECASE,
)


class ResourceId(NamedTuple):
    """A resource in a resource group, its parts in the spelling they came in."""

    subscription: str
    resource_group: str
    namespace: str
    type: str
    name: str
    rest: str = ""

    @classmethod
    def parse(cls, text: str) -> ResourceId:
        """Raises ``ValueError`` when the text is not the id of a resource in a resource group."""
        match = _RESOURCE.match(text)
        if match is None:
            raise ValueError(f"'{text}' is not the id of a resource in a resource group")
        return cls(**match.groupdict())

    @property
    def key(self) -> str:
        """The form that ids are compared in."""
        return str(self).lower()

    def __str__(self) -> str:
        return (
            f"/subscriptions/{self.subscription}/resourceGroups/{self.resource_group}"
            f"/providers/{self.namespace}/{self.type}/{self.name}{self.rest}"
        )
