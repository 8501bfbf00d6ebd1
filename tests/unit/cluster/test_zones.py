from __future__ import annotations

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.cluster.zones import choose_zones, zones_by_size


def sku(name, zones, *, location="eastus", kind="virtualMachines", restrictions=()):
    return {
        "name": name,
        "resourceType": kind,
        "locationInfo": [{"location": location, "zones": zones}],
        "restrictions": list(restrictions),
    }


def barred(kind, **info):
    return {"type": kind, "restrictionInfo": {"locations": ["EastUS"], **info}}


def test_sizes_and_their_zones_are_read_for_one_location():
    skus = [
        sku("A", ["2", "1"]),
        sku("B", ["1"], location="westus"),
        sku("C", ["1"], kind="disks"),
        sku("D", []),
    ]
    assert zones_by_size(skus, "eastus") == {"a": ["1", "2"], "d": []}


def test_zones_that_the_subscription_may_not_use_do_not_count():
    skus = [sku("A", ["1", "2", "3"], restrictions=[barred("Zone", zones=["2"])])]
    assert zones_by_size(skus, "eastus") == {"a": ["1", "3"]}


def test_a_size_that_the_subscription_may_not_use_here_is_left_out():
    assert zones_by_size([sku("A", ["1"], restrictions=[barred("Location")])], "eastus") == {}


ALL = ["1", "2", "3"]


@pytest.mark.parametrize(
    ("available", "expanded", "expected"),
    [
        ({"m": ALL, "w": ALL}, False, ALL),
        ({"m": [*ALL, "4"], "w": ALL}, False, ALL),
        ({"m": [*ALL, "4"], "w": ALL}, True, [*ALL, "4"]),
        ({"m": [], "w": []}, False, []),
    ],
)
def test_the_union_of_both_profiles_is_chosen(available, expanded, expected):
    assert choose_zones(available, "M", "W", expanded) == expected


@pytest.mark.parametrize(
    ("available", "sentence"),
    [({"m": ALL, "w": []}, "differ in having zones"), ({"m": ALL, "w": ["1"]}, "1 zones, 3 are")],
)
def test_zones_that_do_not_suffice_are_an_error(available, sentence):
    with pytest.raises(ValueError, match=sentence):
        choose_zones(available, "M", "W", expanded=False)


@pytest.mark.parametrize(
    ("available", "target"),
    [
        ({"w": ALL}, "properties.masterProfile.VMSize"),
        ({"m": ALL}, "properties.workerProfiles[0].VMSize"),
    ],
)
def test_a_size_that_is_not_offered_is_the_customer_s_to_change(available, target):
    with pytest.raises(ArmError) as refused:
        choose_zones(available, "M", "W", expanded=False)
    assert refused.value.problem.code == "InvalidParameter"
    assert refused.value.problem.target == target
