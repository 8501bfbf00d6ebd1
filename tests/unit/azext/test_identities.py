from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from azext_aro import identities
from azext_aro._generated import inputs
from azext_aro.commands import identity
from azext_aro.faults import InvalidValue

NETWORK = "Microsoft.Network"
GIVEN = inputs.IdentityGetRequired("group", "eastus", "4.17.27", "master", "worker", vnet="vnet")


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([], ()),
        (["Microsoft.Storage/storageAccounts/read"], ()),
        ([f"{NETWORK}/virtualNetworks/subnets/read"], ("master_subnet", "worker_subnet")),
        ([f"{NETWORK}/virtualNetworks/read"], ("vnet",)),
        ([f"{NETWORK}/virtualNetworks/read", f"{NETWORK}/virtualNetworks/subnets/x"], ("vnet",)),
        ([f"{NETWORK}/virtualNetworks/subnets/x", f"{NETWORK}/virtualNetworks/join"], ("vnet",)),
        ([f"{NETWORK}/routeTables/join/action"], ("route_table",)),
        (["microsoft.network/NATGATEWAYS/read"], ("nat_gateway",)),
        (
            [
                f"{NETWORK}/virtualNetworks/subnets/read",
                f"{NETWORK}/networkSecurityGroups/join/action",
                "Microsoft.Compute/diskEncryptionSets/read",
            ],
            ("disk_set", "master_subnet", "security_group", "worker_subnet"),
        ),
    ],
)
def test_a_roles_actions_say_what_it_is_for(actions: list[str], expected: tuple[str, ...]) -> None:
    assert identities.scopes_of(actions) == expected


@pytest.mark.parametrize(
    ("version", "found"), [("4.1.9", "one"), ("4.17.27", "two"), ("4.17.0", "two")]
)
def test_a_role_set_is_found_by_its_minor_version(version: str, found: str) -> None:
    sets = [
        {
            "properties": {
                "openShiftVersion": minor,
                "platformWorkloadIdentityRoles": [{"operatorName": name}],
            }
        }
        for minor, name in (("4.1", "one"), ("4.17", "two"))
    ]
    assert identities.role_set(sets, version) == [{"operatorName": found}]
    with pytest.raises(InvalidValue, match=r"'4\.2\.1'") as told:
        identities.role_set(sets, "4.2.1")
    assert "4.1, 4.17" in told.value.advice


@pytest.fixture
def offering(session: Any) -> Any:
    """A region with one operator, on a network with a gateway and groups."""
    base = "/subscriptions/00000000-0000-0000-0000-000000000001/"
    role = f"{base}providers/Microsoft.Authorization/roleDefinitions/role"
    actions = [f"{NETWORK}/natGateways/join/action", f"{NETWORK}/networkSecurityGroups/read"]
    session.arm.found[role.lower()] = {"properties": {"permissions": [{"actions": actions}]}}
    roles = [{"operatorName": "ingress", "roleDefinitionId": "/providers/x/role"}]
    session.clusters.sets = [
        {"properties": {"openShiftVersion": "4.17", "platformWorkloadIdentityRoles": roles}}
    ]
    for path, found in session.arm.found.items():
        if "/subnets/" in path:
            found["properties"]["natGateway"] = {"id": "/gateway"}
            found["properties"]["networkSecurityGroup"] = {"id": f"/group-{path[-6:]}"}
    return session


def test_everything_attached_to_either_subnet_gets_its_role(offering: Any) -> None:
    made = identity.create_required(offering, inputs.IdentityCreateRequired(**vars(GIVEN)))
    assert [one["id"].rpartition("/")[2] for one in made] == ["aro-cluster", "ingress"]
    scopes = [scope for principal, _, scope in offering.grants() if principal.endswith("ingress")]
    assert scopes == ["/gateway", "/group-master", "/group-worker"]
    service = [scope for principal, _, scope in offering.grants() if principal == "rp"]
    assert [scope.rpartition("/")[2] for scope in service] == [
        "vnet",
        "gateway",
        "group-master",
        "group-worker",
    ]


def test_the_same_is_told_as_commands(offering: Any) -> None:
    lines = identity.get_required(offering, GIVEN)
    assert lines[0] == (
        "az identity create --name aro-cluster --resource-group group --location eastus"
    )
    assert [line.split(" --")[0] for line in lines] == ["az identity create"] * 2 + [
        "az role assignment create"
    ] * 8
    assert "--role /providers/x/role --scope /gateway" in lines[2]
    assert not offering.arm.of("PUT")


def test_a_version_must_be_on_offer(offering: Any) -> None:
    with pytest.raises(InvalidValue, match="not on offer"):
        identity.get_required(offering, replace(GIVEN, version="4.1.1"))


def test_the_disk_encryption_set_is_an_id(offering: Any) -> None:
    with pytest.raises(InvalidValue, match="--disk-encryption-set"):
        identity.get_required(offering, replace(GIVEN, disk_encryption_set="name"))
