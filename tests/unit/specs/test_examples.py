"""Every operation is shown by an example, and every example is what the spec says."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema_rs
import pytest


def problems(schema: Any, value: Any) -> list[str]:
    """What is wrong with a value, formats included."""
    validator = jsonschema_rs.Draft4Validator(schema, validate_formats=True)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(value)]


def test_parameters_are_those_declared(spec: Any, operation: Any, closed_schema: Any) -> None:
    declared = {p.value["name"]: p for p in operation.parameters()}
    assert operation.examples()
    for example in operation.examples():
        given = example.value["parameters"]
        needed = {name for name, p in declared.items() if p.value.get("required")}
        assert needed <= given.keys() <= declared.keys()
        assert given["api-version"] == spec.version
        for name, value in given.items():
            parameter = declared[name]
            if parameter.value["in"] == "body":
                schema = closed_schema(parameter.child("schema"), writing=True)
            else:
                schema = closed_schema(parameter, writing=True)
            assert problems(schema, value) == []


def test_each_documented_reply_is_shown(spec: Any, operation: Any, closed_schema: Any) -> None:
    responses = operation.node.value["responses"]
    for example in operation.examples():
        assert example.value["responses"].keys() == responses.keys(), spec.version
        for code, reply in example.value["responses"].items():
            assert reply.keys() <= {"body", "headers"}
            assert ("body" in reply) == ("schema" in responses[code])
            if "body" in reply:
                node = operation.node.child("responses", code, "schema")
                assert problems(closed_schema(node, writing=False), reply["body"]) == []


def test_reply_headers_are_those_declared(spec: Any, operation: Any) -> None:
    for example in operation.examples():
        for code, reply in example.value["responses"].items():
            declared = operation.node.value["responses"][code].get("headers", {})
            if code in ("201", "202"):
                assert reply.get("headers", {}).keys() == declared.keys(), spec.version
            for name, value in reply.get("headers", {}).items():
                assert problems({"type": declared[name]["type"]}, value) == []


def test_no_cluster_shows_its_secrets(spec: Any, operation: Any) -> None:
    for example in operation.examples():
        text = str(example.value["responses"])
        assert "pullSecret" not in text, spec.version
        assert "clientSecret" not in text


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"colour": "red"}, "'colour' was unexpected"),
        ({"id": "/subscriptions/x"}, "'id' was unexpected"),
        ({"properties": {"workerProfilesStatus": []}}, "'workerProfilesStatus' was unexpected"),
        ({"properties": {"masterProfile": {"vmSize": 8}}}, 'is not of type "string"'),
        ({"location": None}, 'null is not of type "string"'),
    ],
)
def test_the_check_finds_wrong_requests(
    spec: Any, change: Any, complaint: str, closed_schema: Any
) -> None:
    put = spec.operation("OpenShiftClusters_CreateOrUpdate")
    body = next(p for p in put.parameters() if p.value["in"] == "body").child("schema")
    value = copy.deepcopy(put.examples()[0].value["parameters"]["parameters"]) | change
    found = problems(closed_schema(body, writing=True), value)
    assert any(complaint in problem for problem in found)


def test_the_check_finds_a_missing_required_property(spec: Any, closed_schema: Any) -> None:
    cluster = spec.definition("OpenShiftCluster")
    found = problems(closed_schema(cluster, writing=True), {"tags": {}})
    assert any('"location" is a required property' in problem for problem in found)
