from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("az-roles")

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


@pytest.fixture(scope="module")
def group(az: Any) -> str:
    return str(az("group", "create", "--name", "roles", "--location", "eastus").json["id"])


def test_a_service_principal_with_a_role_is_made_and_signs_in(own_az: Any, group: str) -> None:
    scope = ("--role", "Reader", "--scopes", group)
    made = own_az("ad", "sp", "create-for-rbac", "--name", "ci", *scope).json
    found = own_az("role", "assignment", "list", "--scope", group).json
    assert [(one["roleDefinitionName"], one["principalName"]) for one in found] == [
        ("Reader", made["appId"])
    ]
    who = ("--service-principal", "--username", made["appId"], "--tenant", made["tenant"])
    refused = own_az("login", *who, "--password", "wrong", code=1)
    assert "AADSTS7000215" in refused.err
    signed_in = own_az("login", *who, "--password", made["password"]).json
    assert signed_in[0]["user"]["name"] == made["appId"]


def test_an_application_gets_a_principal_and_credentials_and_goes(az: Any) -> None:
    made = az("ad", "app", "create", "--display-name", "thing").json
    principal = az("ad", "sp", "create", "--id", made["appId"]).json
    assert principal["displayName"] == "thing"
    reset = az("ad", "app", "credential", "reset", "--id", made["appId"]).json
    assert reset["password"]
    listed = az("ad", "sp", "list", "--display-name", "thing", "--query", "[].id", "-o", "tsv")
    assert listed.lines == [principal["id"]]
    az("ad", "app", "delete", "--id", made["appId"])
    assert "does not exist" in az("ad", "app", "show", "--id", made["appId"], code=3).err


def test_a_role_is_assigned_listed_by_filters_and_taken_away(az: Any, group: str) -> None:
    identity = az("identity", "create", "--resource-group", "roles", "--name", "worker").json
    who = ("--assignee", identity["principalId"])
    made = az("role", "assignment", "create", *who, "--role", READER, "--scope", group).json
    assert made["principalId"] == identity["principalId"]
    by_principal = az("role", "assignment", "list", *who, "--all").json
    assert [one["id"] for one in by_principal] == [made["id"]]
    at_scope = az("role", "assignment", "list", *who, "--scope", identity["id"]).json
    inherited = az(
        "role", "assignment", "list", *who, "--scope", identity["id"], "--include-inherited"
    ).json
    assert (at_scope, [one["id"] for one in inherited]) == ([], [made["id"]])
    az("role", "assignment", "delete", "--ids", made["id"])
    assert az("role", "assignment", "list", *who, "--all").json == []


def test_roles_are_found_by_name_and_made(az: Any, group: str) -> None:
    found = az("role", "definition", "list", "--name", "Network Contributor").json
    assert [one["name"] for one in found] == ["4d97b98b-1d4f-4787-a291-c67834d212e7"]
    role = {
        "Name": "Joiner",
        "Description": "Joins subnets",
        "AssignableScopes": [group],
        "Actions": ["Microsoft.Network/virtualNetworks/subnets/join/action"],
    }
    az("role", "definition", "create", "--role-definition", json.dumps(role))
    mine = ("--custom-role-only", "true", "--scope", group)
    listed = az("role", "definition", "list", *mine, "--query", "[].roleName", "-o", "tsv")
    assert listed.lines == ["Joiner"]
    az("role", "definition", "delete", "--name", "Joiner", "--scope", group)
