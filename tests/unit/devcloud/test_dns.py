from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.dns.aio import DnsManagementClient

from aro_devcloud import Cloud
from aro_devcloud.config import RP_SUBSCRIPTION
from aro_devcloud.testing import error_code

ClientOf = Callable[..., Any]
ZONE = ("aro-rp", "eastus.aroapp.io")


def record(address: str = "") -> dict[str, Any]:
    addresses = [{"ipv4Address": address}] if address else []
    return {"properties": {"TTL": 300, "ARecords": addresses, "metadata": {"resourceId": "/c"}}}


@pytest.fixture
def records(cloud: Cloud, client_of: ClientOf) -> Any:
    return client_of(DnsManagementClient, RP_SUBSCRIPTION).record_sets


async def test_a_name_is_reserved_once(records: Any) -> None:
    made = await records.create_or_update(*ZONE, "api.c", "A", record(), if_none_match="*")
    assert made.fqdn == "api.c.eastus.aroapp.io."
    assert made.metadata == {"resourceId": "/c"}
    with pytest.raises(HttpResponseError) as refused:
        await records.create_or_update(*ZONE, "api.c", "A", record(), if_none_match="*")
    assert (refused.value.status_code, error_code(refused.value)) == (412, "PreconditionFailed")


async def test_a_record_changes_only_under_its_etag(records: Any) -> None:
    made = await records.create_or_update(*ZONE, "api.c", "A", record())
    body = record("1.2.3.4")
    changed = await records.create_or_update(*ZONE, "api.c", "A", body, if_match=made.etag)
    with pytest.raises(HttpResponseError) as refused:
        await records.create_or_update(*ZONE, "api.c", "A", body, if_match=made.etag)
    found = await records.get(*ZONE, "api.c", "A")
    assert refused.value.status_code == 412
    assert changed.etag != made.etag
    assert [one.ipv4_address for one in found.a_records] == ["1.2.3.4"]


async def test_a_record_is_deleted_under_its_etag_and_may_be_absent(records: Any) -> None:
    made = await records.create_or_update(*ZONE, "*.apps.c", "A", record("1.2.3.4"))
    with pytest.raises(HttpResponseError):
        await records.delete(*ZONE, "*.apps.c", "A", if_match="old")
    await records.delete(*ZONE, "*.apps.c", "A", if_match=made.etag)
    await records.delete(*ZONE, "*.apps.c", "A")
    with pytest.raises(ResourceNotFoundError):
        await records.get(*ZONE, "*.apps.c", "A")


async def test_records_are_listed_by_zone_and_by_kind(records: Any) -> None:
    await records.create_or_update(*ZONE, "a", "A", record("1.2.3.4"))
    text = {"properties": {"TTL": 60, "TXTRecords": [{"value": ["x"]}]}}
    await records.create_or_update(*ZONE, "t", "TXT", text)
    everything = [one.name async for one in records.list_by_dns_zone(*ZONE)]
    addresses = [one.name async for one in records.list_by_type(*ZONE, "A")]
    assert (everything, addresses) == (["a", "t"], ["a"])


async def test_an_alias_does_not_share_its_name(records: Any) -> None:
    await records.create_or_update(*ZONE, "a", "A", record("1.2.3.4"))
    alias = {"properties": {"TTL": 60, "CNAMERecord": {"cname": "b"}}}
    with pytest.raises(HttpResponseError, match="A record with the same name"):
        await records.create_or_update(*ZONE, "a", "CNAME", alias)


async def test_a_record_has_a_lifetime(records: Any) -> None:
    with pytest.raises(HttpResponseError, match="TTL"):
        await records.create_or_update(*ZONE, "a", "A", {"properties": {}})
