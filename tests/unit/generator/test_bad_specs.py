"""A bad spec: the place of the fault, exit code 2, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aro_generator.cli import main

SPEC = "redhatopenshift/stable/2020-01-01/redhatopenshift.json"
SHARED = "common-types/v1/types.json"
DEFINITIONS = f"{SPEC}#/definitions"
CLUSTER = f"{DEFINITIONS}/OpenShiftCluster"
PATH = "/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}"
OTHER = "/providers/microsoft.redhatopenshift/openshiftclusters/{name}"
GET = f"{SPEC}#/paths/{PATH.replace('/', '~1')}/get"

Tree = dict[str, Any]
Spoil = Callable[[Tree], None]
CASES: dict[str, tuple[Spoil, str, str]] = {}


def case(place: str, words: str) -> Callable[[Spoil], Spoil]:
    def register(spoil: Spoil) -> Spoil:
        CASES[spoil.__name__] = (spoil, place, words)
        return spoil

    return register


def member(tree: Tree, schema: Any, name: str = "new") -> None:
    tree[SPEC]["definitions"]["OpenShiftCluster"]["properties"][name] = schema


@case(f"{CLUSTER}/properties/new/$ref", "'#/definitions/Gone' refers to nothing")
def dangling_reference(tree: Tree) -> None:
    member(tree, {"$ref": "#/definitions/Gone"})


@case(f"{CLUSTER}/properties/new/$ref", "the file 'other.json' does not exist")
def reference_to_a_missing_file(tree: Tree) -> None:
    member(tree, {"$ref": "other.json#/definitions/Gone"})


@case(f"{SHARED}#/definitions/Resource/properties/more/$ref", "refers to nothing")
def dangling_reference_in_a_shared_file(tree: Tree) -> None:
    tree[SHARED]["definitions"]["Resource"]["properties"]["more"] = {"$ref": "#/definitions/No"}


@case(f"{DEFINITIONS}/Left", "is defined by itself through")
def circle_of_references_through_another_file(tree: Tree) -> None:
    tree[SPEC]["definitions"]["Left"] = {"$ref": f"../../../{SHARED}#/definitions/Right"}
    tree[SHARED]["definitions"]["Right"] = {"$ref": f"../../{SPEC}#/definitions/Left"}


@case(f"{DEFINITIONS}/Heir", "is defined by itself through")
def inheritance_from_itself(tree: Tree) -> None:
    tree[SPEC]["definitions"]["Heir"] = {"allOf": [{"$ref": "#/definitions/Heir"}]}


@case(
    f"{SPEC}#/paths/{PATH.replace('/', '~1')}/patch/operationId",
    "'OpenShiftClusters_Get' is also the operation at",
)
def operation_id_used_twice(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["patch"]["operationId"] = "OpenShiftClusters_Get"


@case(GET, "has no operationId")
def operation_without_an_id(tree: Tree) -> None:
    del tree[SPEC]["paths"][PATH]["get"]["operationId"]


@case(GET, "'OpenShiftClusters_Get' declares no responses")
def operation_without_responses(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["get"]["responses"] = {}


@case(f"{SPEC}#/paths", "would be one method in Python")
def operations_that_become_one_method(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["patch"]["operationId"] = "OpenShiftClusters_GET"


@case(CLUSTER, "the properties 'diskSize' and 'disk_size' would both be called the same")
def properties_that_become_one_attribute(tree: Tree) -> None:
    member(tree, {"type": "string"}, "diskSize")
    member(tree, {"type": "string"}, "disk_size")


@case(f"{DEFINITIONS}/color", "'color' and '/definitions/Color' would be one class")
def definitions_that_become_one_class(tree: Tree) -> None:
    tree[SPEC]["definitions"]["color"] = {"type": "string"}


@case(f"{CLUSTER}/properties/new/type", "the type 'file' is not supported")
def unsupported_type(tree: Tree) -> None:
    member(tree, {"type": "file"})


@case(f"{CLUSTER}/properties/new/items/oneOf", "'oneOf' is not supported")
def unsupported_keyword(tree: Tree) -> None:
    member(tree, {"type": "array", "items": {"oneOf": []}})


@case(f"{CLUSTER}/properties/new", "an array needs 'items'")
def array_without_items(tree: Tree) -> None:
    member(tree, {"type": "array"})


@case(f"{CLUSTER}/properties/new", "has neither a type nor a reference")
def schema_that_says_nothing(tree: Tree) -> None:
    member(tree, {"description": "?"})


@case(f"{CLUSTER}/properties/new", "is not a schema object")
def schema_that_is_no_object(tree: Tree) -> None:
    member(tree, "string")


@case(f"{SPEC}#:", "info.version is '2021-01-01' but the folder says '2020-01-01'")
def version_that_is_not_the_folder(tree: Tree) -> None:
    tree[SPEC]["info"]["version"] = "2021-01-01"


@case(f"{SPEC}#:", "is not a Swagger 2.0 document")
def another_kind_of_document(tree: Tree) -> None:
    tree[SPEC] = {"openapi": "3.0.3"}


@case(f"{SPEC}#:", "has no 'definitions' object")
def spec_without_definitions(tree: Tree) -> None:
    del tree[SPEC]["definitions"]


@case(f"{SPEC}#:", "cannot be read")
def malformed_json(tree: Tree) -> None:
    tree[SPEC] = "{"


@case(f"{SPEC}#:", "the key 'paths' is written twice")
def key_written_twice(tree: Tree) -> None:
    tree[SPEC] = '{"swagger": "2.0", "paths": {}, "paths": {}}'


@case("data/operations.yaml#/operations/0", "lacks ['operation']")
def provider_operation_without_a_text(tree: Tree) -> None:
    tree["data/operations.yaml"] = "provider: P\norigin: o\noperations: [{name: n, resource: r}]\n"


@case(f"{SPEC}#/info", "lacks ['title']")
def spec_without_a_title(tree: Tree) -> None:
    del tree[SPEC]["info"]["title"]


@case(f"{SPEC}#/info", "must be an object, not '2020-01-01'")
def information_that_is_no_object(tree: Tree) -> None:
    tree[SPEC]["info"] = "2020-01-01"


@case(f"{SPEC}#/paths/~1empty", "must be an object, not None")
def path_without_operations(tree: Tree) -> None:
    tree[SPEC]["paths"]["/empty"] = None


@case(GET, "must be an object, not 'later'")
def operation_that_is_no_object(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["get"] = "later"


@case(f"{GET}/responses", "must be an object, not ['200']")
def responses_as_a_list(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["get"]["responses"] = ["200"]


@case(f"{GET}/responses/200", "must be an object, not 'Fine'")
def response_that_is_only_its_text(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["get"]["responses"] = {"200": "Fine"}


@case(f"{GET}/parameters", "must be a list, not {}")
def parameters_that_are_no_list(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["get"]["parameters"] = {}


@case(f"{GET}/parameters/0", "lacks ['name']")
def parameter_without_a_name(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["get"]["parameters"] = [{"in": "query", "type": "string"}]


@case(f"{SPEC}#/paths/{PATH.replace('/', '~1')}/parameters/0", "lacks ['in']")
def shared_parameter_without_a_place(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["parameters"] = [{"name": "color", "type": "string"}]


@case(f"{SHARED}#/parameters/Color", "lacks ['in']")
def parameter_of_a_shared_file_without_a_place(tree: Tree) -> None:
    tree[SHARED]["parameters"] = {"Color": {"name": "color", "type": "string"}}
    reference = {"$ref": f"../../../{SHARED}#/parameters/Color"}
    tree[SPEC]["paths"][PATH]["get"]["parameters"].append(reference)


@case(f"{CLUSTER}/properties/new/type", "must be text, not ['string', 'null']")
def several_types(tree: Tree) -> None:
    member(tree, {"type": ["string", "null"]})


@case(f"{CLUSTER}/properties/new/enum", "must be a list, not 'Red'")
def enum_that_is_no_list(tree: Tree) -> None:
    member(tree, {"type": "string", "enum": "Red"})


@case(f"{CLUSTER}/properties/new/items", "is not a schema object")
def items_that_are_no_schema(tree: Tree) -> None:
    member(tree, {"type": "array", "items": None})


@case(f"{CLUSTER}/properties", "must be an object, not ['size']")
def properties_as_a_list(tree: Tree) -> None:
    tree[SPEC]["definitions"]["OpenShiftCluster"]["properties"] = ["size"]


@case(f"{SHARED}#/definitions", "must be an object, not []")
def definitions_as_a_list(tree: Tree) -> None:
    tree[SHARED]["definitions"] = []
    tree[SPEC]["definitions"]["OpenShiftCluster"]["allOf"] = [{"$ref": f"../../../{SHARED}#"}]


def moved(tree: Tree, folder: str, version: str) -> None:
    """The spec stands in another folder, and says the version that it is named after."""
    spec = tree.pop(SPEC)
    spec["info"]["version"] = version
    tree[f"redhatopenshift/{folder}/{version}/redhatopenshift.json"] = spec


@case("redhatopenshift/stable/next/", "'next' is not an api-version such as 2026-01-31")
def version_that_is_no_date(tree: Tree) -> None:
    moved(tree, "stable", "next")


@case("redhatopenshift/stable/2020-01-01-preview/", "belongs in redhatopenshift/preview")
def preview_among_the_stable_versions(tree: Tree) -> None:
    moved(tree, "stable", "2020-01-01-preview")


@case("redhatopenshift/preview/2020-01-01/", "belongs in redhatopenshift/stable")
def stable_version_among_the_previews(tree: Tree) -> None:
    moved(tree, "preview", "2020-01-01")


@case("data/operations.yaml#", "lacks ['provider']")
def provider_operations_without_a_provider(tree: Tree) -> None:
    tree["data/operations.yaml"] = "origin: o\noperations: []\n"


@case("data/operations.yaml#/operations", "must be a list, not 'none'")
def provider_operations_that_are_no_list(tree: Tree) -> None:
    tree["data/operations.yaml"] = "provider: P\norigin: o\noperations: none\n"


@case("data/sizes.yaml#", "the key 'small' is written twice")
def key_written_twice_in_yaml(tree: Tree) -> None:
    tree["data/sizes.yaml"] = "small: 1\nlarge: 2\nsmall: 3\n"


@case(f"{CLUSTER}/properties/new/readonly", "'readonly' is not a keyword here; 'readOnly' is")
def keyword_that_is_misspelled(tree: Tree) -> None:
    member(tree, {"type": "string", "readonly": True})


@case(f"{CLUSTER}/properties/new/x-aro-mutabel", "is not a keyword here; 'x-aro-mutable' is")
def extension_of_ours_that_is_misspelled(tree: Tree) -> None:
    member(tree, {"type": "string", "x-aro-mutabel": True})


@case(f"{CLUSTER}/properties/new/readOnly", "must be true or false, not 'yes'")
def switch_that_is_text(tree: Tree) -> None:
    member(tree, {"type": "string", "readOnly": "yes"})


@case(f"{CLUSTER}/properties/new/x-aro-secret", "must be true or false, not 1")
def flag_that_is_a_number(tree: Tree) -> None:
    member(tree, {"type": "string", "x-aro-secret": 1})


@case(f"{CLUSTER}/properties/new/maxLength", "must be a whole number, at least 0, not -1")
def length_below_zero(tree: Tree) -> None:
    member(tree, {"type": "string", "maxLength": -1})


@case(f"{CLUSTER}/properties/new/minimum", "must be a number, not '9'")
def limit_that_is_text(tree: Tree) -> None:
    member(tree, {"type": "integer", "minimum": "9"})


@case(f"{CLUSTER}/properties/new/minimum", "minimum 9 is above maximum 2")
def limits_the_wrong_way_round(tree: Tree) -> None:
    member(tree, {"type": "integer", "minimum": 9, "maximum": 2})


@case(f"{CLUSTER}/properties/new/pattern", "'(' is no regular expression")
def pattern_that_cannot_be_compiled(tree: Tree) -> None:
    member(tree, {"type": "string", "pattern": "("})


@case(f"{CLUSTER}/properties/new/enum", "lists no value, so none could be given")
def enum_without_values(tree: Tree) -> None:
    member(tree, {"type": "string", "enum": []})


@case(f"{CLUSTER}/properties/new/enum/1", "must be text, not 1")
def enum_with_a_number(tree: Tree) -> None:
    member(tree, {"type": "string", "enum": ["one", 1]})


@case(f"{CLUSTER}/properties/new/enum/1", "'one' is listed twice")
def enum_with_a_value_twice(tree: Tree) -> None:
    member(tree, {"type": "string", "enum": ["one", "one"]})


@case(f"{CLUSTER}/properties/new/default", "must be of type string, not 5")
def default_of_another_type(tree: Tree) -> None:
    member(tree, {"type": "string", "default": 5})


@case(f"{CLUSTER}/properties/new/default", "must be of type integer, not True")
def default_that_is_a_truth_value(tree: Tree) -> None:
    member(tree, {"type": "integer", "default": True})


@case(f"{CLUSTER}/properties/new/default", "must be one of Red, Green, not 'Blue'")
def default_that_is_not_listed(tree: Tree) -> None:
    member(tree, {"type": "string", "enum": ["Red", "Green"], "default": "Blue"})


@case(f"{CLUSTER}/properties/new/x-ms-mutability/0", "one of create, read, update, not 'make'")
def mutability_that_nobody_knows(tree: Tree) -> None:
    member(tree, {"type": "string", "x-ms-mutability": ["make"]})


@case(f"{CLUSTER}/required/1", "'colour' is required and not among the properties")
def required_member_that_is_not_declared(tree: Tree) -> None:
    tree[SPEC]["definitions"]["OpenShiftCluster"]["required"].append("colour")


@case(f"{GET}/parameters/2/minLength", "must be a whole number")
def parameter_with_a_length_that_is_text(tree: Tree) -> None:
    odd = {"name": "odd", "in": "query", "type": "string", "minLength": "1"}
    tree[SPEC]["paths"][PATH]["get"]["parameters"].append(odd)


@case(f"{SHARED}#/parameters/Color/patern", "'patern' is not a keyword here; 'pattern' is")
def shared_parameter_with_a_misspelled_keyword(tree: Tree) -> None:
    color = {"name": "color", "in": "query", "type": "string", "patern": "x"}
    tree[SHARED]["parameters"] = {"Color": color}
    reference = {"$ref": f"../../../{SHARED}#/parameters/Color"}
    tree[SPEC]["paths"][PATH]["get"]["parameters"].append(reference)


@case(f"{SPEC}#/paths/clusters", "a path begins with '/'")
def path_without_a_slash(tree: Tree) -> None:
    tree[SPEC]["paths"]["clusters"] = {}


@case(f"{SPEC}#/paths/{OTHER.replace('/', '~1')}", f"is the same path as '{PATH}'")
def path_that_is_another_one_by_case_and_names(tree: Tree) -> None:
    tree[SPEC]["paths"][OTHER] = {}


@case(f"{SPEC}#/paths/{PATH.replace('/', '~1')}/fetch", "'fetch' is none of delete, get,")
def method_that_nobody_knows(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["fetch"] = {}


@case(f"{GET}/response", "'response' is none of consumes,")
def member_of_an_operation_that_is_misspelled(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["get"]["response"] = {}


@case(f"{GET}/responses/20x", "'20x' is neither a status nor 'default'")
def status_that_is_no_number(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["get"]["responses"]["20x"] = {"description": "?"}


@case(f"{GET}/responses/200/shema", "'shema' is none of description,")
def member_of_a_reply_that_is_misspelled(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["get"]["responses"]["200"] = {"description": "?", "shema": {}}


@case(GET, "'{resourceName}' of the path is not among the parameters")
def path_parameter_that_is_not_declared(tree: Tree) -> None:
    del tree[SPEC]["paths"][PATH]["get"]["parameters"][1]


def parameter(tree: Tree, **said: Any) -> None:
    tree[SPEC]["paths"][PATH]["get"]["parameters"].append(said)


@case(f"{GET}/parameters/2", "the path has no '{color}'")
def path_parameter_that_the_path_lacks(tree: Tree) -> None:
    parameter(tree, name="color", **{"in": "path"}, required=True, type="string")


@case(f"{GET}/parameters/2", "'color' needs a type")
def parameter_without_a_type(tree: Tree) -> None:
    parameter(tree, name="color", **{"in": "query"})


@case(f"{GET}/parameters/2/in", "'cookie' is none of path, query, header, body")
def parameter_in_a_cookie(tree: Tree) -> None:
    parameter(tree, name="color", **{"in": "cookie"}, type="string")


@case(f"{GET}/parameters/2", "the query parameter 'api-version' is named twice")
def parameter_named_twice(tree: Tree) -> None:
    parameter(tree, name="api-version", **{"in": "query"}, type="string")


@case(f"{GET}/parameters/1", "'resourceName' is in the path and must be required")
def path_parameter_that_may_be_left_out(tree: Tree) -> None:
    tree[SPEC]["paths"][PATH]["get"]["parameters"][1]["required"] = False


@case(f"{GET}/parameters/2", "a body needs a 'schema'")
def body_without_a_schema(tree: Tree) -> None:
    parameter(tree, name="body", **{"in": "body"})


@case(f"{GET}/parameters/3", "a request has one body")
def two_bodies(tree: Tree) -> None:
    for name in ("one", "two"):
        parameter(tree, name=name, **{"in": "body"}, schema={"$ref": "#/definitions/Color"})


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_named_by_its_place_and_nothing_is_written(
    name: str,
    tree: Tree,
    write: Callable[[Tree], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoil, place, words = CASES[name]
    spoil(tree)
    output = tmp_path / "generated"
    output.mkdir()
    with pytest.raises(SystemExit) as end:
        main(["--specs", str(write(tree)), "--output", str(output)])
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert said.startswith(f"error: {place}")
    assert words in said
    assert list(output.iterdir()) == []


def test_a_folder_without_specs_is_an_error_and_removes_nothing(
    tree: Tree, write: Callable[[Tree], Path], tmp_path: Path
) -> None:
    output = tmp_path / "generated"
    with pytest.raises(SystemExit):
        main(["--specs", str(write(tree)), "--output", str(output)])
    with pytest.raises(SystemExit) as end:
        main(["--specs", str(tmp_path / "elsewhere"), "--output", str(output)])
    assert end.value.code == 2
    assert (output / "aro_api" / "versions.py").exists()


def test_a_bad_spec_leaves_what_was_generated_before(
    tree: Tree, write: Callable[[Tree], Path], tmp_path: Path
) -> None:
    arguments = ["--specs", str(write(tree)), "--output", str(tmp_path / "generated")]
    with pytest.raises(SystemExit):
        main(arguments)
    before = {path: path.read_bytes() for path in (tmp_path / "generated").rglob("*.*")}
    dangling_reference(tree)
    write(tree)
    with pytest.raises(SystemExit):
        main(arguments)
    assert {path: path.read_bytes() for path in (tmp_path / "generated").rglob("*.*")} == before
    assert before


def test_a_schema_may_hold_itself_in_a_member_even_across_files(
    tree: Tree, write: Callable[[Tree], Path], tmp_path: Path
) -> None:
    tree[SHARED]["definitions"]["Detail"] = {
        "type": "object",
        "properties": {"details": {"type": "array", "items": {"$ref": "#/definitions/Detail"}}},
    }
    member(tree, {"$ref": f"../../../{SHARED}#/definitions/Detail"})
    with pytest.raises(SystemExit) as end:
        main(["--specs", str(write(tree)), "--output", str(tmp_path / "generated")])
    assert end.value.code == 0
