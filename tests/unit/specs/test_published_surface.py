"""Our specs are, on the wire, the published API; tests/golden/specs/README.md has the measure."""

from __future__ import annotations

from typing import Any

CREATE, UPDATE, DELETE = (
    f"OpenShiftClusters_{verb}" for verb in ("CreateOrUpdate", "Update", "Delete")
)
COMMON = {
    *("Resource", "TrackedResource", "ProxyResource", "systemData", "createdByType"),
    *("ManagedServiceIdentity", "ManagedServiceIdentityType", "UserAssignedIdentity"),
}
LIMITS = ("minLength", "maxLength", "pattern", "format")


def wire_type(node: Any) -> str:
    """A property's type in the words of the golden files."""
    here = node.follow()
    kind = here.value["type"]
    if kind == "array":
        return f"array:{wire_type(here.child('items'))}"
    if kind == "object":
        if "additionalProperties" in here.value:
            return f"map:{wire_type(here.child('additionalProperties'))}"
        return str(here.name)
    return "date-time" if here.value.get("format") == "date-time" else str(kind)


def test_the_operations_are_those_published(spec: Any, golden: Any) -> None:
    ours = {o.id: (o.method, o.url) for o in spec.operations()}
    published = {k: (o["method"], o["path"]) for k, o in golden["operations"].items()}
    assert ours == published
    assert len(ours) == golden["reference"]["operationCount"]


def test_replies_and_their_headers(spec: Any, operation: Any, golden: Any) -> None:
    published = golden["operations"][operation.id]
    responses = operation.node.value["responses"]
    assert list(responses) == [*map(str, published["success"]), "default"]
    headers = {code: sorted(r["headers"]) for code, r in responses.items() if "headers" in r}
    assert headers == golden["reference"]["headers"].get(operation.id, {}), spec.version
    if "headers" in published:
        assert sorted({h for names in headers.values() for h in names}) == published["headers"]
    assert operation.node.child("responses", "default", "schema").name == "CloudError"


def test_limits_of_the_parameters(spec: Any, operation: Any, golden: Any) -> None:
    published = golden["operations"][operation.id].get("limits", {})
    for parameter in operation.parameters():
        value = parameter.value
        ours = {k: value[k] for k in LIMITS if k in value}
        assert ours == golden["reference"]["parameters"].get(value["name"], {}), spec.version
        assert published.get(value["name"], {}).items() <= ours.items()
        assert value["required"] is True


def test_the_definitions_are_those_published(spec: Any, golden: Any) -> None:
    ours = set(spec.root.value["definitions"])
    named = golden["definitions"] | golden["reference"]["definitions"]
    enums = golden["enums"] | golden["reference"]["enums"]
    published = named.keys() | enums.keys() | set(golden["reference"].get("strings", ()))
    assert ours == published - COMMON


def test_a_definition_is_as_published(spec: Any, published_definition: str, golden: Any) -> None:
    wanted = (golden["definitions"] | golden["reference"]["definitions"])[published_definition]
    definition = spec.definition(published_definition)
    properties = definition.properties()
    assert {name: wire_type(node) for name, node in properties.items()} == wanted["properties"]
    read_only = {name for name, node in properties.items() if node.says("readOnly")}
    assert read_only == set(wanted["readOnly"])
    assert set(definition.required()) == set(wanted["required"])


def test_enums_have_the_published_values_in_order_and_stay_open(spec: Any, golden: Any) -> None:
    nested = {"createdByType": lambda: spec.definition("systemData").properties()["createdByType"]}
    for name, values in (golden["enums"] | golden["reference"]["enums"]).items():
        node = nested[name]() if name in nested else spec.definition(name)
        assert node.value["enum"] == values
        assert node.value["type"] == "string"
        assert node.value["x-ms-enum"]["name"] == name
        assert node.value["x-ms-enum"]["modelAsString"] is True


def test_lists_are_paged_by_next_link(spec: Any, operation: Any) -> None:
    is_list = operation.method == "get" and "_List" in operation.id
    expected = {"nextLinkName": "nextLink"} if is_list else None
    assert operation.node.value.get("x-ms-pageable") == expected, spec.version


def test_long_work_is_marked(spec: Any, operation: Any) -> None:
    value = operation.node.value
    long_running = operation.id in (CREATE, UPDATE, DELETE)
    assert value.get("x-ms-long-running-operation", False) is long_running
    options: Any = None
    if long_running and spec.version >= "2025-07-25":
        options = {"final-state-via": "location"}
        if operation.id != DELETE:
            schema = "#/definitions/OpenShiftCluster"
            options = {
                "final-state-via": "azure-async-operation",
                "final-state-schema": schema,
            }
    assert value.get("x-ms-long-running-operation-options") == options


def test_bodies_are_required_and_called_parameters(spec: Any, operation: Any) -> None:
    bodies = [p.value for p in operation.parameters() if p.value["in"] == "body"]
    schema = {CREATE: "OpenShiftCluster", UPDATE: "OpenShiftClusterUpdate"}.get(operation.id)
    found = [(b["name"], b["required"], b["schema"]["$ref"]) for b in bodies]
    expected = [("parameters", True, f"#/definitions/{schema}")] if schema else []
    assert found == expected, spec.version


def test_properties_are_flattened_for_clients(spec: Any) -> None:
    for name, definition in spec.root.value["definitions"].items():
        if inner := definition.get("properties", {}).get("properties"):
            assert inner["x-ms-client-flatten"] is True, name


def test_only_published_secrets_are_marked_secret(spec: Any, golden: Any) -> None:
    marked = [
        f"{name}.{key}"
        for name, definition in spec.root.value["definitions"].items()
        for key, value in definition.get("properties", {}).items()
        if value.get("x-ms-secret")
    ]
    assert marked == golden["reference"]["secret"]
    for path in marked if spec.version >= "2025-07-25" else []:
        name, _, key = path.partition(".")
        assert spec.root.value["definitions"][name]["properties"][key]["format"] == "password"


def test_the_envelope_says_what_arm_may_change(spec: Any) -> None:
    properties = spec.definition("TrackedResource").properties()
    assert properties["location"].value["x-ms-mutability"] == ["read", "create"]
    assert properties["tags"].value["x-ms-mutability"] == ["read", "create", "update"]
    assert spec.definition("Resource").value["x-ms-azure-resource"] is True


def test_integers_are_32_bits_wide(spec: Any) -> None:
    for path, node in spec.walk(spec.definition("OpenShiftCluster")):
        if node.follow().value["type"] == "integer":
            assert node.follow().value["format"] == "int32", path


def test_who_serves_it_and_how_one_signs_in(spec: Any) -> None:
    value = spec.root.value
    assert value["info"]["title"] == "Azure Red Hat OpenShift Client"
    assert (value["host"], value["schemes"]) == ("management.azure.com", ["https"])
    assert value["consumes"] == value["produces"] == ["application/json"]
    assert value["security"] == [{"azure_auth": ["user_impersonation"]}]
    sign_in = value["securityDefinitions"]["azure_auth"]
    assert (sign_in["type"], sign_in["flow"]) == ("oauth2", "implicit")
    assert list(sign_in["scopes"]) == ["user_impersonation"]
