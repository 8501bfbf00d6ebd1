from __future__ import annotations

import pytest

from azext_aro.faults import Fault, InvalidValue, MissingArgument
from azext_aro.rules.references import DISK_SET, Networks, Place, networks, typed

PLACE = Place("sub", "group")
VNET = "/subscriptions/sub/resourceGroups/group/providers/Microsoft.Network/virtualNetworks/vnet"


def subnet(name: str, vnet: str = VNET) -> str:
    return f"{vnet}/subnets/{name}"


def test_names_become_ids_in_the_clusters_group() -> None:
    found, faults = networks(PLACE, "one", "two", "vnet", None)
    assert (found, faults) == (Networks(VNET, subnet("one"), subnet("two")), [])


def test_names_become_ids_in_the_networks_own_group() -> None:
    found, _ = networks(PLACE, "one", "two", "vnet", "other")
    assert found is not None
    assert found.master == subnet("one", VNET.replace("/group/", "/other/"))


def test_the_network_follows_from_the_masters_id() -> None:
    found, faults = networks(PLACE, subnet("one"), subnet("two"), None, None)
    assert (found, faults) == (Networks(VNET, subnet("one"), subnet("two")), [])


@pytest.mark.parametrize(
    ("master", "worker", "vnet", "expected", "says"),
    [
        ("one", "two", None, [MissingArgument, MissingArgument], "needs --vnet"),
        ("one", "one", "vnet", [InvalidValue], "both 'one'"),
        ("on/e", "two", "vnet", [InvalidValue], "'on/e' is neither the name nor the ID of"),
        ("one", "", "vnet", [InvalidValue], "'' is neither the name nor the ID of a subnet"),
        ("one", "ONE", "vnet", [InvalidValue], "both 'one'"),
        ("/one", subnet("two"), None, [InvalidValue], "not the ID of a subnet"),
        (VNET, subnet("two"), None, [InvalidValue], "not the ID of a subnet"),
        (subnet("one") + "/more/x", subnet("two"), None, [InvalidValue], "not the ID of a subnet"),
        (
            subnet("one").replace("Network/", "Compute/"),
            subnet("two"),
            None,
            [InvalidValue],
            "not the ID of a subnet",
        ),
        (
            subnet("one").replace("/sub/", "/other/"),
            subnet("two"),
            None,
            [InvalidValue],
            "another subscription",
        ),
        (
            subnet("one"),
            subnet("two", VNET + "2"),
            None,
            [InvalidValue],
            "different virtual networks",
        ),
        (
            subnet("one"),
            subnet("two", VNET.replace("/group/", "/g2/")),
            None,
            [InvalidValue],
            "different virtual networks",
        ),
        ("one", "two", "/vnet", [InvalidValue], "not a virtual network"),
        (subnet("one"), subnet("two"), "other", [InvalidValue], "not in --vnet"),
    ],
)
def test_what_is_wrong_with_networks(
    master: str, worker: str, vnet: str | None, expected: list[type[Fault]], says: str
) -> None:
    found, faults = networks(PLACE, master, worker, vnet, None)
    assert found is None
    assert [type(fault) for fault in faults] == expected
    assert says in faults[0].message


def test_letter_case_does_not_make_networks_different() -> None:
    for one, two in (
        (subnet("one"), subnet("two").upper()),
        (subnet("one").upper(), subnet("two")),
    ):
        found, faults = networks(PLACE, one, two, VNET.upper(), None)
        assert found is not None
        assert found.vnet.lower() == VNET.lower()
        assert not faults


def test_an_identity_is_a_name_in_the_clusters_group_or_an_id() -> None:
    named = PLACE.identity("one")
    assert named.endswith("/group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one")
    assert PLACE.identity(named) == named


def test_the_advice_for_a_wrong_id_shows_a_right_one() -> None:
    [fault] = typed("--disk-encryption-set", "mine", DISK_SET)
    assert fault.message == f"--disk-encryption-set 'mine' is not the ID of a {DISK_SET}."
    assert f"/resourceGroups/GROUP/providers/{DISK_SET}/NAME" in fault.advice
