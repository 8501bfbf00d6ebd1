"""GET bodies of document states that were rendered before: clients poll the same state for hours.

An etag names one state of one document, so what was rendered from it never gets stale.
"""

from __future__ import annotations

from collections import OrderedDict

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.database.store import Row
from aro_rp.frontend.replies import to_bytes
from aro_rp.frontend.resources import VersionApi


class Renderings:
    """Keeps the ``limit`` bodies asked for last; they hold no secrets."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bodies: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()

    def of(self, row: Row, api: VersionApi) -> bytes:
        state = (row.id, row.etag, api.version)
        body = self._bodies.get(state)
        if body is not None:
            self._bodies.move_to_end(state)
            return body
        doc = OpenShiftClusterDocument.model_validate_json(row.body)
        body = self._bodies[state] = to_bytes(api.converter.render(doc.open_shift_cluster))
        if len(self._bodies) > self._limit:
            self._bodies.popitem(last=False)
        return body
