"""Every spec is valid Swagger 2.0 and nothing in it points nowhere."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename


def test_it_is_valid_swagger(spec_file: Path) -> None:
    document, uri = read_from_filename(str(spec_file))
    assert document["swagger"] == "2.0"
    validate(document, base_uri=uri)


def test_it_has_nothing_that_a_template_engine_would_read(spec_file: Path) -> None:
    """connexion passes specs through Jinja2."""
    text = spec_file.read_text(encoding="utf-8")
    assert "{{" not in text
    assert "{%" not in text


def test_no_reference_dangles(every_reference: list[Any]) -> None:
    assert len(every_reference) > 300
    for reference in every_reference:
        reference.follow()


def test_a_dangling_reference_would_be_found(every_file: list[Any]) -> None:
    node = type(every_file[0])
    spec = next(f for f in every_file if f.path.name == "redhatopenshift.json")
    for ref in ("#/definitions/Nobody", "../nowhere.json#/definitions/Resource"):
        with pytest.raises(LookupError, match=r"no file|nothing"):
            node(spec.path, {"$ref": ref}).follow()


def test_references_stay_inside_the_specs(every_reference: list[Any], spec_folder: Path) -> None:
    for reference in every_reference:
        assert "://" not in reference.value["$ref"]
        assert reference.follow().path.is_relative_to(spec_folder)


def test_the_version_is_that_of_the_folder(spec: Any) -> None:
    assert spec.root.value["info"]["version"] == spec.version


def test_operation_ids_are_unique(spec: Any) -> None:
    counts = Counter(operation.id for operation in spec.operations())
    assert max(counts.values()) == 1


def test_every_path_parameter_is_declared_once(operation: Any, spec: Any) -> None:
    in_path = [p.value["name"] for p in operation.parameters() if p.value["in"] == "path"]
    in_url = [part[1:-1] for part in operation.url.split("/") if part.startswith("{")]
    assert sorted(in_path) == sorted(in_url), spec.version


def test_every_example_file_is_shown(spec: Any) -> None:
    folder = spec.root.path.parent / "examples"
    shown = {example.path for o in spec.operations() for example in o.examples()}
    assert shown == set(folder.glob("*.json"))
