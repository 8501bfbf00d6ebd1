"""One api-version's cluster to the hub and back: generated copies and hand-written differences."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, Protocol

from pydantic import BaseModel

from aro_api.internal import models as hub
from aro_api.wire import JsonObject, Reveal
from aro_rp.convert.differences import Difference, View

_CANCELED = ("Canceled", "Cancelled")
_FAILED = "Failed"


class Copies(Protocol):
    """What the generator emits for each version."""

    DIFFERS: frozenset[str]
    SHOWN_EMPTY: frozenset[str]

    def to_hub(self, src: Any, dst: hub.OpenShiftCluster) -> None: ...
    def render(self, src: hub.OpenShiftCluster, reveal: Reveal | None = None) -> JsonObject: ...


class Unclaimed(Exception):
    """A path differs from the hub and nobody converts it."""


class OpenShiftClusterConverter:
    """Converts clusters of one version; holds no state of its own."""

    def __init__(
        self, models: ModuleType, copies: Copies, differences: Mapping[str, Difference]
    ) -> None:
        if unclaimed := copies.DIFFERS - differences.keys():
            raise Unclaimed(", ".join(sorted(unclaimed)))
        self.handles = copies.DIFFERS
        self._model: type[BaseModel] = models.OpenShiftCluster
        self._copies = copies
        self._differences = tuple(differences[path] for path in sorted(copies.DIFFERS))
        self._public = View(None, copies.SHOWN_EMPTY)
        states = set(models.ProvisioningState)
        self._canceled = next((word for word in _CANCELED if word in states), _FAILED)

    def read(self, body: Mapping[str, Any]) -> BaseModel:
        """The version's model of a JSON body; pydantic's ValidationError when it does not fit."""
        return self._model.model_validate(body)

    def to_hub(self, src: Any, dst: hub.OpenShiftCluster) -> None:
        """Lays a version's cluster over ``dst``; what the version does not know stays."""
        state = dst.properties.provisioning_state
        self._copies.to_hub(src, dst)
        if state == hub.ProvisioningState.CANCELED:
            dst.properties.provisioning_state = state  # the version may have no word for it
        for difference in self._differences:
            difference.to_hub(src, dst)

    def render(self, src: hub.OpenShiftCluster, reveal: Reveal | None = None) -> JsonObject:
        """The cluster as JSON of this version, sharing nothing with ``src``.

        Secrets are in it only when ``reveal`` is given, which opens them.
        """
        out = self._copies.render(src, reveal)
        if src.properties.provisioning_state == hub.ProvisioningState.CANCELED:
            out["properties"]["provisioningState"] = self._canceled
        view = self._public if reveal is None else View(reveal, self._copies.SHOWN_EMPTY)
        for difference in self._differences:
            difference.render(src, out, view)
        return out

    def shown_state(self, properties: hub.OpenShiftClusterProperties) -> str:
        """The provisioning state in this version's words: one without a word for it shows Failed.

        To a client both are the end of work that did not come to its end.
        """
        state = properties.provisioning_state
        return self._canceled if state == hub.ProvisioningState.CANCELED else state
