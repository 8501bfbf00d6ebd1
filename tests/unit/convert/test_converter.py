from __future__ import annotations

import pytest

from aro_api.internal import documents as hub
from aro_api.wire import JsonObject, Seal, Unseal
from aro_rp.convert import converter_for
from aro_rp.convert.converter import OpenShiftClusterConverter, Unclaimed
from aro_rp.convert.differences import Difference


class NoCopies:
    """A version that shares nothing with the hub."""

    SHOWN_EMPTY: frozenset[str] = frozenset()

    def __init__(self, *differs: str) -> None:
        self.DIFFERS = frozenset(differs)

    def to_hub(self, src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
        dst["name"] = "copied"

    def render(self, src: hub.OpenShiftCluster, unseal: Unseal | None = None) -> JsonObject:
        return {"copied": True, "opened": unseal is not None}


def converter(*differs: str) -> OpenShiftClusterConverter:
    def name(src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
        dst["name"] += seal(" and handled")

    marked = Difference(name, lambda src, out, view: out.update(opens=view.unseal is not None))
    return OpenShiftClusterConverter(NoCopies(*differs), {"handled": marked}, ())


def test_handlers_run_after_the_copies_and_can_seal() -> None:
    cluster: hub.OpenShiftCluster = {}
    converter("handled").to_hub({}, cluster, str.upper)
    assert cluster["name"] == "copied AND HANDLED"


@pytest.mark.parametrize("unseal", [None, str.lower])
def test_handlers_know_whether_secrets_are_wanted(unseal: Unseal | None) -> None:
    wanted = unseal is not None
    shown = converter("handled").render({}, unseal)
    assert shown == {"copied": True, "opened": wanted, "opens": wanted}


def test_a_handler_that_the_version_does_not_need_is_not_run() -> None:
    assert "opens" not in converter().render({})


def test_a_difference_that_nobody_handles_is_refused_at_once() -> None:
    with pytest.raises(Unclaimed, match="newPath"):
        converter("handled", "newPath")


def test_converters_are_made_once_for_each_version() -> None:
    assert converter_for("2025-07-25") is converter_for("2025-07-25")
    with pytest.raises(KeyError):
        converter_for("1999-01-01")
