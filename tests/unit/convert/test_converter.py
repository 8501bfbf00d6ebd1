from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from pydantic import ValidationError

from aro_api.internal import models as hub
from aro_api.v2025_07_25 import models
from aro_api.wire import JsonObject, Reveal
from aro_rp.convert import converter_for
from aro_rp.convert.converter import OpenShiftClusterConverter, Unclaimed
from aro_rp.convert.differences import Difference


class NoCopies:
    """A version that shares nothing with the hub."""

    SHOWN_EMPTY: frozenset[str] = frozenset()

    def __init__(self, *differs: str) -> None:
        self.DIFFERS = frozenset(differs)

    def to_hub(self, src: Any, dst: hub.OpenShiftCluster) -> None:
        dst.name = "copied"

    def render(self, src: hub.OpenShiftCluster, reveal: Reveal | None = None) -> JsonObject:
        return {"copied": True, "opened": reveal is not None}


def converter(*differs: str) -> OpenShiftClusterConverter:
    def name(src: Any, dst: hub.OpenShiftCluster) -> None:
        dst.name += " and handled"

    marked = Difference(name, lambda src, out, view: out.update(opens=view.reveal is not None))
    module: ModuleType = models
    return OpenShiftClusterConverter(module, NoCopies(*differs), {"handled": marked})


def test_handlers_run_after_the_copies() -> None:
    cluster = hub.OpenShiftCluster()
    converter("handled").to_hub(None, cluster)
    assert cluster.name == "copied and handled"


@pytest.mark.parametrize("reveal", [None, lambda secret: secret.reveal()])
def test_handlers_know_whether_secrets_are_wanted(reveal: Reveal | None) -> None:
    wanted = reveal is not None
    shown = converter("handled").render(hub.OpenShiftCluster(), reveal)
    assert shown == {"copied": True, "opened": wanted, "opens": wanted}


def test_a_handler_that_the_version_does_not_need_is_not_run() -> None:
    assert "opens" not in converter().render(hub.OpenShiftCluster())


def test_a_difference_that_nobody_handles_is_refused_at_once() -> None:
    with pytest.raises(Unclaimed, match="newPath"):
        converter("handled", "newPath")


def test_a_body_that_does_not_fit_the_version_is_refused() -> None:
    with pytest.raises(ValidationError):
        converter().read({"location": 7})


def test_converters_are_made_once_for_each_version() -> None:
    assert converter_for("2025-07-25") is converter_for("2025-07-25")
    with pytest.raises(KeyError):
        converter_for("1999-01-01")
