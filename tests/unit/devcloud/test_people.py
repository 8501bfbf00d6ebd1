from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from aro_devcloud import Cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.people import DEVICE_CODE, REFRESH, USER_NAME
from aro_devcloud.testing import ARM_URL, VirtualClock, memory_cloud

SCOPE = f"offline_access openid {ARM_URL}/.default profile"
SUBSCRIPTION = f"/subscriptions/{DEFAULT_SUBSCRIPTION}?api-version=2022-12-01"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def own_cloud(clock: VirtualClock) -> Cloud:
    return memory_cloud(clock=clock)


@pytest.fixture
async def client(own_cloud: Cloud) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=own_cloud.app)
    async with httpx.AsyncClient(transport=transport, base_url=ARM_URL) as http:
        yield http


async def device_code(client: httpx.AsyncClient, application: str = "cli") -> str:
    form = {"client_id": application, "scope": SCOPE}
    reply = await client.post("/organizations/oauth2/v2.0/devicecode", data=form)
    return str(reply.json()["device_code"])


async def ask(client: httpx.AsyncClient, **form: str) -> Any:
    body = {"client_id": "cli", "scope": SCOPE, **form}
    return (await client.post("/organizations/oauth2/v2.0/token", data=body)).json()


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


async def test_a_device_code_becomes_a_persons_tokens(
    own_cloud: Cloud, client: httpx.AsyncClient
) -> None:
    code = await device_code(client)
    answer = await ask(client, grant_type=DEVICE_CODE, device_code=code)
    access, identity = claims_of(answer["access_token"]), claims_of(answer["id_token"])
    assert (access["upn"], access["aud"]) == (USER_NAME, ARM_URL)
    assert access["tid"] == identity["tid"] == own_cloud.config.tenant
    assert (identity["aud"], identity["oid"]) == ("cli", access["oid"])
    headers = {"authorization": f"Bearer {answer['access_token']}"}
    assert (await client.get(SUBSCRIPTION, headers=headers)).status_code == 200


async def test_a_refresh_token_gives_new_tokens_for_another_audience(
    client: httpx.AsyncClient,
) -> None:
    code = await device_code(client)
    first = await ask(client, grant_type=DEVICE_CODE, device_code=code)
    graph = "https://graph.microsoft.com/.default openid"
    again = await ask(client, grant_type=REFRESH, refresh_token=first["refresh_token"], scope=graph)
    assert claims_of(again["access_token"])["aud"] == "https://graph.microsoft.com"
    assert again["refresh_token"]


@pytest.mark.parametrize("kind", ["refresh_token", "id_token"])
async def test_only_an_access_token_opens_the_front_door(
    client: httpx.AsyncClient, kind: str
) -> None:
    code = await device_code(client)
    answer = await ask(client, grant_type=DEVICE_CODE, device_code=code)
    headers = {"authorization": f"Bearer {answer[kind]}"}
    reply = await client.get(SUBSCRIPTION, headers=headers)
    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "InvalidAuthenticationToken"


async def test_a_code_of_another_application_or_kind_or_time_gets_nothing(
    client: httpx.AsyncClient, clock: VirtualClock
) -> None:
    others = await device_code(client, "other")
    mine = await device_code(client)
    wrong = [
        await ask(client, grant_type=DEVICE_CODE, device_code="made-up"),
        await ask(client, grant_type=DEVICE_CODE, device_code=others),
        await ask(client, grant_type=REFRESH, refresh_token=mine),
    ]
    clock.advance(901)
    wrong.append(await ask(client, grant_type=DEVICE_CODE, device_code=mine))
    assert [answer["error"] for answer in wrong] == ["invalid_grant"] * 4
    assert wrong[-1]["error_codes"] == [700082]
