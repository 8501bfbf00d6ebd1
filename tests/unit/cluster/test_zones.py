from __future__ import annotations

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.cluster.zones import choose_zones
from aro_rp.validate.creation.sizes import Size

ALL = ["1", "2", "3"]


def offered(zones_by_size):
    return {name: Size(zones=frozenset(zones)) for name, zones in zones_by_size.items()}


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
    assert choose_zones(offered(available), "M", "W", expanded) == expected


@pytest.mark.parametrize(
    ("available", "sentence"),
    [({"m": ALL, "w": []}, "differ in having zones"), ({"m": ALL, "w": ["1"]}, "1 zones, 3 are")],
)
def test_zones_that_do_not_suffice_are_an_error(available, sentence):
    with pytest.raises(ValueError, match=sentence):
        choose_zones(offered(available), "M", "W", expanded=False)


@pytest.mark.parametrize(
    ("available", "target"),
    [
        ({"w": ALL}, "properties.masterProfile.VMSize"),
        ({"m": ALL}, "properties.workerProfiles[0].VMSize"),
    ],
)
def test_a_size_that_is_not_offered_is_the_customer_s_to_change(available, target):
    with pytest.raises(ArmError) as refused:
        choose_zones(offered(available), "M", "W", expanded=False)
    assert refused.value.problem.code == "InvalidParameter"
    assert refused.value.problem.target == target


def test_a_size_that_the_subscription_may_not_use_is_as_one_that_is_not_there():
    with pytest.raises(ArmError) as refused:
        choose_zones({**offered({"w": ALL}), "m": Size(barred=True)}, "M", "W", expanded=False)
    assert refused.value.problem.target == "properties.masterProfile.VMSize"
