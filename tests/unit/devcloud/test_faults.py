from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ServiceResponseError
from azure.mgmt.network.aio import NetworkManagementClient
from azure.mgmt.resource.resources.aio import ResourceManagementClient

from aro_devcloud import Cloud, CloudConfig, FaultRule, read_faults
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.faults import provider_of
from aro_devcloud.testing import error_code, memory_cloud

ClientOf = Callable[..., Any]
GROUP = f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/g"
ADDRESS = {"location": "eastus"}


@pytest.fixture
def network(cloud: Cloud, client_of: ClientOf) -> Any:
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    return client_of(NetworkManagementClient).public_ip_addresses


async def test_a_throttled_call_is_repeated_after_the_asked_wait(
    cloud: Cloud, network: Any
) -> None:
    rule = FaultRule(provider="Microsoft.Network", method="PUT", status=429, retry_after_s=7)
    cloud.faults.add(rule)
    before = cloud.clock.now()
    await (await network.begin_create_or_update("g", "a", ADDRESS)).result()
    statuses = [one.status for one in cloud.calls if one.method == "PUT"]
    assert statuses == [429, 201]
    assert (cloud.clock.now() - before).total_seconds() >= 7


async def test_a_rule_hits_the_calls_it_was_told_to(cloud: Cloud, network: Any) -> None:
    rule = FaultRule(path="publicIPAddresses/.*", method="GET", status=400, skip=1, times=2)
    cloud.faults.add(rule)
    await (await network.begin_create_or_update("g", "a", ADDRESS, polling=False)).result()
    outcomes = []
    for _ in range(4):
        try:
            await network.get("g", "a")
            outcomes.append("ok")
        except HttpResponseError as refused:
            outcomes.append(str(refused.status_code))
    assert outcomes == ["ok", "400", "400", "ok"]


async def test_latency_passes_on_the_clouds_clock(cloud: Cloud, client_of: ClientOf) -> None:
    cloud.faults.add(FaultRule(latency_s=30, provider="microsoft.resources"))
    before = cloud.clock.now()
    await client_of(ResourceManagementClient).resource_groups.check_existence("g")
    assert (cloud.clock.now() - before).total_seconds() == 30


@pytest.mark.parametrize(("drop", "exists"), [("before", False), ("after", True)])
async def test_a_connection_drops_before_or_after_the_work(
    cloud: Cloud, network: Any, drop: str, exists: bool
) -> None:
    cloud.faults.add(FaultRule(method="PUT", drop=drop, times=None))
    with pytest.raises(ServiceResponseError):
        await network.begin_create_or_update("g", "a", ADDRESS, retry_total=0)
    path = f"{GROUP}/providers/Microsoft.Network/publicIPAddresses/a"
    assert (cloud.resource(path) is not None) is exists
    assert cloud.calls[-1].status == 0


async def test_an_operation_ends_badly(cloud: Cloud, network: Any) -> None:
    cloud.faults.add(FaultRule(method="PUT", operation_error="OutOfAddresses"))
    poller = await network.begin_create_or_update("g", "a", ADDRESS)
    with pytest.raises(HttpResponseError) as failed:
        await poller.result()
    found = await network.get("g", "a")
    assert error_code(failed.value) == "OutOfAddresses"
    assert found.provisioning_state == "Failed"
    await (await network.begin_create_or_update("g", "a", ADDRESS)).result()
    assert (await network.get("g", "a")).provisioning_state == "Succeeded"


async def test_a_deletion_that_failed_leaves_the_resource(cloud: Cloud, network: Any) -> None:
    await (await network.begin_create_or_update("g", "a", ADDRESS)).result()
    cloud.faults.add(FaultRule(method="DELETE", operation_error="Stuck"))
    with pytest.raises(HttpResponseError):
        await (await network.begin_delete("g", "a")).result()
    assert (await network.get("g", "a")).provisioning_state == "Failed"
    await (await network.begin_delete("g", "a")).result()


async def test_operations_fail_in_instant_mode_too(client_of: ClientOf) -> None:
    cloud = memory_cloud(
        CloudConfig(instant=True, faults=[FaultRule(method="PUT", operation_error="No")])
    )
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    addresses = client_of(NetworkManagementClient, other=cloud).public_ip_addresses
    with pytest.raises(HttpResponseError) as failed:
        await (await addresses.begin_create_or_update("g", "a", ADDRESS)).result()
    assert error_code(failed.value) == "No"


@pytest.mark.parametrize(
    ("path", "provider"),
    [
        ("/subscriptions/s/resourceGroups/g", "microsoft.resources"),
        ("/subscriptions/s/providers/Microsoft.Compute/skus", "microsoft.compute"),
        ("/graph/v1.0/applications", "graph"),
        ("/blob/account/container", "blob"),
        ("/installer/installs/1", "installer"),
        ("/checkaccess/providers/Microsoft.Authorization/checkAccess", "checkaccess"),
        ("/applens/api/invoke", "applens"),
        ("/metadata/endpoints", "metadata"),
        ("/msi/token", "msi"),
        ("/tenant/oauth2/v2.0/token", "token"),
    ],
)
def test_a_rule_names_a_service_by_its_namespace_or_its_plane(path: str, provider: str) -> None:
    assert provider_of(path) == provider


def test_rules_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text('[{"provider": "Microsoft.Compute", "status": 503, "times": null}]')
    assert read_faults(path) == [FaultRule("Microsoft.Compute", status=503, times=None)]


@pytest.mark.parametrize("content", ["{", '{"status": 1}', '[{"unheard": 1}]'])
def test_a_file_of_something_else_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "faults.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"faults\.json"):
        read_faults(path)


async def test_a_rule_answers_in_place_of_the_work_those_who_send_what_it_names(
    cloud: Cloud, network: Any
) -> None:
    rule = FaultRule(method="PUT", sent='"purpose": *"odd"', reply={"name": "told"}, times=None)
    cloud.faults.add(rule)
    odd = {**ADDRESS, "tags": {"purpose": "odd"}}
    answered = await (await network.begin_create_or_update("g", "a", odd, polling=False)).result()
    usual = await (await network.begin_create_or_update("g", "b", ADDRESS)).result()
    assert (answered.name, usual.name) == ("told", "b")
    assert cloud.resource(f"{GROUP}/providers/Microsoft.Network/publicIPAddresses/a") is None
