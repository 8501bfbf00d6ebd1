"""Where a caller follows work that goes on after the reply (RPC contract L4-L7)."""

from __future__ import annotations

from dataclasses import dataclass

from aro_rp.arm.urls import with_path


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
