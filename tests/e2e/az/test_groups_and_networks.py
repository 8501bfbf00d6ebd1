from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("az-network")

PLACE = ("--resource-group", "plain")


@pytest.fixture(scope="module")
def group(az: Any) -> str:
    made = az("group", "create", "--name", "plain", "--location", "eastus", "--tags", "a=b").json
    assert made["tags"] == {"a": "b"}
    return str(made["id"])


def test_a_group_is_found_listed_tagged_and_deleted(az: Any, group: str) -> None:
    assert az("group", "exists", "--name", "plain").out.strip() == "true"
    assert "plain" in az("group", "list", "--query", "[].name", "--output", "tsv").lines
    az("group", "update", "--name", "plain", "--set", "tags.c=d")
    assert az("group", "show", "--name", "plain").json["tags"] == {"a": "b", "c": "d"}
    az("group", "create", "--name", "brief", "--location", "eastus")
    az("group", "delete", "--name", "brief", "--yes")
    az("group", "wait", "--name", "brief", "--deleted")
    assert az("group", "exists", "--name", "brief").out.strip() == "false"


def test_a_network_is_built_piece_by_piece(az: Any, group: str) -> None:
    space = ("--address-prefixes", "10.0.0.0/22")
    made = az("network", "vnet", "create", *PLACE, "--name", "net", *space).json["newVNet"]
    assert made["id"] == f"{group}/providers/Microsoft.Network/virtualNetworks/net"
    az("network", "nsg", "create", *PLACE, "--name", "guard")
    rule = ("--name", "web", "--priority", "100", "--destination-port-ranges", "443")
    az("network", "nsg", "rule", "create", *PLACE, "--nsg-name", "guard", *rule)
    az("network", "route-table", "create", *PLACE, "--name", "routes")
    hop = ("--address-prefix", "0.0.0.0/0", "--next-hop-type", "Internet", "--name", "out")
    az("network", "route-table", "route", "create", *PLACE, "--route-table-name", "routes", *hop)
    subnet = az(
        *("network", "vnet", "subnet", "create", *PLACE, "--vnet-name", "net", "--name", "one"),
        *("--address-prefixes", "10.0.0.0/24", "--network-security-group", "guard"),
        *("--route-table", "routes", "--service-endpoints", "Microsoft.ContainerRegistry"),
    ).json
    assert subnet["networkSecurityGroup"]["id"].endswith("/guard")
    assert subnet["routeTable"]["id"].endswith("/routes")
    assert subnet["serviceEndpoints"][0]["service"] == "Microsoft.ContainerRegistry"
    rows = az("network", "vnet", "subnet", "list", *PLACE, "--vnet-name", "net", "-o", "table")
    assert any(line.split()[:2] == ["10.0.0.0/24", "one"] for line in rows.lines)


def test_what_is_in_use_or_wrong_is_refused_with_azures_words(az: Any, group: str) -> None:
    space = ("--address-prefixes", "10.9.0.0/24")
    az("network", "vnet", "create", *PLACE, "--name", "small", *space)
    place = (*PLACE, "--vnet-name", "small", "--name", "wide")
    refused = az(
        *("network", "vnet", "subnet", "create", *place, "--address-prefixes", "10.0.0.0/16"),
        code=1,
    )
    assert "is not within the address" in refused.err or "InvalidSubnet" in refused.err
    assert "not found" in az("network", "vnet", "show", *PLACE, "--name", "none", code=3).err
    missing = az("network", "vnet", "list", "--resource-group", "nowhere", code=3)
    assert "ResourceGroupNotFound" in missing.err


def test_subscriptions_locations_and_providers_are_listed(az: Any) -> None:
    places = az("account", "list-locations", "--query", "[].name", "--output", "tsv").lines
    assert "eastus" in places
    shown = az("provider", "show", "--namespace", "Microsoft.RedHatOpenShift").json
    assert shown["registrationState"] == "Registered"
    az("provider", "register", "--namespace", "Microsoft.RedHatOpenShift", "--wait")
    rest = az("rest", "--method", "get", "--url", "/tenants?api-version=2022-12-01").json
    assert rest["value"][0]["tenantId"] == az("account", "show").json["tenantId"]
