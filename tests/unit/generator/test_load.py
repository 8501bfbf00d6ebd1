from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aro_generator.load import Place, find_specs, load, relative


@pytest.mark.parametrize(
    ("base", "target", "path"),
    [
        ("a/b/c.json", "d.json", "a/b/d.json"),
        ("a/b/c.json", "../../e/f.json", "e/f.json"),
        ("a/b/c.json", "./x/../d.json", "a/b/d.json"),
        ("c.json", "../d.json", "../d.json"),
    ],
)
def test_a_reference_is_relative_to_its_file(base: str, target: str, path: str) -> None:
    assert relative(base, target) == path


def test_versions_are_found_in_both_folders_and_sorted(tmp_path: Path) -> None:
    for folder in ("preview/2021-01-01-preview", "stable/2022-01-01", "stable/2020-01-01"):
        spec = tmp_path / "redhatopenshift" / folder / "redhatopenshift.json"
        spec.parent.mkdir(parents=True)
        spec.write_text("{}")
    found = [spec.version for spec in find_specs(tmp_path)]
    assert found == ["2020-01-01", "2021-01-01-preview", "2022-01-01"]


def test_only_what_is_referred_to_is_read(
    tree: dict[str, Any], write: Callable[[dict[str, Any]], Path]
) -> None:
    tree["common-types/v9/unused.json"] = "not even JSON"
    documents = load(write(tree)).documents
    assert sorted(documents) == [
        "common-types/v1/types.json",
        "internal/documents.json",
        "redhatopenshift/stable/2020-01-01/redhatopenshift.json",
    ]


def test_a_place_escapes_its_pointer() -> None:
    place = Place("f.json", "", {"a/b": {"c~d": 1}})
    assert place.child("a/b").child("c~d").pointer == "/a~1b/c~0d"
