"""A cluster's names in the service's zone: its own are kept true, other clusters' left alone."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError

from aro_devcloud.faults import FaultRule
from aro_rp.cluster.steps.dns import create_dns, delete_dns, update_api_record, write_router_record

ZONE = "dnsZones/eastus.aroapp.io/"


async def point(ctx):
    await update_api_record(ctx, "20.0.0.1")


async def route(ctx):
    await write_router_record(ctx, "20.0.0.1")


def addresses(region, name):
    (record,) = [one for one in region.resources(ZONE) if one.endswith(f"/{name}")]
    found = {key.lower(): value for key, value in region.body(record)["properties"].items()}
    return [one["ipv4Address"] for one in found["arecords"]]


async def test_names_follow_their_addresses(region, sp_cluster):
    async with region.working_idle(await region.create(sp_cluster)) as ctx:
        await create_dns(ctx)
        for address in ("20.0.0.1", "20.0.0.2"):
            await update_api_record(ctx, address)
            await write_router_record(ctx, address)
            assert addresses(region, "api.demo") == addresses(region, "*.apps.demo") == [address]
        region.writes.clear()
        ctx.reserved = None
        await update_api_record(ctx, "20.0.0.2")
        assert region.writes == []


async def test_the_name_of_another_cluster_is_neither_pointed_nor_deleted(region, sp_cluster):
    async with region.working_idle(await region.create(sp_cluster)) as ctx:
        await create_dns(ctx)
        ctx.cluster.id += "-other"
        region.writes.clear()
        with pytest.raises(ValueError, match=r"api\.demo does not belong to .*-other"):
            await update_api_record(ctx, "20.0.0.1")
        await delete_dns(ctx)
        assert region.writes == []


@pytest.mark.parametrize("step", [create_dns, point, route, delete_dns])
async def test_a_domain_of_the_customer_has_no_names_in_our_zone(region, sp_cluster, step):
    sp_cluster.open_shift_cluster.properties.cluster_profile.domain = "apps.customer.example"
    async with region.working_idle(await region.create(sp_cluster)) as ctx:
        await step(ctx)
    assert region.writes == []


@pytest.mark.parametrize(
    ("call", "step"),
    [
        ("PUT /A/api", create_dns),
        ("PUT /A/api", point),
        ("PUT /A/.*apps", route),
        ("DELETE /A/api", delete_dns),
        ("DELETE /A/.*apps", delete_dns),
    ],
)
async def test_what_the_zone_refuses_is_told(region, sp_cluster, call, step):
    async with region.working_idle(await region.create(sp_cluster)) as ctx:
        await create_dns(ctx)
        ctx.reserved = None
        method, path = call.split()
        rule = {"status": 403, "code": "AuthorizationFailed", "times": None}
        region.cloud.faults.add(FaultRule(method=method, path=path, **rule))
        with pytest.raises(HttpResponseError, match="AuthorizationFailed"):
            await step(ctx)
