from __future__ import annotations

from collections.abc import Callable

import httpx

from aro_devcloud import Cloud, CloudConfig
from aro_devcloud.testing import memory_cloud

Http = Callable[..., httpx.AsyncClient]


async def test_a_service_principal_is_found_by_its_application(cloud: Cloud, http: Http) -> None:
    async with http() as client:
        reply = await client.get("/graph/v1.0/servicePrincipals?$filter=appId eq 'an-app'")
    found = reply.json()["value"]
    assert [one["appId"] for one in found] == ["an-app"]
    assert found[0]["id"] == cloud.principals.object_id(cloud.config.tenant, "an-app")


async def test_an_application_has_another_id_than_its_principal(http: Http) -> None:
    async with http() as client:
        principals = await client.get("/graph/v1.0/servicePrincipals?$filter=appId eq 'a'")
        applications = await client.get("/graph/v1.0/applications?$filter=appId eq 'a'")
    assert principals.json()["value"][0]["id"] != applications.json()["value"][0]["id"]


async def test_nobody_is_found_in_a_closed_directory(http: Http) -> None:
    cloud = memory_cloud(CloudConfig(open_directory=False))
    async with http(other=cloud) as client:
        reply = await client.get("/graph/v1.0/servicePrincipals?$filter=appId eq 'a'")
    assert reply.json()["value"] == []


async def test_other_queries_are_refused_by_name(http: Http) -> None:
    async with http() as client:
        reply = await client.get("/graph/v1.0/users")
    assert reply.status_code == 400
    assert "/graph/v1.0/users" in reply.json()["error"]["message"]


async def test_graph_needs_a_token(http: Http) -> None:
    async with http(token="") as client:
        reply = await client.get("/graph/v1.0/applications?$filter=appId eq 'a'")
    assert reply.status_code == 401
