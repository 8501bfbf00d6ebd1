from __future__ import annotations

import pytest

from aro_api.internal import documents as hub
from aro_api.wire import JsonObject, Seal, Unseal, View
from aro_rp.convert import converter_for
from aro_rp.convert.converter import OpenShiftClusterConverter, Unclaimed

SHOWN_EMPTY = frozenset({"properties.list"})


class NoCopies:
    """A version that shares nothing with the hub."""

    SHOWN_EMPTY = SHOWN_EMPTY

    def __init__(self, *differs: str) -> None:
        self.DIFFERS = frozenset(differs)

    def to_hub(self, src: JsonObject, dst: hub.OpenShiftCluster, seal: Seal) -> None:
        dst["name"] = seal("copied")

    def render(self, src: hub.OpenShiftCluster, view: View) -> JsonObject:
        return {"opened": view.unseal is not None, "empty": view.shown_empty}


def converter(*differs: str) -> OpenShiftClusterConverter:
    return OpenShiftClusterConverter(NoCopies(*differs), ["handled"], ())


def test_copies_can_seal() -> None:
    cluster: hub.OpenShiftCluster = {}
    converter().to_hub({}, cluster, str.upper)
    assert cluster["name"] == "COPIED"


@pytest.mark.parametrize("unseal", [None, str.lower])
def test_copies_know_whether_secrets_are_wanted(unseal: Unseal | None) -> None:
    shown = converter("handled").render({}, unseal)
    assert shown == {"opened": unseal is not None, "empty": SHOWN_EMPTY}


def test_a_difference_that_nobody_handles_is_refused_at_once() -> None:
    with pytest.raises(Unclaimed, match="newPath"):
        converter("handled", "newPath")


def test_converters_are_made_once_for_each_version() -> None:
    assert converter_for("2025-07-25") is converter_for("2025-07-25")
    with pytest.raises(KeyError):
        converter_for("1999-01-01")
