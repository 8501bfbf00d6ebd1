from __future__ import annotations

from typing import Any

import pytest

from azext_aro import permissions

READ = "Microsoft.Network/virtualNetworks/read"


@pytest.mark.parametrize(
    ("entries", "may"),
    [
        ([], False),
        ([{"actions": ["*"]}], True),
        ([{"actions": ["*/read"]}], True),
        ([{"actions": ["microsoft.network/VIRTUALNETWORKS/*"]}], True),
        ([{"actions": [READ]}], True),
        ([{"actions": ["Microsoft.Network/virtualNetworks"]}], False),
        ([{"actions": ["Microsoft.Networkx*"]}], False),
        ([{"actions": ["*"], "notActions": [READ]}], False),
        ([{"actions": ["*"], "notActions": ["Microsoft.Network/*"]}], False),
        ([{"actions": ["*"], "notActions": [READ]}, {"actions": [READ]}], True),
        ([{"actions": None, "notActions": None}], False),
        ([{"actions": ["Microsoft.Network.virtualNetworks.read"]}], False),
    ],
)
def test_an_entry_grants_what_its_actions_name_and_its_not_actions_do_not(
    entries: list[dict[str, Any]], may: bool
) -> None:
    assert permissions.may(entries, READ) is may


def test_every_missing_action_is_named(session: Any) -> None:
    place = "/subscriptions/s/x"
    session.arm.found[f"{place}/providers/microsoft.authorization/permissions"] = [
        {"actions": ["*/read", "*/write"]}
    ]
    assert permissions.missing(session.arm, place, permissions.VNET_ACTIONS) == [
        "Microsoft.Network/virtualNetworks/join/action",
        "Microsoft.Network/virtualNetworks/subnets/join/action",
    ]
