"""Asynchronous operations line by line (RPC contract L1 to L11), in every api-version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from aro_api.internal.models import CloudErrorBody
from aro_api.versions import VERSIONS

Refusal = Callable[[Any], tuple[int, str, str]]
Said = Callable[[str], dict[str, Any]]
ARM = "https://management.example:8443"
RUNNING = ("Creating", "Updating", "AdminUpdating", "Deleting")


def referring(path: str, version: str) -> dict[str, str]:
    return {"referer": f"{ARM}{path}?api-version={version}&more=1"}


async def begin(rp: Any, said_in: Said, method: str, version: str) -> httpx.Response:
    """The reply that begins an operation."""
    if method != "PUT":
        await rp.created(said_in(version), version=version)
        await rp.settle()
    body = {"PUT": said_in(version), "PATCH": {"tags": {}}, "DELETE": None}[method]
    headers = referring(rp.cluster(), version)
    reply: httpx.Response = await rp.send(
        method, rp.cluster(), body, version=version, headers=headers
    )
    assert reply.status_code < 300, reply.text
    return reply


async def end(rp: Any, status: str, failed: str = "", **more: Any) -> str:
    """What the backend writes at the end of an operation, whose id is returned."""
    doc = await rp.stored()
    cluster = doc.open_shift_cluster
    cluster.properties.provisioning_state = status
    cluster.properties.failed_provisioning_state = failed
    id: str = doc.async_operation_id

    def change(operation: Any) -> None:
        done = operation.async_operation
        done.status, done.end_time = status, rp.clock.now() + timedelta(seconds=1)
        for name, value in more.items():
            setattr(done, name, value)
        operation.open_shift_cluster = cluster

    await rp.databases.async_operations.patch(id, change)
    await rp.settle(status, failed)
    return id


@pytest.mark.parametrize("version", VERSIONS)
async def test_l1_a_put_shows_a_state_that_is_not_the_end_until_it_is(
    rp: Any, said_in: Said, version: str
) -> None:
    reply = await begin(rp, said_in, "PUT", version)
    shown = await rp.send("GET", rp.cluster(), version=version)
    for body in (reply.json(), shown.json()):
        assert body["properties"]["provisioningState"] == "Creating"
    await end(rp, "Succeeded")
    shown = await rp.send("GET", rp.cluster(), version=version)
    assert shown.json()["properties"]["provisioningState"] == "Succeeded"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_l4_l5_where_and_how_often_to_look(
    rp: Any, said_in: Said, method: str, version: str
) -> None:
    reply = await begin(rp, said_in, method, version)
    id = (await rp.stored()).async_operation_id
    status, result = (rp.location(f"{k}/{id}") for k in ("operationsstatus", "operationresults"))
    query = f"api-version={version}&more=1"
    assert reply.headers["azure-asyncoperation"] == f"{ARM}{status}?{query}"
    if method == "DELETE":
        assert reply.headers["location"] == f"{ARM}{result}?{query}"
    for answer in (reply, await rp.send("GET", status), await rp.send("GET", result)):
        assert 10 <= int(answer.headers["retry-after"]) <= 600


@pytest.mark.parametrize("version", VERSIONS)
async def test_l6_the_result_is_not_there_and_then_it_is_the_cluster_in_any_version(
    rp: Any, said_in: Said, version: str
) -> None:
    await begin(rp, said_in, "PUT", "2025-07-25")
    id = (await rp.stored()).async_operation_id
    path = rp.location(f"operationresults/{id}")
    headers = referring(path, version)
    reply = await rp.send("GET", path, version=version, headers=headers)
    assert (reply.status_code, reply.content) == (202, b"")
    assert reply.headers["location"] == headers["referer"]
    await end(rp, "Succeeded")
    reply = await rp.send("GET", path, version=version)
    got = await rp.send("GET", rp.cluster(), version=version)
    assert (reply.status_code, reply.json()) == (200, got.json())
    assert "SECRET" not in reply.text
    assert "retry-after" not in reply.headers


async def test_l6_the_result_is_the_end_as_it_was_whatever_came_later(
    rp: Any, said_in: Said
) -> None:
    await begin(rp, said_in, "PUT", "2025-07-25")
    id = await end(rp, "Succeeded")
    await rp.send("PATCH", rp.cluster(), {"tags": {"later": "on"}})
    reply = await rp.send("GET", rp.location(f"operationresults/{id}"))
    assert reply.json()["tags"] == {"team": "sre"}
    assert reply.json()["properties"]["provisioningState"] == "Succeeded"


async def test_l6_a_delete_ends_with_204(rp: Any, said_in: Said) -> None:
    reply = await begin(rp, said_in, "DELETE", "2025-07-25")
    path = httpx.URL(reply.headers["location"]).path
    assert (await rp.send("GET", path)).status_code == 202
    held = await rp.databases.clusters.find_key(rp.cluster().lower())
    await rp.databases.clusters.delete(held)
    reply = await rp.send("GET", path)
    assert (reply.status_code, reply.content) == (204, b"")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("how", ["running", "Succeeded", "Failed", "Canceled"])
async def test_l7_the_status_is_there_in_every_version_and_says_the_same(
    rp: Any, said_in: Said, version: str, how: str
) -> None:
    await begin(rp, said_in, "PUT", "2025-07-25")
    id = (await rp.stored()).async_operation_id
    if how != "running":
        error = CloudErrorBody(code="Why", message="Because.")
        await end(rp, how, "" if how == "Succeeded" else "Creating", error=error)
    path = rp.location(f"operationsstatus/{id}")
    reply = await rp.send("GET", path, version=version)
    assert reply.status_code == 200
    body = reply.json()
    assert (body["id"], body["name"]) == (path, id)
    assert body["status"] == ("Creating" if how == "running" else how)
    assert ("endTime" in body) == (how != "running")
    assert body.get("percentComplete") == {"running": 0, "Succeeded": 100}.get(how)
    if how in ("Failed", "Canceled"):
        assert body["error"] == {"code": "Why", "message": "Because."}
    known = {"id", "name", "status", "startTime", "endTime", "percentComplete", "error"}
    assert body.keys() <= known


@pytest.mark.parametrize("state", RUNNING)
async def test_l3_only_three_states_are_ends(rp: Any, said_in: Said, state: str) -> None:
    await begin(rp, said_in, "PUT", "2025-07-25")
    id = (await rp.stored()).async_operation_id

    def runs(operation: Any) -> None:
        operation.async_operation.initial_status = state

    await rp.databases.async_operations.patch(id, runs)
    body = (await rp.send("GET", rp.location(f"operationsstatus/{id}"))).json()
    assert body["status"] == state
    assert body["status"] not in ("Succeeded", "Failed", "Canceled")


async def test_l8_a_failed_update_shows_what_was_asked_for(rp: Any, said_in: Said) -> None:
    await rp.created(said_in("2025-07-25"))
    await rp.settle()
    await rp.send("PATCH", rp.cluster(), {"tags": {"asked": "for"}})
    id = await end(rp, "Failed", "Updating")
    for path in (rp.cluster(), rp.location(f"operationresults/{id}")):
        body = (await rp.send("GET", path)).json()
        assert body["tags"] == {"asked": "for"}
        assert body["properties"]["provisioningState"] == "Failed"


async def test_l10_l11_after_a_delete_the_cluster_is_gone_and_the_operation_is_not(
    rp: Any, said_in: Said, refusal: Refusal
) -> None:
    reply = await begin(rp, said_in, "DELETE", "2025-07-25")
    status = httpx.URL(reply.headers["azure-asyncoperation"]).path
    await end_delete(rp)
    assert refusal(await rp.send("GET", rp.cluster())) == (404, "ResourceNotFound", "")
    body = (await rp.send("GET", status)).json()
    assert (body["status"], body["percentComplete"]) == ("Succeeded", 100)
    await rp.created(said_in("2025-07-25"))
    assert (await rp.send("GET", status)).json() == body


async def end_delete(rp: Any) -> None:
    """The operation first, then the document goes; no copy of the cluster is kept."""
    held = await rp.databases.clusters.find_key(rp.cluster().lower())

    def change(operation: Any) -> None:
        operation.async_operation.status = "Succeeded"
        operation.async_operation.end_time = rp.clock.now()

    await rp.databases.async_operations.patch(held.doc.async_operation_id, change)
    await rp.databases.clusters.delete(held)


async def test_an_operation_that_expired_is_404(rp: Any, said_in: Said, refusal: Refusal) -> None:
    await begin(rp, said_in, "PUT", "2025-07-25")
    id = await end(rp, "Succeeded")
    held = await rp.databases.async_operations.get(id)
    await rp.databases.async_operations.delete(held)
    for kind in ("operationsstatus", "operationresults"):
        reply = await rp.send("GET", rp.location(f"{kind}/{id}"))
        assert refusal(reply) == (404, "NotFound", "")
    reply = await rp.send("POST", rp.location(f"operationsstatus/{id}/cancel"))
    assert refusal(reply) == (404, "NotFound", "")


async def test_an_earlier_operation_stays_as_it_ended_while_another_runs(
    rp: Any, said_in: Said
) -> None:
    await begin(rp, said_in, "PUT", "2025-07-25")
    first = await end(rp, "Failed", "Creating")
    reply = await rp.send("PUT", rp.cluster(), said_in("2025-07-25"))
    assert reply.status_code == 200, reply.text
    for kind, expected in (("operationsstatus", "Failed"), ("operationresults", "Failed")):
        body = (await rp.send("GET", rp.location(f"{kind}/{first}"))).json()
        state = body.get("status") or body["properties"]["provisioningState"]
        assert state == expected
