from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from aro_devcloud import Cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.testing import ARM_URL

Http = Callable[..., httpx.AsyncClient]
MACHINE = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://arm/"
APP_SERVICE = "/msi/token?api-version=2019-08-01&resource=https://arm/"
IDENTITY = (
    f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/g/providers/"
    "Microsoft.ManagedIdentity/userAssignedIdentities/me"
)


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


@pytest.fixture
def identity(cloud: Cloud) -> dict[str, Any]:
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    return cloud.make(IDENTITY, {"location": "eastus"}).properties


async def test_az_registers_the_cloud_from_what_it_says_of_itself(http: Http) -> None:
    async with http(token="") as client:
        found = (await client.get("/metadata/endpoints?api-version=2022-09-01")).json()
    assert found["resourceManager"] == found["authentication"]["loginEndpoint"] == ARM_URL
    assert found["authentication"]["audiences"][0] == ARM_URL
    assert found["microsoftGraphResourceId"] == f"{ARM_URL}/graph"


async def test_older_clients_get_the_form_they_know(http: Http) -> None:
    async with http(token="") as client:
        listed = (await client.get("/metadata/endpoints?api-version=2019-05-01")).json()
        first = (await client.get("/metadata/endpoints?api-version=2015-01-01")).json()
    assert [cloud["name"] for cloud in listed] == ["AroLocal"]
    assert first["authentication"]["loginEndpoint"] == ARM_URL


async def test_a_client_of_a_public_host_is_told_of_public_hosts(http: Http) -> None:
    async with http(token="") as client:
        headers = {"host": "management.azure.com"}
        found = (await client.get("/metadata/endpoints", headers=headers)).json()
    assert found["resourceManager"] == "https://management.azure.com"
    assert found["authentication"]["loginEndpoint"] == "https://login.microsoftonline.com"
    assert found["microsoftGraphResourceId"] == "https://graph.microsoft.com"


async def test_the_graph_has_a_host_of_its_own_in_public(http: Http) -> None:
    async with http() as client:
        reply = await client.get(
            "/v1.0/applications?$filter=appId eq 'a'", headers={"host": "graph.microsoft.com"}
        )
    assert [one["appId"] for one in reply.json()["value"]] == ["a"]


async def test_a_machine_gets_a_token_of_its_own_identity(cloud: Cloud, http: Http) -> None:
    async with http(token="") as client:
        answer = (await client.get(MACHINE, headers={"metadata": "true"})).json()
    claims = claims_of(answer["access_token"])
    assert claims["aud"] == answer["resource"] == "https://arm/"
    assert claims["tid"] == cloud.config.tenant
    assert int(answer["expires_on"]) - int(answer["not_before"]) == int(answer["expires_in"])


@pytest.mark.parametrize(
    ("path", "header", "parameter", "name"),
    [
        (MACHINE, "metadata", "client_id", "clientId"),
        (MACHINE, "metadata", "object_id", "principalId"),
        (MACHINE, "metadata", "msi_res_id", "id"),
        (APP_SERVICE, "x-identity-header", "client_id", "clientId"),
        (APP_SERVICE, "x-identity-header", "mi_res_id", "id"),
    ],
)
async def test_a_user_assigned_identity_is_asked_for_by_any_of_its_ids(
    http: Http, identity: dict[str, Any], path: str, header: str, parameter: str, name: str
) -> None:
    wanted = {**identity, "id": IDENTITY}[name]
    async with http(token="") as client:
        answer = (await client.get(f"{path}&{parameter}={wanted}", headers={header: "true"})).json()
    claims = claims_of(answer["access_token"])
    assert claims["oid"] == identity["principalId"]
    assert claims["xms_mirid"] == IDENTITY


@pytest.mark.parametrize(
    ("path", "headers", "status", "sentence"),
    [
        (MACHINE, {}, 400, "Required metadata header not specified"),
        (MACHINE.partition("&")[0], {"metadata": "true"}, 400, "'resource' is missing"),
        (f"{MACHINE}&client_id=nobody", {"metadata": "true"}, 400, "Identity not found"),
        (APP_SERVICE, {}, 401, "'X-IDENTITY-HEADER' header is missing"),
        (f"{APP_SERVICE}&client_id=nobody", {"x-identity-header": "x"}, 400, "No User Assigned"),
    ],
)
async def test_a_bad_request_for_a_token_is_told_why(
    http: Http, path: str, headers: dict[str, str], status: int, sentence: str
) -> None:
    async with http(token="") as client:
        reply = await client.get(path, headers=headers)
    assert reply.status_code == status
    assert sentence in reply.text


async def test_instance_discovery_knows_this_cloud_and_the_public_one_only(http: Http) -> None:
    path = "/common/discovery/instance?api-version=1.1&authorization_endpoint="
    async with http(token="") as client:
        local = await client.get(f"{path}{ARM_URL}/a-tenant/oauth2/v2.0/authorize")
        other = await client.get(f"{path}https://login.example.com/common/oauth2/v2.0/authorize")
    discovery = f"{ARM_URL}/a-tenant/v2.0/.well-known/openid-configuration"
    assert local.json()["tenant_discovery_endpoint"] == discovery
    assert (other.status_code, other.json()["error"]) == (400, "invalid_instance")
