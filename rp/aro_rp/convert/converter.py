"""One api-version's cluster to the hub and back: generated copies and hand-written differences."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from aro_api.internal import documents as hub
from aro_api.internal.models import ProvisioningState
from aro_api.wire import JsonObject, Seal, Unseal
from aro_rp.convert.differences import Difference, View

_CANCELED = ProvisioningState.CANCELED.value
_WORDS_FOR_CANCELED = (_CANCELED, "Cancelled")
_FAILED = ProvisioningState.FAILED.value


class Copies(Protocol):
    """What the generator emits for each version."""

    DIFFERS: frozenset[str]
    SHOWN_EMPTY: frozenset[str]

    def to_hub(self, src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None: ...
    def render(self, src: hub.OpenShiftCluster, unseal: Unseal | None = None) -> JsonObject: ...


class Unclaimed(Exception):
    """A path differs from the hub and nobody converts it."""


class OpenShiftClusterConverter:
    """Converts clusters of one version, JSON to JSON; holds no state of its own."""

    def __init__(
        self, copies: Copies, differences: Mapping[str, Difference], states: Collection[str]
    ) -> None:
        if unclaimed := copies.DIFFERS - differences.keys():
            raise Unclaimed(", ".join(sorted(unclaimed)))
        self.handles = copies.DIFFERS
        self._copies = copies
        self._differences = tuple(differences[path] for path in sorted(copies.DIFFERS))
        self._public = View(None, copies.SHOWN_EMPTY)
        self._canceled = next((word for word in _WORDS_FOR_CANCELED if word in states), _FAILED)

    def to_hub(self, src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
        """Lays a version's cluster over ``dst``; what the version does not know stays."""
        properties = dst.setdefault("properties", {})
        state = properties.get("provisioningState", "")
        self._copies.to_hub(src, dst, seal)
        if state == _CANCELED:
            properties["provisioningState"] = state  # the version may have no word for it
        for difference in self._differences:
            difference.to_hub(src, dst, seal)

    def render(self, src: hub.OpenShiftCluster, unseal: Unseal | None = None) -> JsonObject:
        """The cluster as JSON of this version, sharing nothing with ``src``.

        Secrets are in it only when ``unseal`` is given, which opens them.
        """
        out = self._copies.render(src, unseal)
        if src.get("properties", {}).get("provisioningState") == _CANCELED:
            out["properties"]["provisioningState"] = self._canceled
        view = self._public if unseal is None else View(unseal, self._copies.SHOWN_EMPTY)
        for difference in self._differences:
            difference.render(src, out, view)
        return out

    def shown_state(self, properties: hub.OpenShiftClusterProperties) -> str:
        """The provisioning state in this version's words: one without a word for it shows Failed.

        To a client both are the end of work that did not come to its end.
        """
        state = properties.get("provisioningState", "")
        return self._canceled if state == _CANCELED else state
