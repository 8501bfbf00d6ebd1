"""One api-version's cluster to the hub and back: generated copies and hand-written differences."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from aro_api.internal import documents as hub
from aro_api.internal.models import ProvisioningState
from aro_api.wire import JsonObject, Seal, Unseal, View

_CANCELED = ProvisioningState.CANCELED.value
_WORDS_FOR_CANCELED = (_CANCELED, "Cancelled")
_FAILED = ProvisioningState.FAILED.value


class Copies(Protocol):
    """What the generator emits for each version; it calls the handlers that it was made with."""

    DIFFERS: frozenset[str]
    SHOWN_EMPTY: frozenset[str]

    def to_hub(self, src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None: ...
    def render(self, src: hub.OpenShiftCluster, view: View) -> JsonObject: ...


class Unclaimed(Exception):
    """A path differs from the hub and nobody converts it."""


class OpenShiftClusterConverter:
    """Converts clusters of one version, JSON to JSON; holds no state of its own."""

    def __init__(self, copies: Copies, claimed: Collection[str], states: Collection[str]) -> None:
        """``claimed`` are the paths that the copies have handlers for."""
        if unclaimed := copies.DIFFERS.difference(claimed):
            raise Unclaimed(", ".join(sorted(unclaimed)))
        self.handles = copies.DIFFERS
        self._copies = copies
        self._public = View(None, copies.SHOWN_EMPTY)
        self._canceled = next((word for word in _WORDS_FOR_CANCELED if word in states), _FAILED)

    def to_hub(self, src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
        """Lays a version's cluster over ``dst``; what the version does not know stays."""
        properties = dst.setdefault("properties", {})
        state = properties.get("provisioningState", "")
        self._copies.to_hub(src, dst, seal)
        if state == _CANCELED:
            properties["provisioningState"] = state  # the version may have no word for it

    def render(self, src: hub.OpenShiftCluster, unseal: Unseal | None = None) -> JsonObject:
        """The cluster as JSON of this version, sharing nothing with ``src``.

        Secrets are in it only when ``unseal`` is given, which opens them.
        """
        view = self._public if unseal is None else View(unseal, self._copies.SHOWN_EMPTY)
        out = self._copies.render(src, view)
        if src.get("properties", {}).get("provisioningState") == _CANCELED:
            out["properties"]["provisioningState"] = self._canceled
        return out

    def shown_state(self, properties: hub.OpenShiftClusterProperties) -> str:
        """The provisioning state in this version's words: one without a word for it shows Failed.

        To a client both are the end of work that did not come to its end.
        """
        state = properties.get("provisioningState", "")
        return self._canceled if state == _CANCELED else state
