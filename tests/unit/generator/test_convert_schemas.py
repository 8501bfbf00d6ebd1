from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aro_generator.pipeline import State
from aro_generator.stages.convert_schemas import convert_schemas

Tree = dict[str, Any]
Schemas = Callable[[], Tree]
CREATED_BY = {"name": "createdByType", "modelAsString": True}


@pytest.fixture
def schemas(tree: Tree, understand: Callable[[Tree], State]) -> Schemas:
    def schemas(version: str = "2020-01-01") -> Tree:
        made: Tree = convert_schemas(understand(tree)).schemas[version]["components"]["schemas"]
        return made

    return schemas


def test_an_open_enum_takes_every_string(schemas: Schemas) -> None:
    color = schemas()["OpenShiftCluster"]["properties"]["color"]
    assert color == {"anyOf": [{"$ref": "#/components/schemas/Color"}, {"type": "string"}]}


def test_a_closed_enum_is_a_plain_reference(schemas: Schemas, definitions: Tree) -> None:
    del definitions["Color"]["x-ms-enum"]
    color = schemas()["OpenShiftCluster"]["properties"]["color"]
    assert color == {"$ref": "#/components/schemas/Color"}


def test_inline_enums_of_one_name_and_the_same_values_become_one_class(
    schemas: Schemas, definitions: Tree
) -> None:
    inline = {"type": "string", "enum": ["User", "Key"], "x-ms-enum": CREATED_BY}
    properties = definitions["OpenShiftCluster"]["properties"]
    properties |= {"first": inline, "last": dict(inline)}
    made = schemas()
    assert made["CreatedByType"]["enum"] == ["User", "Key"]
    assert properties["first"] == properties["last"]


def test_inline_enums_of_one_name_and_other_values_are_kept_apart(
    schemas: Schemas, definitions: Tree
) -> None:
    properties = definitions["OpenShiftCluster"]["properties"]
    properties["first"] = {"type": "string", "enum": ["User"], "x-ms-enum": CREATED_BY}
    properties["last"] = {"type": "string", "enum": ["Key"], "x-ms-enum": CREATED_BY}
    made = schemas()
    assert made["CreatedByType"]["enum"] == ["User"]
    assert made["OpenShiftClusterLast"]["enum"] == ["Key"]


@pytest.mark.parametrize("form", ["uuid", "uri", "arm-id", "password"])
def test_what_is_checked_elsewhere_is_not_in_the_models(
    schemas: Schemas, definitions: Tree, form: str
) -> None:
    schema = {"type": "string", "format": form, "minLength": 1, "pattern": "x"}
    definitions["OpenShiftCluster"]["properties"]["it"] = schema
    assert schemas()["OpenShiftCluster"]["properties"]["it"] == {"type": "string"}


def test_a_point_in_time_stays_one(schemas: Schemas, definitions: Tree) -> None:
    schema = {"type": "string", "format": "date-time"}
    definitions["OpenShiftCluster"]["properties"]["it"] = schema
    assert schemas()["OpenShiftCluster"]["properties"]["it"] == schema


def test_a_secret_is_sealed_in_the_hub_and_hidden_from_prints_in_a_version(
    schemas: Callable[[str], Tree], tree: Tree, definitions: Tree
) -> None:
    schema = {"type": "string", "x-ms-secret": True}
    definitions["OpenShiftCluster"]["properties"]["it"] = schema
    hub = tree["internal/documents.json"]["definitions"]
    hub["OpenShiftCluster"]["properties"]["it"] = dict(schema)
    wire = schemas("2020-01-01")["OpenShiftCluster"]["properties"]["it"]
    stored = schemas("internal")["OpenShiftCluster"]["properties"]["it"]
    assert wire["repr"] is False
    assert stored["customTypePath"] == "aro_api.secret.Secret"


def test_the_hub_keeps_members_it_does_not_know(schemas: Callable[[str], Tree]) -> None:
    assert schemas("internal")["OpenShiftCluster"]["additionalProperties"] is True
    assert "additionalProperties" not in schemas("2020-01-01")["OpenShiftCluster"]
