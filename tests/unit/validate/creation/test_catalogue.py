"""What Azure must offer before a cluster is accepted: pure judgements of its answers."""

from __future__ import annotations

from typing import Any

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.validate.creation.catalogue import Offer, problems
from aro_rp.validate.creation.machines import wanted_machines
from aro_rp.validate.creation.quota import Usage, needs
from aro_rp.validate.creation.registration import PROVIDERS
from aro_rp.validate.creation.sizes import Size, read_sizes

MASTER, WORKER = "Standard_D8s_v3", "Standard_D4s_v3"
ENCRYPTS = Size(capabilities=frozenset({"EncryptionAtHostSupported"}))
ENOUGH = {
    "location": "eastus",
    "sizes": {MASTER.lower(): ENCRYPTS, WORKER.lower(): ENCRYPTS},
    "usages": (),
    "providers": dict.fromkeys(PROVIDERS, "Registered"),
    "feature": "Registered",
}


def cluster(master: str = "Disabled", worker: str = "Disabled", count: int = 3) -> dict[str, Any]:
    workers = {"vmSize": WORKER, "count": count, "encryptionAtHost": worker}
    return {
        "properties": {
            "masterProfile": {"vmSize": MASTER, "encryptionAtHost": master},
            "workerProfiles": [workers],
        }
    }


def found(asked: dict[str, Any], **offer: Any) -> list[tuple[str, str]]:
    told = problems(wanted_machines(asked), Offer(**{**ENOUGH, **offer}))
    return [(one.code, one.target) for one in told]


def test_a_region_that_offers_enough_stands_in_nobodys_way() -> None:
    assert found(cluster("Enabled", "Enabled")) == []


@pytest.mark.parametrize(
    ("size", "target"),
    [
        (None, "properties.workerProfiles[0].VMSize"),
        (Size(restricted=True), "properties.workerProfiles[0].VMSize"),
        (Size(), "properties.workerProfiles[0].encryptionAtHost"),
    ],
)
def test_a_size_is_judged_where_it_is_asked_for(size: Size | None, target: str) -> None:
    offered = {MASTER.lower(): ENCRYPTS, **({WORKER.lower(): size} if size else {})}
    assert found(cluster(worker="Enabled"), sizes=offered) == [("InvalidParameter", target)]


def test_a_size_need_not_encrypt_for_who_does_not_ask_for_it() -> None:
    plain = {MASTER.lower(): Size(), WORKER.lower(): Size()}
    assert found(cluster(), sizes=plain) == []


@pytest.mark.parametrize(
    ("asked", "targets"),
    [
        (cluster("Enabled"), ["properties.masterProfile.encryptionAtHost"]),
        (cluster(worker="Enabled"), ["properties.workerProfiles[0].encryptionAtHost"]),
        (cluster("Enabled", "Enabled"), ["properties.masterProfile.encryptionAtHost"]),
        (cluster(), []),
    ],
)
def test_the_feature_is_needed_by_who_encrypts(asked: Any, targets: list[str]) -> None:
    expected = [("InvalidParameter", target) for target in targets]
    assert found(asked, feature="NotRegistered") == expected


def test_a_feature_without_a_state_is_not_the_customers_fault() -> None:
    with pytest.raises(ArmError) as refused:
        found(cluster("Enabled"), feature="")
    assert (refused.value.status, refused.value.problem.code) == (500, "InternalServerError")


def test_what_is_wrong_with_a_size_goes_before_a_feature_without_a_state() -> None:
    told = found(cluster("Enabled"), sizes={MASTER.lower(): ENCRYPTS}, feature="")
    assert told == [("InvalidParameter", "properties.workerProfiles[0].VMSize")]


def test_quota_is_counted_for_three_masters_a_bootstrap_machine_and_the_workers() -> None:
    assert needs(wanted_machines(cluster(count=5))) == {
        "virtualMachines": 9,
        "PremiumDiskCount": 9,
        "cores": 4 * 8 + 5 * 4,
        "standardDSv3Family": 4 * 8 + 5 * 4,
        "PublicIPAddresses": 3,
    }


@pytest.mark.parametrize(
    ("name", "needed"),
    [("virtualMachines", 7), ("cores", 44), ("standardDSv3Family", 44), ("PublicIPAddresses", 3)],
)
def test_quota_may_be_used_up_and_no_further(name: str, needed: int) -> None:
    assert found(cluster(), usages=[Usage(name, 10, 10 + needed)]) == []
    assert found(cluster(), usages=[Usage(name, 11, 10 + needed)]) == [
        ("ResourceQuotaExceeded", "")
    ]


def test_quota_that_is_not_listed_is_no_limit() -> None:
    assert found(cluster(), usages=[Usage("availabilitySets", 10, 10)]) == []


def test_a_size_without_figures_is_not_supported() -> None:
    asked = cluster()
    asked["properties"]["masterProfile"]["vmSize"] = "Standard_Huge"
    told = found(asked, sizes={"standard_huge": ENCRYPTS, WORKER.lower(): ENCRYPTS})
    assert told == [("InvalidParameter", "")]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("state", ["NotRegistered", "Unregistered", ""])
def test_a_provider_must_be_registered(provider: str, state: str) -> None:
    states = {**ENOUGH["providers"], provider: state}  # type: ignore[dict-item]
    assert found(cluster(), providers=states) == [("ResourceProviderNotRegistered", "")]


def test_every_problem_is_reported_in_upstreams_order() -> None:
    told = found(
        cluster("Enabled"),
        sizes={},
        feature="Pending",
        usages=[Usage("cores", 0, 1), Usage("PublicIPAddresses", 0, 2)],
        providers={},
    )
    assert [code for code, _ in told] == [
        *["InvalidParameter"] * 3,
        *["ResourceQuotaExceeded"] * 2,
        *["ResourceProviderNotRegistered"] * 4,
    ]


def sku(name: str, zones: list[str], **more: Any) -> dict[str, Any]:
    location = more.pop("location", "eastus")
    info = [{"location": location, "zones": zones}]
    return {"name": name, "resourceType": "virtualMachines", "locationInfo": info, **more}


def barred(kind: str, **info: Any) -> dict[str, Any]:
    return {"type": kind, "restrictionInfo": {"locations": ["EastUS"], **info}}


def test_sizes_are_read_for_one_location() -> None:
    skus = [
        sku("A", ["2", "1"], location="EastUS"),
        sku("B", ["1"], location="westus"),
        sku("C", ["1"], resourceType="disks"),
        sku("D", [], capabilities=[{"name": "E", "value": "True"}, {"name": "F", "value": "2"}]),
    ]
    assert read_sizes(skus, "EastUS") == {
        "a": Size(zones=frozenset({"1", "2"})),
        "d": Size(capabilities=frozenset({"E"})),
    }


def test_a_restriction_bars_a_zone_or_the_whole_region() -> None:
    skus = [
        sku("A", ["1", "2"], restrictions=[barred("Zone", zones=["2"])]),
        sku("B", ["1"], restrictions=[barred("Location")]),
        sku("C", ["1"], restrictions=[{"type": "Location", "values": ["westus"]}]),
        sku("D", ["1"], restrictions=[{"type": "Location", "values": ["EastUS"]}]),
    ]
    assert read_sizes(skus, "eastus") == {
        "a": Size(zones=frozenset({"1"}), restricted=True),
        "b": Size(zones=frozenset({"1"}), restricted=True, barred=True),
        "c": Size(zones=frozenset({"1"})),
        "d": Size(zones=frozenset({"1"}), restricted=True, barred=True),
    }
