"""What is committed under ``generated/`` is what the specs give, and tools accept it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import connexion
import jsonschema_rs
import pytest
from connexion.resolver import Resolver
from openapi_spec_validator import validate

from aro_api.versions import VERSIONS
from aro_generator import names
from aro_generator.cli import produce
from aro_generator.output import Emitted, compare

ROOT = Path(__file__).parents[3]
SPECS = ROOT / "api-specs"
NEWEST = max(VERSIONS)


@pytest.fixture(scope="module")
def produced() -> Emitted:
    return produce(SPECS)


def test_what_is_committed_is_what_the_specs_give(produced: Emitted) -> None:
    differences = compare(ROOT / "generated", produced)
    assert not differences, f"{differences}: run `make generate`"


def test_a_new_version_without_new_fields_costs_its_spec_and_nothing_else(
    produced: Emitted, tmp_path: Path
) -> None:
    specs = tmp_path / "api-specs"
    shutil.copytree(SPECS, specs, ignore=shutil.ignore_patterns("examples"))
    [old] = specs.glob(f"redhatopenshift/*/{NEWEST}/redhatopenshift.json")
    new = specs / "redhatopenshift" / "stable" / "2999-01-01" / old.name
    new.parent.mkdir()
    new.write_text(old.read_text("utf-8").replace(NEWEST, "2999-01-01"))
    files = produce(specs).files
    changed = {name for name in files if files[name] != produced.files.get(name)}
    package = names.package("2999-01-01")
    assert {name.partition("/")[0] for name in changed} == {"versions.py", package}
    converter = files[f"{names.package(NEWEST)}/converter.py"].decode()
    renamed = converter.replace(NEWEST, "2999-01-01").replace(names.package(NEWEST), package)
    assert files[f"{package}/converter.py"].decode() == renamed


@pytest.mark.parametrize("version", VERSIONS)
def test_the_routes_are_a_valid_spec(version: str) -> None:
    validate(VERSIONS[version].routes())


@pytest.mark.parametrize("version", VERSIONS)
def test_stock_connexion_takes_the_routes_with_every_operation(version: str) -> None:
    asked: list[str] = []

    async def handler() -> None: ...

    def resolve(operation_id: str) -> Any:
        asked.append(operation_id)
        return handler

    app = connexion.AsyncApp(__name__)
    app.add_api(VERSIONS[version].routes(), resolver=Resolver(resolve))
    app.middleware._build_middleware_stack()
    assert set(asked) == VERSIONS[version].operations


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("operation", ["CreateOrUpdate", "Update"])
def test_the_body_of_an_example_is_taken(version: str, operation: str) -> None:
    declared = VERSIONS[version].operation(f"OpenShiftClusters_{operation}")
    routes = VERSIONS[version].routes()
    parameters = routes["paths"][declared.path][declared.verb]["parameters"]
    [schema] = [each["schema"] for each in parameters if each["in"] == "body"]
    validator = jsonschema_rs.Draft4Validator(schema | {"definitions": routes["definitions"]})
    [path] = SPECS.glob(f"redhatopenshift/*/{version}/examples/{declared.id}.json")
    body = json.loads(path.read_text("utf-8"))["parameters"][declared.body]
    assert [error.message for error in validator.iter_errors(body)] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_an_operation_names_its_handler_and_its_arguments(version: str) -> None:
    for name in VERSIONS[version].operations:
        operation = VERSIONS[version].operation(name)
        group = getattr(VERSIONS[version].operations_module(), operation.group)
        handler = getattr(group, operation.method)
        arguments = set(operation.parameters) | ({operation.body} if operation.body else set())
        assert set(handler.__annotations__) - {"call", "return"} == arguments
