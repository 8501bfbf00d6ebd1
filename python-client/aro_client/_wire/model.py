"""Models that take and give what those of every published azure-mgmt-redhatopenshift do.

Releases up to 3.0.0 have flat attributes (``cluster.master_profile``); 4.0.0 has mappings by wire
names with the members below ``properties`` as an object of their own. Both ways work on all models.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, MutableMapping, ValuesView
from typing import Any, cast

from .._utils import serialization
from .nested import Nested

JSON = MutableMapping[str, Any]


class ModelType(type):
    """Lets a model be made from raw JSON or with its nested ``properties``."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if args and isinstance(args[0], Mapping):
            return cast(Any, cls).deserialize(dict(args[0]))
        nested = kwargs.get("properties")
        if isinstance(nested, Nested):
            del kwargs["properties"]
            kwargs = {**nested.said(), **kwargs}
        elif isinstance(nested, Mapping):
            raise TypeError(f"properties of {cls.__name__} is an object, not a mapping")
        return super().__call__(*args, **kwargs)


class Model(serialization.Model, metaclass=ModelType):
    """A model that is readable as a mapping too: ``cluster["properties"]["masterProfile"]``."""

    def __getitem__(self, key: str) -> Any:
        return self.serialize(keep_readonly=True)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.serialize(keep_readonly=True))

    def __contains__(self, key: object) -> bool:
        return key in self.serialize(keep_readonly=True)

    def get(self, key: str, default: Any = None) -> Any:
        return self.serialize(keep_readonly=True).get(key, default)

    def keys(self) -> KeysView[str]:
        return self.serialize(keep_readonly=True).keys()

    def values(self) -> ValuesView[Any]:
        return self.serialize(keep_readonly=True).values()

    def items(self) -> ItemsView[str, Any]:
        return self.serialize(keep_readonly=True).items()


class WireModel(Model):
    """A model whose ``as_dict`` speaks wire names, as in the releases for newer api-versions."""

    def as_dict(
        self,
        keep_readonly: bool = True,
        key_transformer: Any = serialization.full_restapi_key_transformer,
        *,
        exclude_readonly: bool = False,
        **kwargs: Any,
    ) -> JSON:
        kept = keep_readonly and not exclude_readonly
        return super().as_dict(kept, key_transformer, **kwargs)
