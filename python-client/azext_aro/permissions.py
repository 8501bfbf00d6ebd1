"""What a caller may do, from the permission list of a resource."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from azext_aro.session import Rest, api

VNET_ACTIONS = tuple(
    f"Microsoft.Network/virtualNetworks/{action}"
    for action in (
        "join/action",
        "read",
        "write",
        "subnets/join/action",
        "subnets/read",
        "subnets/write",
    )
)
ROUTE_TABLE_ACTIONS = tuple(
    f"Microsoft.Network/routeTables/{action}" for action in ("join/action", "read", "write")
)
DELETE_IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities/delete"


def matches(pattern: str, action: str) -> bool:
    wild = ".*".join(re.escape(part) for part in pattern.split("*"))
    return re.fullmatch(wild, action, re.IGNORECASE) is not None


def may(permissions: Iterable[dict[str, Any]], action: str) -> bool:
    """Whether any entry grants the action: one of its actions does, none of its notActions."""
    return any(
        any(matches(pattern, action) for pattern in entry.get("actions") or ())
        and not any(matches(pattern, action) for pattern in entry.get("notActions") or ())
        for entry in permissions
    )


def missing(arm: Rest, resource: str, actions: Sequence[str]) -> list[str]:
    """The actions that the caller may not do on the resource."""
    path = f"{resource}/providers/Microsoft.Authorization/permissions"
    granted = arm.every(path, **api("authorization"))
    return [action for action in actions if not may(granted, action)]
