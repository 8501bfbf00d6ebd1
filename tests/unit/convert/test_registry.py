from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

import aro_rp.convert
from aro_api.versions import VERSIONS
from aro_rp.convert.differences import DIFFERENCES
from aro_rp.convert.registry import converter_for, differences_of

OWN = sorted(path.stem for path in Path(aro_rp.convert.__file__).parent.glob("v2*.py"))


def test_an_unknown_version_has_no_converter() -> None:
    with pytest.raises(KeyError):
        converter_for("2019-01-01")


def test_a_version_without_a_file_of_its_own_shares_what_all_share() -> None:
    assert differences_of("2025-07-25") is DIFFERENCES


@pytest.mark.parametrize("name", OWN)
def test_a_versions_own_file_is_used_and_says_nothing_in_vain(name: str) -> None:
    version = name.removeprefix("v").replace("_", "-")
    own = import_module(f"aro_rp.convert.{name}").DIFFERENCES
    assert own
    assert own.keys() <= VERSIONS[version].converter().OpenShiftClusterCopies.DIFFERS
    assert differences_of(version) == {**DIFFERENCES, **own}
