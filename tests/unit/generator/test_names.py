from __future__ import annotations

import pytest

from aro_generator.names import package, pascal, snake


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("diskSizeGB", "disk_size_gb"),
        ("preconfiguredNSG", "preconfigured_nsg"),
        ("managedOutboundIps", "managed_outbound_ips"),
        ("identityURL", "identity_url"),
        ("api-version", "api_version"),
        ("id", "id"),
        ("class", "class_"),
        ("ListByResourceGroup", "list_by_resource_group"),
    ],
)
def test_a_wire_name_becomes_the_name_the_models_use(wire: str, python: str) -> None:
    assert snake(wire) == python


@pytest.mark.parametrize(
    ("name", "result"), [("systemData", "SystemData"), ("VMSize", "VMSize"), ("a_b-c", "ABC")]
)
def test_a_definition_becomes_a_class(name: str, result: str) -> None:
    assert pascal(name) == result


def test_a_version_becomes_a_package() -> None:
    assert package("2024-08-12-preview") == "v2024_08_12_preview"
