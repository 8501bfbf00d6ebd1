"""Work that goes on after the reply: how it ends, where to follow it (RPC contract L3-L7)."""

from __future__ import annotations

from typing import NamedTuple

from aro_rp.arm.urls import with_path

UNFINISHED = frozenset({"Failed", "Canceled"})
TERMINAL = UNFINISHED | {"Succeeded"}
"""Every other state means that work is under way."""


class OperationPaths(NamedTuple):
    """Where one operation is followed."""

    status: str
    result: str

    @classmethod
    def of(cls, subscription: str, namespace: str, location: str, operation: str) -> OperationPaths:
        """An operation of a subscription at a location."""
        place = f"/subscriptions/{subscription}/providers/{namespace}/locations/{location.lower()}"
        return cls(f"{place}/operationsstatus/{operation}", f"{place}/operationresults/{operation}")


def public_url(referer: str, path: str) -> str:
    """The path on the host the caller used, with the caller's query (api-version included)."""
    return with_path(referer, path)
