"""Creates that do not come to their end at the first try, through ARM's front door."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from aro_rp.local import demo
from aro_rp.local.arm_client import ArmClient, CallRefused, OperationStatus

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"


def renamed(value: Any, name: str) -> Any:
    """The demo cluster's body for a cluster, a network and a group of another name."""
    if isinstance(value, dict):
        return {key: renamed(inner, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [renamed(inner, name) for inner in value]
    return value.replace(demo.NAME, name) if isinstance(value, str) else value


def wanted(name: str) -> dict[str, Any]:
    body: dict[str, Any] = renamed(demo.cluster(SUBSCRIPTION), name)
    principal = body["properties"]["servicePrincipalProfile"]
    principal["clientId"] = f"44444444-4444-4444-4444-{len(name):012}"
    return body


async def made(arm: ArmClient, name: str, *, with_network: bool) -> str:
    """The id that the cluster is to have; its group exists."""
    await arm.call("PUT", f"{GROUPS}/{name}?{demo.GROUP_VERSION}", {"location": "eastus"})
    if with_network:
        await make_network(arm, name)
    return str(renamed(demo.cluster_id(SUBSCRIPTION), name))


async def make_network(arm: ArmClient, name: str) -> None:
    path = renamed(demo.network_id(SUBSCRIPTION), name)
    await arm.call("PUT", f"{path}?{demo.NETWORK_VERSION}", demo.network())


def operation(reply: httpx.Response) -> str:
    return httpx.URL(reply.headers["Azure-AsyncOperation"]).raw_path.decode()


async def end(arm: ArmClient, path: str) -> OperationStatus:
    return [status async for status in arm.follow(path)][-1]


async def state(arm: ArmClient, cluster: str) -> str:
    return str((await arm.call("GET", cluster)).json()["properties"]["provisioningState"])


async def test_a_create_that_failed_goes_on_with_the_same_put(arm: ArmClient) -> None:
    cluster = await made(arm, "second", with_network=False)
    first = await end(arm, operation(await arm.call("PUT", cluster, wanted("second"))))
    assert (first.status, await state(arm, cluster)) == ("Failed", "Failed")
    assert first.error
    other = wanted("second") | {"tags": {"another": "body"}}
    with pytest.raises(CallRefused) as refused:
        await arm.call("PUT", cluster, other)
    assert refused.value.reply.json()["error"]["code"] == "RequestNotAllowed"
    await make_network(arm, "second")
    again = await end(arm, operation(await arm.call("PUT", cluster, wanted("second"))))
    assert (again.status, await state(arm, cluster)) == ("Succeeded", "Succeeded")


async def test_a_create_is_canceled_and_deleted(arm: ArmClient) -> None:
    cluster = await made(arm, "canceled", with_network=True)
    creating = operation(await arm.call("PUT", cluster, wanted("canceled")))
    path, query = creating.split("?")
    reply = await arm.call("POST", f"{path}/cancel?{query}")
    assert (reply.status_code, operation(reply)) == (202, creating)
    ended = await end(arm, creating)
    assert (ended.status, (ended.error or {})["code"]) == ("Canceled", "OperationCanceled")
    assert await state(arm, cluster) == "Canceled"
    gone = await end(arm, operation(await arm.call("DELETE", cluster)))
    assert gone.status == "Succeeded"
    with pytest.raises(CallRefused) as refused:
        await arm.call("GET", cluster)
    assert refused.value.reply.status_code == 404


async def test_a_tag_from_the_front_door_guards_a_change(arm: ArmClient) -> None:
    cluster = await made(arm, "guarded", with_network=True)
    await end(arm, operation(await arm.call("PUT", cluster, wanted("guarded"))))
    tag = (await arm.call("GET", cluster)).headers["etag"]
    request = {"json": {"tags": {"a": "b"}}, "params": {"api-version": "2025-07-25"}}
    token = {"authorization": (await arm.call("GET", cluster)).request.headers["authorization"]}
    for expected in (200, 412):
        headers = {**token, "if-match": tag}
        reply = await arm.http.request("PATCH", cluster, headers=headers, **request)
        assert reply.status_code == expected, reply.text
        if expected == 200:
            await end(arm, operation(reply))
