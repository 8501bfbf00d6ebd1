"""GET bodies of document states that were rendered before: clients poll the same state for hours.

An etag names one state of one document, so what was rendered from it never gets stale.
"""

from __future__ import annotations

from collections import OrderedDict

import orjson

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.database.collection import Stored
from aro_rp.frontend.replies import to_bytes
from aro_rp.frontend.resources import VersionApi


class Renderings:
    """Keeps the ``limit`` clusters asked for last, as JSON; they hold no secrets."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()

    def item(self, stored: Stored[OpenShiftClusterDocument], api: VersionApi) -> orjson.Fragment:
        """The cluster as this version shows it, to be put into a list."""
        return orjson.Fragment(self.body(stored, api)[:-1])

    def body(self, stored: Stored[OpenShiftClusterDocument], api: VersionApi) -> bytes:
        """The cluster as this version shows it, as a whole body."""
        state = (stored.id, stored.etag, api.version)
        kept = self._kept.get(state)
        if kept is not None:
            self._kept.move_to_end(state)
            return kept
        shown = api.converter.render(stored.json()["openShiftCluster"])
        made = self._kept[state] = to_bytes(shown)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        return made
