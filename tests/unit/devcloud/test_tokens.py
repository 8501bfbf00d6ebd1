from __future__ import annotations

import base64
import json

import httpx
import pytest

from aro_devcloud import Cloud, CloudConfig
from aro_devcloud.config import DEFAULT_SUBSCRIPTION, DEFAULT_TENANT
from aro_devcloud.testing import ARM_URL, VirtualClock, memory_cloud

SUBSCRIPTION = f"/subscriptions/{DEFAULT_SUBSCRIPTION}?api-version=2022-12-01"
FORM = {
    "grant_type": "client_credentials",
    "client_id": "11111111-1111-1111-1111-111111111111",
    "client_secret": "anything",
    "scope": "https://management.azure.com/.default",
}


def client(cloud: Cloud) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=cloud.app), base_url=ARM_URL)


def claims_of(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert isinstance(found, dict)
    return found


async def ask(cloud: Cloud, **changes: str) -> httpx.Response:
    form = {name: value for name, value in (FORM | changes).items() if value}
    async with client(cloud) as http:
        return await http.post(f"/{DEFAULT_TENANT}/oauth2/v2.0/token", data=form)


async def test_any_application_with_any_secret_gets_a_token(cloud: Cloud) -> None:
    reply = await ask(cloud)
    claims = claims_of(reply.json()["access_token"])
    assert reply.status_code == 200
    assert claims["appid"] == FORM["client_id"]
    assert claims["tid"] == DEFAULT_TENANT
    assert claims["aud"] == "https://management.azure.com"
    assert claims["oid"] == cloud.principals.object_id(DEFAULT_TENANT, FORM["client_id"])


async def test_the_first_version_of_the_endpoint_answers_with_text_numbers(cloud: Cloud) -> None:
    form = {**FORM, "resource": "https://graph.microsoft.com"}
    async with client(cloud) as http:
        reply = await http.post(f"/{DEFAULT_TENANT}/oauth2/token", data=form)
    assert reply.json()["expires_in"] == "3599"
    assert claims_of(reply.json()["access_token"])["aud"] == "https://graph.microsoft.com"


@pytest.mark.parametrize(
    ("changes", "status", "number"),
    [
        ({"client_secret": ""}, 401, 7000216),
        ({"client_id": ""}, 400, 900144),
        ({"scope": ""}, 400, 900144),
        ({"grant_type": "password"}, 400, 70003),
    ],
)
async def test_bad_requests_are_refused_with_the_directory_number(
    cloud: Cloud, changes: dict[str, str], status: int, number: int
) -> None:
    reply = await ask(cloud, **changes)
    assert reply.status_code == status
    assert reply.json()["error_codes"] == [number]
    assert f"AADSTS{number}" in reply.json()["error_description"]


async def test_a_configured_application_needs_its_own_secret() -> None:
    cloud = memory_cloud(CloudConfig(applications={FORM["client_id"]: "right"}))
    wrong = await ask(cloud, client_secret="wrong")
    right = await ask(cloud, client_secret="right")
    assert (wrong.status_code, wrong.json()["error_codes"]) == (401, [7000215])
    assert right.status_code == 200


async def test_a_closed_directory_knows_only_configured_applications() -> None:
    cloud = memory_cloud(CloudConfig(open_directory=False))
    reply = await ask(cloud)
    assert reply.json()["error_codes"] == [700016]


async def test_discovery_names_the_endpoints_on_the_callers_host(cloud: Cloud) -> None:
    async with client(cloud) as http:
        found = await http.get(f"/{DEFAULT_TENANT}/v2.0/.well-known/openid-configuration")
        keys = await http.get(found.json()["jwks_uri"])
    assert found.json()["token_endpoint"] == f"{ARM_URL}/{DEFAULT_TENANT}/oauth2/v2.0/token"
    assert keys.json()["keys"][0]["kty"] == "RSA"


async def test_without_a_token_the_front_door_answers_401(cloud: Cloud) -> None:
    async with client(cloud) as http:
        reply = await http.get(SUBSCRIPTION)
    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "AuthenticationFailed"
    assert reply.headers["www-authenticate"].startswith("Bearer authorization_uri=")


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "e30.e30.e30"])
async def test_a_token_of_nobody_is_invalid(cloud: Cloud, token: str) -> None:
    async with client(cloud) as http:
        reply = await http.get(SUBSCRIPTION, headers={"authorization": f"Bearer {token}"})
    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "InvalidAuthenticationToken"


async def test_a_token_ends() -> None:
    clock = VirtualClock()
    cloud = memory_cloud(clock=clock)
    token = cloud.tokens.issue(DEFAULT_TENANT, "app", "https://management.azure.com")
    clock.advance(3600)
    async with client(cloud) as http:
        reply = await http.get(SUBSCRIPTION, headers={"authorization": f"Bearer {token}"})
    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "ExpiredAuthenticationToken"


@pytest.mark.parametrize(
    ("tenant", "audience", "code"),
    [
        (DEFAULT_TENANT, "https://graph.microsoft.com", "InvalidAuthenticationTokenAudience"),
        ("other", "https://management.azure.com", "InvalidAuthenticationTokenTenant"),
    ],
)
async def test_a_token_for_something_else_is_refused(
    cloud: Cloud, tenant: str, audience: str, code: str
) -> None:
    token = cloud.tokens.issue(tenant, "app", audience)
    async with client(cloud) as http:
        reply = await http.get(SUBSCRIPTION, headers={"authorization": f"Bearer {token}"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (401, code)
