"""Which object serves which operation; the names come from the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aro_api.versions import VersionedApi
from aro_rp.frontend.routing import Handler

Groups = Mapping[str, Sequence[object]]


class MissingHandler(LookupError):
    """The spec declares an operation that nobody serves."""


def handlers_of(api: VersionedApi, groups: Groups) -> dict[str, Handler]:
    """A handler per operation id. Raises MissingHandler, so that the start fails, not a request."""
    return {name: _find(api, name, groups) for name in sorted(api.operations)}


def _find(api: VersionedApi, operation_id: str, groups: Groups) -> Handler:
    operation = api.operation(operation_id)
    for owner in groups.get(operation.group, ()):
        found: Any = getattr(owner, operation.method, None)
        if found is not None:
            return found  # type: ignore[no-any-return]
    raise MissingHandler(f"{api.version}: nobody serves the operation '{operation_id}'")
