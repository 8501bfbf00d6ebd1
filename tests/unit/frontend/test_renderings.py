"""Bodies are rendered once per state of a document."""

from __future__ import annotations

import orjson

from aro_api.internal.models import OpenShiftCluster, OpenShiftClusterDocument
from aro_api.versions import VERSIONS
from aro_rp.database.collection import Stored
from aro_rp.database.store import Row
from aro_rp.frontend.renderings import Renderings
from aro_rp.frontend.resources import VersionApi, version_api


def api(version: str) -> VersionApi:
    return version_api(VERSIONS[version], VERSIONS[version].routes())


def state(id: str, etag: str, name: str) -> Stored[OpenShiftClusterDocument]:
    doc = OpenShiftClusterDocument(id=id, open_shift_cluster=OpenShiftCluster(name=name))
    body = doc.model_dump_json(by_alias=True, exclude_defaults=True).encode()
    row = Row("OpenShiftClusters", "p", id, etag, body, 1)
    return Stored(row, OpenShiftClusterDocument)


def test_the_same_state_is_rendered_once() -> None:
    renderings, newest = Renderings(2), api("2025-07-25")
    first = renderings.body(state("a", "1", "x"), newest)
    assert renderings.body(state("a", "1", "never read"), newest) is first


def test_a_new_state_or_another_version_is_rendered_anew() -> None:
    renderings, newest = Renderings(9), api("2025-07-25")
    renderings.body(state("a", "1", "x"), newest)
    assert orjson.loads(renderings.body(state("a", "2", "y"), newest))["name"] == "y"
    older = orjson.loads(renderings.body(state("a", "1", "x"), api("2020-04-30")))
    assert "systemData" not in older


def test_only_so_many_are_kept_and_the_least_used_goes_first() -> None:
    renderings, newest = Renderings(2), api("2025-07-25")
    kept = renderings.body(state("a", "1", "x"), newest)
    renderings.body(state("b", "1", "x"), newest)
    assert renderings.body(state("a", "1", "x"), newest) is kept
    renderings.body(state("c", "1", "x"), newest)
    assert renderings.body(state("a", "1", "x"), newest) is kept
    assert orjson.loads(renderings.body(state("b", "1", "new"), newest))["name"] == "new"


def test_a_limit_of_none_keeps_nothing() -> None:
    renderings, newest = Renderings(0), api("2025-07-25")
    renderings.body(state("a", "1", "x"), newest)
    assert orjson.loads(renderings.body(state("a", "1", "y"), newest))["name"] == "y"


def test_a_list_takes_what_a_get_was_told() -> None:
    renderings, newest = Renderings(2), api("2025-07-25")
    body = renderings.body(state("a", "1", "x"), newest)
    assert body.endswith(b"}\n")
    assert orjson.dumps([renderings.item(state("a", "1", "y"), newest)]) == b"[%b]" % body[:-1]
