from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from aro_devcloud import Cloud, CloudConfig
from aro_devcloud.config import DEFAULT_SUBSCRIPTION, DEFAULT_TENANT
from aro_devcloud.testing import ARM_URL, HttpxTransport, memory_cloud

Http = Callable[..., httpx.AsyncClient]
ROOT = f"/subscriptions/{DEFAULT_SUBSCRIPTION}"
CLUSTER = f"{ROOT}/resourceGroups/g/providers/Microsoft.RedHatOpenShift/openShiftClusters/c"
V = "?api-version=2025-07-25"


class RecordingProvider:
    """A resource provider that keeps clusters by path and remembers every request."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.clusters: dict[str, Any] = {}
        self.up = True

    def transport(self) -> HttpxTransport:
        return HttpxTransport(httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        if not self.up:
            raise httpx.ConnectError("refused", request=request)
        self.requests.append(request)
        path = request.url.path
        if request.method == "PUT":
            self.clusters[path] = json.loads(request.content)
            url = f"{ARM_URL}/operation"
            return httpx.Response(201, json={"id": path}, headers={"azure-asyncoperation": url})
        if request.method == "POST":
            return httpx.Response(405, headers={"allow": "GET, PUT", "x-ms-request-id": "one"})
        if request.method == "DELETE":
            return httpx.Response(202)
        if path.lower().endswith("openshiftclusters"):
            return httpx.Response(200, json={"value": [{"id": one} for one in self.clusters]})
        if path.endswith("/broken"):
            return httpx.Response(500, json={"error": {"code": "InternalServerError"}})
        if path in self.clusters:
            return httpx.Response(200, json=self.clusters[path])
        return httpx.Response(404, json={"error": {"code": "ResourceNotFound"}})

    def last(self, method: str) -> httpx.Request:
        return next(one for one in reversed(self.requests) if one.method == method)


@pytest.fixture
def provider() -> RecordingProvider:
    return RecordingProvider()


@pytest.fixture
async def connected(provider: RecordingProvider) -> AsyncIterator[Cloud]:
    cloud = memory_cloud(CloudConfig(installer_in_background=False))
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    cloud.connect_rp("http://rp", provider.transport())
    yield cloud
    await cloud.close()


async def test_a_method_that_the_provider_does_not_have_is_an_error_of_arm(
    connected: Cloud, http: Http
) -> None:
    async with http(other=connected) as client:
        reply = await client.post(f"{CLUSTER}{V}")
    assert reply.status_code == 405
    assert (reply.headers["allow"], reply.headers["x-ms-request-id"]) == ("GET, PUT", "one")
    assert reply.json()["error"] == {
        "code": "MethodNotAllowed",
        "message": f"POST is not allowed on '{CLUSTER}'.",
    }


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_the_case_of_api_version_does_not_matter(
    connected: Cloud, provider: RecordingProvider, http: Http, method: str
) -> None:
    query = "?x-Api-Version=no&API-VERSION=2025-07-25&$top=3"
    async with http(other=connected) as client:
        await client.request(method, f"{CLUSTER}{query}", json={})
    seen = {str(request.url.query, "ascii") for request in provider.requests}
    assert seen == {"x-Api-Version=no&api-version=2025-07-25&$top=3"}


async def test_the_provider_sees_who_called_and_from_where(
    connected: Cloud, provider: RecordingProvider, http: Http
) -> None:
    sent = {"x-ms-client-request-id": "mine", "x-ms-home-tenant-id": "forged"}
    async with http(other=connected) as client:
        reply = await client.put(f"{CLUSTER}{V}", json={"location": "eastus"}, headers=sent)
    seen = provider.last("PUT").headers
    caller = connected.principals.object_id(DEFAULT_TENANT, "someone")
    assert reply.status_code == 201
    assert reply.headers["azure-asyncoperation"] == f"{ARM_URL}/operation"
    assert seen["referer"] == f"{ARM_URL}{CLUSTER}{V}"
    assert seen["x-ms-home-tenant-id"] == DEFAULT_TENANT
    assert seen["x-ms-client-object-id"] == caller
    assert seen["x-ms-client-request-id"] == "mine"
    assert seen["x-ms-correlation-request-id"] == reply.headers["x-ms-correlation-request-id"]
    assert "authorization" not in seen


async def test_system_data_names_the_creator_only_at_first(
    connected: Cloud, provider: RecordingProvider, http: Http
) -> None:
    async with http(other=connected) as client:
        await client.put(f"{CLUSTER}{V}", json={})
        first = json.loads(provider.last("PUT").headers["x-ms-arm-resource-system-data"])
        await client.put(f"{CLUSTER}{V}", json={})
        second = json.loads(provider.last("PUT").headers["x-ms-arm-resource-system-data"])
    assert (first["createdBy"], first["lastModifiedBy"]) == ("someone", "someone")
    assert first["createdByType"] == "Application"
    assert "createdBy" not in second
    assert second["lastModifiedBy"] == "someone"


async def test_system_data_knows_a_person_from_an_application(
    connected: Cloud, provider: RecordingProvider, http: Http
) -> None:
    person = {"upn": "you@local", "oid": "someone-else"}
    token = connected.tokens.issue(DEFAULT_TENANT, "cli", "https://management.azure.com", person)
    async with http(token, other=connected) as client:
        await client.put(f"{CLUSTER}{V}", json={})
    headers = provider.last("PUT").headers
    found = json.loads(headers["x-ms-arm-resource-system-data"])
    assert (found["createdBy"], found["createdByType"]) == ("you@local", "User")
    assert headers["x-ms-client-object-id"] == "someone-else"
    assert headers["x-ms-client-app-id"] == "cli"


async def test_identity_headers_come_with_an_identity(
    connected: Cloud, provider: RecordingProvider, http: Http
) -> None:
    identity = (
        f"{ROOT}/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
    )
    made = connected.make(identity, {"location": "eastus"})
    body = {"identity": {"type": "UserAssigned", "userAssignedIdentities": {identity: {}}}}
    async with http(other=connected) as client:
        await client.put(f"{CLUSTER}{V}", json=body)
    seen = provider.last("PUT").headers
    assert seen["x-ms-identity-principal-id"] == made.properties["principalId"]
    assert seen["x-ms-identity-url"].startswith(f"{ARM_URL}/identity/subscriptions/")


async def test_a_provider_that_is_down_is_503_and_its_own_errors_pass(
    connected: Cloud, provider: RecordingProvider, http: Http
) -> None:
    async with http(other=connected) as client:
        broken = await client.get(f"{CLUSTER[:-1]}broken{V}")
        provider.up = False
        down = await client.get(f"{CLUSTER}{V}")
    assert broken.status_code == 500
    assert down.status_code == 503
    assert down.json()["error"]["code"] == "ServiceUnavailable"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (CLUSTER.replace("/g/", "/none/"), "ResourceGroupNotFound"),
        (CLUSTER.replace(DEFAULT_SUBSCRIPTION, "none"), "SubscriptionNotFound"),
    ],
)
async def test_nothing_is_forwarded_from_nowhere(
    connected: Cloud, provider: RecordingProvider, http: Http, path: str, code: str
) -> None:
    async with http(other=connected) as client:
        reply = await client.get(f"{path}{V}")
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, code)
    assert provider.requests == []


async def test_writes_need_registration_and_registering_tells_the_provider(
    provider: RecordingProvider, http: Http
) -> None:
    cloud = memory_cloud(CloudConfig(register_provider=False))
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    cloud.connect_rp("http://rp", provider.transport())
    async with http(other=cloud) as client:
        refused = await client.put(f"{CLUSTER}{V}", json={})
        await client.post(f"{ROOT}/providers/Microsoft.RedHatOpenShift/register{V}")
        told = provider.last("PUT")
        accepted = await client.put(f"{CLUSTER}{V}", json={})
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "MissingSubscriptionRegistration"
    assert told.url.path == ROOT
    assert told.url.params["api-version"] == "2.0"
    assert json.loads(told.content)["state"] == "Registered"
    assert json.loads(told.content)["properties"]["tenantId"] == DEFAULT_TENANT
    assert accepted.status_code == 201


async def test_a_cloud_announces_its_subscriptions_until_the_provider_listens(
    connected: Cloud, provider: RecordingProvider
) -> None:
    provider.up = False
    await connected.start()
    for _ in range(20):
        await asyncio.sleep(0)
    assert provider.requests == []
    provider.up = True
    for _ in range(200):
        await asyncio.sleep(0)
    told = {one.url.path for one in provider.requests if one.method == "PUT"}
    assert ROOT in told


async def test_a_role_assignment_on_a_cluster_is_not_the_providers_business(
    connected: Cloud, provider: RecordingProvider, http: Http
) -> None:
    role = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
    name = "11111111-1111-1111-1111-111111111111"
    path = f"{CLUSTER}/providers/Microsoft.Authorization/roleAssignments/{name}{V}"
    grant = {"principalId": "p", "roleDefinitionId": f"/roleDefinitions/{role}"}
    async with http(other=connected) as client:
        reply = await client.put(path, json={"properties": grant})
    assert reply.status_code == 201
    assert reply.json()["properties"]["scope"] == CLUSTER
    assert provider.requests == []


async def test_a_group_waits_for_its_clusters(
    connected: Cloud, provider: RecordingProvider, http: Http
) -> None:
    async with http(other=connected) as client:
        await client.put(f"{CLUSTER}{V}", json={})
        accepted = await client.delete(f"{ROOT}/resourceGroups/g{V}")
        await connected.clock.sleep(60)
        running = await client.get(accepted.headers["location"])
        provider.clusters.clear()
        done = await client.get(accepted.headers["location"])
        after = await client.get(f"{ROOT}/resourceGroups/g{V}")
    assert provider.last("DELETE").url.path == CLUSTER
    assert (accepted.status_code, running.status_code) == (202, 202)
    assert (done.status_code, after.status_code) == (200, 404)
