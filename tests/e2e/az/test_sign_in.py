from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("az")

TENANT = "00000000-0000-0000-0000-00000000000a"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"


def test_the_environment_is_signed_in_to_the_local_cloud(az: Any, stack: Any) -> None:
    shown = az("account", "show").json
    assert (shown["id"], shown["tenantId"]) == (SUBSCRIPTION, TENANT)
    cloud = az("cloud", "show").json
    assert cloud["endpoints"]["resourceManager"] == stack.arm_url
    assert cloud["isActive"]


def test_a_service_principal_signs_in_and_out(own_az: Any) -> None:
    name = "33333333-3333-3333-3333-333333333333"
    found = own_az(
        "login", "--service-principal", "--username", name, "--password", "x", "--tenant", TENANT
    ).json
    assert found[0]["user"] == {"name": name, "type": "servicePrincipal"}
    assert own_az("account", "get-access-token").json["tenant"] == TENANT
    own_az("logout", "--username", name)
    assert "az login" in own_az("account", "show", code=1).err


def test_the_machines_identity_signs_in(own_az: Any) -> None:
    found = own_az("login", "--identity").json
    assert found[0]["user"] == {
        "assignedIdentityInfo": "MSI",
        "name": "systemAssignedIdentity",
        "type": "servicePrincipal",
    }
    assert own_az("group", "list").code == 0


def test_a_user_assigned_identity_signs_in_by_any_of_its_ids(own_az: Any) -> None:
    own_az("group", "create", "--name", "identities", "--location", "eastus")
    made = own_az("identity", "create", "--resource-group", "identities", "--name", "me").json
    for flag, value in (
        ("--client-id", made["clientId"]),
        ("--object-id", made["principalId"]),
        ("--resource-id", made["id"]),
    ):
        found = own_az("login", "--identity", flag, value).json
        assert found[0]["user"]["assignedIdentityInfo"].endswith(value)
    refused = own_az("login", "--identity", "--client-id", SUBSCRIPTION, code=1)
    assert "Identity not found" in refused.err


def test_a_person_signs_in_by_a_device_code_and_is_known_as_one(own_az: Any) -> None:
    found = own_az("login", "--use-device-code", "--only-show-errors").json
    assert {account["user"]["type"] for account in found} == {"user"}
    assert found[0]["user"]["name"] == "you@local.onmicrosoft.com"
    assert own_az("group", "list").code == 0
