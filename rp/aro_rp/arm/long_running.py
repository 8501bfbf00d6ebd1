"""Work that goes on after the reply: how it ends, where to follow it (RPC contract L3-L7)."""

from __future__ import annotations

from dataclasses import dataclass

from aro_rp.arm.urls import with_path

UNFINISHED = frozenset({"Failed", "Canceled"})
TERMINAL = UNFINISHED | {"Succeeded"}
"""Every other state means that work is under way."""


@dataclass(frozen=True, slots=True)
class OperationPaths:
    """Paths of one operation of a subscription at a location."""

    subscription: str
    namespace: str
    location: str
    operation: str

    @property
    def status(self) -> str:
        return self._path("operationsstatus")

    @property
    def result(self) -> str:
        return self._path("operationresults")

    def _path(self, kind: str) -> str:
        return (
            f"/subscriptions/{self.subscription}/providers/{self.namespace}"
            f"/locations/{self.location.lower()}/{kind}/{self.operation}"
        )


def public_url(referer: str, path: str) -> str:
    """The path on the host the caller used, with the caller's query (api-version included)."""
    return with_path(referer, path)
