from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.network.aio import NetworkManagementClient
from azure.mgmt.resource.resources.aio import ResourceManagementClient
from azure.mgmt.storage.aio import StorageManagementClient

from aro_devcloud import Cloud, CloudConfig, build_cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION, RP_SUBSCRIPTION
from aro_devcloud.records import NotKept, Records
from aro_devcloud.testing import CountingIds, SharedKeys, VirtualClock, memory_cloud

ClientOf = Callable[..., Any]
ADDRESS = {"location": "eastus"}
PATH = (
    f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.Network/"
    "publicIPAddresses/a"
)


class Killed(BaseException):
    """The process dies here."""


def on_disk(folder: Path) -> Cloud:
    return build_cloud(CloudConfig(data_dir=folder), VirtualClock(), CountingIds(), SharedKeys())


@contextmanager
def full(records: Records) -> Iterator[None]:
    """The disk has no room for more than the file has already."""
    connection: Any = records._connection
    connection.execute("PRAGMA max_page_count = 1")
    yield
    connection.execute("PRAGMA max_page_count = 1000000")


def test_a_cloud_starts_with_what_the_service_owns(cloud: Cloud) -> None:
    prefix = f"/subscriptions/{RP_SUBSCRIPTION}/resourceGroups/aro-rp/providers"
    for name in (
        "Microsoft.Network/dnsZones/eastus.aroapp.io",
        "Microsoft.Storage/storageAccounts/arolocaloidc/blobServices/default/containers/$web",
        "Microsoft.Network/virtualNetworks/rp-pe-vnet-001/subnets/rp-pe-subnet",
        "Microsoft.Network/virtualNetworks/rp-vnet/subnets/rp-subnet",
    ):
        assert cloud.resource(f"{prefix}/{name}") is not None, name


async def test_a_second_start_finds_everything(tmp_path: Path, client_of: ClientOf) -> None:
    first = on_disk(tmp_path)
    network = first.seed_customer_network(DEFAULT_SUBSCRIPTION, "g", "v")
    client = client_of(NetworkManagementClient, other=first)
    await (await client.public_ip_addresses.begin_create_or_update("g", "a", ADDRESS)).result()
    token = first.tokens.issue(first.config.tenant, "app", "https://management.azure.com")
    second = on_disk(tmp_path)
    assert second.store.get(PATH).as_record() == first.store.get(PATH).as_record()
    assert second.resource(network.master_subnet) is not None
    assert second.tokens._signer.claims(token)["appid"] == "app"


async def test_an_operation_goes_on_after_a_restart(tmp_path: Path, client_of: ClientOf) -> None:
    first = on_disk(tmp_path)
    first.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    addresses = client_of(NetworkManagementClient, other=first).public_ip_addresses
    await (await addresses.begin_create_or_update("g", "a", ADDRESS)).result()
    await addresses.begin_delete("g", "a", polling=False)
    second = on_disk(tmp_path)
    assert second.store.get(PATH).phase == "Deleting"
    await second.clock.sleep(5)
    assert second.resource(PATH) is None


async def test_what_was_not_answered_was_not_done(tmp_path: Path) -> None:
    records = Records(tmp_path / "x.sqlite")
    records.table("things").put("a", {"n": 1})
    records.commit()
    records.table("things").put("a", {"n": 2})
    records.table("things").put("b", {"n": 3})
    again = Records(tmp_path / "x.sqlite")
    assert again.table("things").items() == [("a", {"n": 1})]


def test_what_a_full_disk_did_not_take_is_refused_and_written_with_what_comes_next(
    tmp_path: Path,
) -> None:
    records = Records(tmp_path / "x.sqlite")
    things = records.table("things")
    for number in range(9):
        things.put(f"{number}", {"text": "x" * 5000})
    with full(records), pytest.raises(NotKept, match="disk"):
        records.commit()
    assert Records(tmp_path / "x.sqlite").table("things").items() == []
    things.delete("3")
    things.put("a", {})
    records.commit()
    kept = [key for key, _ in Records(tmp_path / "x.sqlite").table("things").items()]
    assert kept == [key for key, _ in things.items()] == [*"01245678", "a"]


async def test_on_a_full_disk_reads_are_answered_and_writes_refused_until_there_is_room(
    tmp_path: Path, client_of: ClientOf
) -> None:
    cloud = on_disk(tmp_path)
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    addresses = client_of(NetworkManagementClient, other=cloud).public_ip_addresses
    large = {**ADDRESS, "tags": {f"{number}": "x" * 250 for number in range(50)}}
    with full(cloud.records):
        with pytest.raises(HttpResponseError, match="cannot keep what it is told") as refused:
            await addresses.begin_create_or_update("g", "a", large)
        assert (await addresses.get("g", "a")).name == "a"
    assert refused.value.status_code == 500
    assert refused.value.error.code == "InternalServerError"
    await (await addresses.begin_create_or_update("g", "a", large)).result()
    assert on_disk(tmp_path).resource(PATH) is not None


def test_nobody_else_reads_the_file(tmp_path: Path) -> None:
    on_disk(tmp_path).records.close()
    assert stat.S_IMODE((tmp_path / "cloud.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize(("moment", "exists"), [("before", False), ("after", True)])
async def test_a_hook_may_kill_around_every_change(
    cloud: Cloud, client_of: ClientOf, moment: str, exists: bool
) -> None:
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    addresses = client_of(NetworkManagementClient).public_ip_addresses

    def kill(seen: str, call: str) -> None:
        if seen == moment and call == f"PUT {PATH}":
            raise Killed

    cloud.watch(kill)
    with pytest.raises(Killed):
        await addresses.begin_create_or_update("g", "a", ADDRESS)
    assert (cloud.resource(PATH) is not None) is exists


async def test_a_hook_sees_changes_and_no_reads(cloud: Cloud, client_of: ClientOf) -> None:
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    seen: list[tuple[str, str]] = []
    cloud.watch(lambda moment, call: seen.append((moment, call)))
    addresses = client_of(NetworkManagementClient).public_ip_addresses
    await (await addresses.begin_create_or_update("g", "a", ADDRESS)).result()
    await addresses.get("g", "a")
    storage = client_of(StorageManagementClient).storage_accounts
    body = {**ADDRESS, "sku": {"name": "Standard_LRS"}}
    await (await storage.begin_create("g", "account", body)).result()
    seen.clear()
    await storage.list_keys("g", "account")
    assert seen == []
    await addresses.begin_delete("g", "a", polling=False)
    assert seen == [("before", f"DELETE {PATH}"), ("after", f"DELETE {PATH}")]


async def test_instant_mode_answers_with_the_end_state(client_of: ClientOf) -> None:
    cloud = memory_cloud(CloudConfig(instant=True, remembered_calls=0))
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    addresses = client_of(NetworkManagementClient, other=cloud).public_ip_addresses
    groups = client_of(ResourceManagementClient, other=cloud).resource_groups
    before = cloud.clock.now()
    made = await (await addresses.begin_create_or_update("g", "a", ADDRESS)).result()
    await (await addresses.begin_delete("g", "a")).result()
    await (await groups.begin_delete("g")).result()
    assert made.provisioning_state == "Succeeded"
    assert cloud.clock.now() == before
    assert [one.status for one in cloud.calls] == [201, 200, 200]
