"""One row per check before a cluster is accepted: what the cloud is told, what the client is."""

from __future__ import annotations

from typing import Any

import pytest

from aro_devcloud import FaultRule, SizeLimit

MASTER, WORKER = "Standard_D8s_v3", "Standard_D4s_v3"
OF_MASTER, OF_WORKER = "properties.masterProfile", "properties.workerProfiles[0]"
ENCRYPTION = "EncryptionAtHostSupported"
PROVIDERS = ("Authorization", "Compute", "Network", "Storage")


def encrypts(where: str) -> Any:
    def change(body: dict[str, Any]) -> None:
        properties = body["properties"]
        profile = properties["masterProfile"] if where == OF_MASTER else None
        (profile or properties["workerProfiles"][0])["encryptionAtHost"] = "Enabled"

    return change


def plain(body: dict[str, Any]) -> None:
    """A request as it comes."""


def sizes(**limit: Any) -> dict[str, Any]:
    return {"sizes": [SizeLimit(**limit)]}


PARAMETER, QUOTA = "InvalidParameter", "ResourceQuotaExceeded"
UNREGISTERED = "ResourceProviderNotRegistered"
ABSENT = FaultRule(path="/providers/Microsoft.Storage$", status=404, times=None)
STATELESS = FaultRule(
    provider="Microsoft.Compute", path="EncryptionAtHost", reply={"properties": {}}, times=None
)
ROWS = {
    "the masters' size is not offered": (
        plain, sizes(size=MASTER, absent=True), PARAMETER, f"{OF_MASTER}.VMSize",
    ),
    "the workers' size is not offered": (
        plain, sizes(size=WORKER, absent=True), PARAMETER, f"{OF_WORKER}.VMSize",
    ),
    "the masters' size is restricted here": (
        plain, sizes(size=MASTER, restricted="Location"), PARAMETER, f"{OF_MASTER}.VMSize",
    ),
    "the workers' size is restricted in a zone": (
        plain, sizes(size=WORKER, restricted="Zone", zones=["3"]), PARAMETER, f"{OF_WORKER}.VMSize",
    ),
    "the masters' size cannot encrypt": (
        encrypts(OF_MASTER), sizes(size=MASTER, lacks=[ENCRYPTION]), PARAMETER,
        f"{OF_MASTER}.encryptionAtHost",
    ),
    "the workers' size cannot encrypt": (
        encrypts(OF_WORKER), sizes(size=WORKER, lacks=[ENCRYPTION]), PARAMETER,
        f"{OF_WORKER}.encryptionAtHost",
    ),
    "masters encrypt without the feature": (
        encrypts(OF_MASTER), {"registered_features": ()}, PARAMETER,
        f"{OF_MASTER}.encryptionAtHost",
    ),
    "workers encrypt without the feature": (
        encrypts(OF_WORKER), {"registered_features": ()}, PARAMETER,
        f"{OF_WORKER}.encryptionAtHost",
    ),
    "machines": (plain, {"quotas": {"virtualMachines": 6}}, QUOTA, ""),
    "disks": (plain, {"quotas": {"PremiumDiskCount": 6}}, QUOTA, ""),
    "cores": (plain, {"quotas": {"cores": 43}}, QUOTA, ""),
    "cores of the family": (plain, {"quotas": {"standardDSv3Family": 43}}, QUOTA, ""),
    "public addresses": (plain, {"quotas": {"PublicIPAddresses": 2}}, QUOTA, ""),
    **{
        f"{name} is not registered": (
            plain, {"unregistered_providers": [f"Microsoft.{name}"]}, UNREGISTERED, "",
        )
        for name in PROVIDERS
    },
    "a provider is not there": (plain, {"faults": [ABSENT]}, UNREGISTERED, ""),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_a_cluster_is_not_accepted_when(desk: Any, furnish: Any, wanted: Any, row: str) -> None:
    change, cloud, code, target = ROWS[row]
    change(wanted)
    told = desk.create(wanted, furnish, **cloud)
    assert told.first == (400, code, target)
    assert told.all == [(code, target)]


def test_a_feature_without_a_state_is_an_error_of_ours(
    desk: Any, furnish: Any, wanted: Any
) -> None:
    encrypts(OF_MASTER)(wanted)
    told = desk.create(wanted, furnish, faults=[STATELESS])
    assert told.first == (500, "InternalServerError", "")


def test_azure_that_does_not_answer_is_an_error_of_ours(
    desk: Any, furnish: Any, wanted: Any
) -> None:
    silence = FaultRule(path="usages$", provider="Microsoft.Compute", latency_s=100, times=None)
    told = desk.create(wanted, furnish, faults=[silence])
    assert told.first == (500, "InternalServerError", "")


def test_everything_that_is_wrong_is_told_at_once(desk: Any, furnish: Any, wanted: Any) -> None:
    told = desk.create(
        wanted,
        furnish,
        **sizes(size=MASTER, absent=True),
        quotas={"cores": 10, "PublicIPAddresses": 1},
        unregistered_providers=["Microsoft.Compute", "Microsoft.Network"],
    )
    assert told.all == [
        (PARAMETER, f"{OF_MASTER}.VMSize"),
        (QUOTA, ""),
        (QUOTA, ""),
        (UNREGISTERED, ""),
        (UNREGISTERED, ""),
    ]


def test_a_provider_that_was_registered_meanwhile_counts_at_once(
    desk: Any, furnish: Any, wanted: Any
) -> None:
    def register(cloud: Any, body: Any) -> None:
        furnish(cloud, body)
        record = cloud.scopes.subscription("00000000-0000-0000-0000-000000000001")
        record["unregistered"] = []

    first, second = desk.update(
        wanted, furnish, register, unregistered_providers=["Microsoft.Storage"]
    )
    assert (first.status, second.status, second.error) == (400, 201, {})
