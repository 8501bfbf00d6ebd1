"""The one exception that becomes a reply: an ARM error body with its status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class CloudError(Exception):
    """A refusal with an ARM code and a sentence for the caller."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        target: str = "",
        details: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.target = target
        self.details = tuple(details)
        self.headers = dict(headers or {})

    def as_json(self) -> dict[str, Any]:
        """The inner error object: code, message and, where there are any, target and details."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.target:
            error["target"] = self.target
        if self.details:
            error["details"] = [dict(item) for item in self.details]
        return error


class ConnectionDropped(Exception):
    """The connection ends without an answer, because a fault rule says so."""


def nothing_at(path: str) -> CloudError:
    """A 404 for a path that no service here has."""
    return CloudError(404, "NotFound", f"There is nothing at '{path}'.")


def not_found(resource_id: str, group: str) -> CloudError:
    """ARM's 404 for a resource that is not in its group."""
    resource_type, name = _type_and_name(resource_id)
    return CloudError(
        404,
        "ResourceNotFound",
        f"The Resource '{resource_type}/{name}' under resource group '{group}' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    )


def _type_and_name(resource_id: str) -> tuple[str, str]:
    parts = resource_id.rsplit("/providers/", 1)[-1].strip("/").split("/")
    return "/".join([parts[0], *parts[1::2]]), "/".join(parts[2::2])
