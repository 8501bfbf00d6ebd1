"""Where resources are found: the same ones that a look at every resource would find."""

from __future__ import annotations

import pytest

from aro_devcloud.records import Records
from aro_devcloud.resource_id import enclosing
from aro_devcloud.store import Resource, ResourceStore

GROUP = "/subscriptions/S/resourceGroups/G"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"
SUBNET = f"{VNET}/subnets/a"
ROLE = "providers/Microsoft.Authorization/roleAssignments"
KINDS = {
    VNET: "Microsoft.Network/virtualNetworks",
    f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v2": "Microsoft.Network/virtualNetworks",
    SUBNET: "Microsoft.Network/virtualNetworks/subnets",
    f"{VNET}/subnets/b": "Microsoft.Network/virtualNetworks/subnets",
    f"{VNET}2/subnets/a": "Microsoft.Network/virtualNetworks/subnets",
    f"/subscriptions/S/{ROLE}/1": "Microsoft.Authorization/roleAssignments",
    f"{GROUP}/{ROLE}/2": "Microsoft.Authorization/roleAssignments",
    f"{SUBNET}/{ROLE}/3": "Microsoft.Authorization/roleAssignments",
    f"{SUBNET}/{ROLE}/3/inner/4": "Microsoft.Authorization/roleAssignments/inner",
    f"/{ROLE}/5": "Microsoft.Authorization/roleAssignments",
}
SCOPES = ["", "/subscriptions/S", "/subscriptions/other", GROUP, f"{GROUP}/", VNET, SUBNET]


@pytest.fixture
def store() -> ResourceStore:
    found = ResourceStore(Records(None))
    for identifier, kind in KINDS.items():
        found.put(Resource(identifier, kind, {}, "etag", "then", "then"))
    return found


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("kind", sorted(set(KINDS.values())))
def test_what_lies_below_a_scope(store: ResourceStore, scope: str, kind: str) -> None:
    prefix = scope.rstrip("/").lower() + "/"
    wanted = [one for one in KINDS if KINDS[one] == kind and one.lower().startswith(prefix)]
    assert [one.id for one in store.in_scope(scope.upper(), kind.upper())] == wanted


def test_what_lies_right_at_a_scope(store: ResourceStore) -> None:
    kind = "Microsoft.Authorization/roleAssignments"
    found = {scope: [one.name for one in store.at(scope, kind)] for scope in SCOPES}
    assert found == {
        "": ["5"], "/subscriptions/S": ["1"], "/subscriptions/other": [],
        GROUP: ["2"], f"{GROUP}/": ["2"], VNET: [], SUBNET: ["3"],
    }  # fmt: skip


def test_a_removed_resource_is_found_nowhere(store: ResourceStore) -> None:
    store.remove(VNET)
    assert store.in_scope(GROUP, KINDS[SUBNET]) == [store.get(f"{VNET}2/subnets/a")]
    assert store.at(SUBNET, "Microsoft.Authorization/roleAssignments") == []
    assert store.named(KINDS[VNET], "v") is None
    assert store.named(KINDS[VNET], "V2") is store.get(f"{VNET}2")


def test_a_resource_that_is_put_again_keeps_its_place(store: ResourceStore) -> None:
    first, second = store.in_scope(VNET, KINDS[SUBNET])
    store.put(Resource(first.id, first.type, {"new": True}, "etag", "then", "now"))
    assert [one.id for one in store.in_scope(VNET, KINDS[SUBNET])] == [first.id, second.id]
    assert store.in_scope(VNET, KINDS[SUBNET])[0].body == {"new": True}


def test_everything_that_a_resource_lies_in() -> None:
    assert list(enclosing(f"{SUBNET}/{ROLE}/3/inner/4")) == [
        f"{SUBNET}/{ROLE}/3", SUBNET, VNET, GROUP, "/subscriptions/S", "",
    ]  # fmt: skip
    assert list(enclosing("")) == []
