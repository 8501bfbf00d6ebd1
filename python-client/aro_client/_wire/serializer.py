"""Request bodies: models in AutoRest's way, JSON as the caller wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._utils import serialization


class Serializer(serialization.Serializer):
    """Sends a mapping by wire names as it is, so that the service judges every member of it."""

    def body(self, data: Any, data_type: str, **kwargs: Any) -> Any:
        if isinstance(data, Mapping) and not self._by_attributes(data, data_type):
            return self.serialize_object(dict(data))  # type: ignore[no-untyped-call]
        return super().body(data, data_type, **kwargs)  # type: ignore[no-untyped-call]

    def _by_attributes(self, data: Mapping[str, Any], data_type: str) -> bool:
        """Whether the mapping names Python attributes, as older releases allow."""
        model: Any = self.dependencies.get(data_type)
        described = getattr(model, "_attribute_map", {})
        wire = {description["key"].partition(".")[0] for description in described.values()}
        return bool(data.keys() & described.keys() - wire)
