from __future__ import annotations

import pytest

from azext_aro import ids

VNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v"


@pytest.mark.parametrize("text", [VNET, VNET.lower(), f"{VNET}/", f"{VNET}/subnets/x"])
def test_an_id_is_read_in_any_case(text: str) -> None:
    found = ids.parse(text)
    assert found is not None
    assert (found.subscription, found.group) == ("s", "g")
    assert ids.same(str(found), text)


@pytest.mark.parametrize("text", ["", "v", "/subscriptions/s", f"{VNET}/subnets", VNET[1:]])
def test_what_is_no_id_is_none(text: str) -> None:
    assert ids.parse(text) is None


def test_ids_are_made_from_names_and_have_parents() -> None:
    made = ids.make("s", "g", "Microsoft.Network/virtualNetworks/subnets", "v", "x")
    found = ids.parse(made)
    assert found is not None
    assert str(found.parent()) == VNET
    assert found.is_a("microsoft.network/VIRTUALNETWORKS/subnets")


def test_a_role_is_a_guid_or_an_id() -> None:
    place = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/guid"
    assert ids.role_id("s", "guid") == place
    assert ids.role_id("s", "/providers/x/guid") == "/providers/x/guid"


@pytest.mark.parametrize(
    ("scope", "holds"),
    [("/", True), ("/subscriptions/S", True), (VNET, True), (f"{VNET}2", False)],
)
def test_what_is_granted_above_holds_below(scope: str, holds: bool) -> None:
    assert ids.at_or_above(scope, VNET) is holds
