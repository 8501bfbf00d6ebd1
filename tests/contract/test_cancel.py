"""Cancel of a running operation, and what a canceled cluster looks like and allows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from aro_api.internal.models import CloudErrorBody
from aro_api.versions import VERSIONS

Refusal = Callable[[Any], tuple[int, str, str]]
NOBODY = "00000000-0000-0000-0000-0000000000aa"


def spelled(version: str) -> str:
    """Canceled in the words of a version: the only one it has for work without an end."""
    if version >= "2023-11-22":
        return "Canceled"
    return "Cancelled" if version == "2023-07-01-preview" else "Failed"


@pytest.fixture
async def creating(rp: Any, wanted: dict[str, Any]) -> Any:
    """A cluster that is being created."""
    await rp.created(wanted)
    return rp


async def path_of(rp: Any) -> str:
    id = (await rp.stored()).async_operation_id
    path: str = rp.location(f"operationsstatus/{id}/cancel")
    return path


async def canceled(rp: Any, failed: str = "Updating", name: str = "demo") -> None:
    """What the backend makes of a wish to stop."""
    await rp.settle("Canceled", failed, name)


async def end_operation(rp: Any, id: str, status: str) -> None:
    cluster = (await rp.stored()).open_shift_cluster

    def change(doc: Any) -> None:
        done = doc.async_operation
        done.status, done.end_time = status, rp.clock.now() + timedelta(seconds=9)
        if status == "Canceled":
            done.error = CloudErrorBody(code="OperationCanceled", message="It was canceled.")
        doc.open_shift_cluster = cluster

    await rp.databases.async_operations.patch(id, change)


@pytest.mark.parametrize("state", ["Creating", "Updating"])
async def test_the_wish_is_kept_and_the_caller_told_where_to_look(
    creating: Any, wanted: dict[str, Any], state: str
) -> None:
    if state == "Updating":
        await creating.settle()
        await creating.send("PUT", creating.cluster(), wanted)
    path = await path_of(creating)
    id = path.split("/")[-2]
    headers = {"referer": f"https://arm.example{path}?api-version=2025-07-25"}
    reply = await creating.send("POST", path, headers=headers)
    assert (reply.status_code, reply.content) == (202, b"")
    host = "https://arm.example"
    result, status = (
        creating.location(f"{kind}/{id}") for kind in ("operationresults", "operationsstatus")
    )
    assert reply.headers["location"] == f"{host}{result}?api-version=2025-07-25"
    assert reply.headers["azure-asyncoperation"] == f"{host}{status}?api-version=2025-07-25"
    assert reply.headers["retry-after"] == "10"
    doc = await creating.stored()
    assert doc.canceled_operation_id == doc.async_operation_id == id
    assert doc.open_shift_cluster.properties.provisioning_state == state


async def test_a_lease_in_somebodys_hands_stays_there(creating: Any) -> None:
    lease = await creating.databases.clusters.dequeue("worker")
    await creating.send("POST", await path_of(creating))
    doc = await creating.stored()
    assert (doc.lease_owner, doc.lease_expires) == (lease.owner, lease.doc.lease_expires)
    assert (await lease.renew()).canceled_operation_id == doc.async_operation_id


async def test_it_may_be_asked_for_again_and_again(creating: Any) -> None:
    path = await path_of(creating)
    first = await creating.send("POST", path)
    before = await creating.contents()
    second = await creating.send("POST", path)
    assert await creating.contents() == before
    id = path.split("/")[-2]
    await end_operation(creating, id, "Canceled")
    await canceled(creating)
    third = await creating.send("POST", path)
    for reply in (second, third):
        assert (reply.status_code, reply.headers["location"]) == (202, first.headers["location"])


@pytest.mark.parametrize(("end", "did"), [("Succeeded", "succeeded"), ("Failed", "failed")])
async def test_what_has_ended_cannot_be_canceled(
    creating: Any, refusal: Refusal, end: str, did: str
) -> None:
    path = await path_of(creating)
    await end_operation(creating, path.split("/")[-2], end)
    await creating.settle(end)
    before = await creating.contents()
    reply = await creating.send("POST", path)
    assert refusal(reply) == (409, "OperationNotCancelable", "")
    assert did in reply.json()["error"]["message"]
    assert await creating.contents() == before


async def test_a_delete_goes_through_once_begun(creating: Any, refusal: Refusal) -> None:
    await creating.settle()
    await creating.send("DELETE", creating.cluster())
    before = await creating.contents()
    path = await path_of(creating)
    assert refusal(await creating.send("POST", path)) == (409, "OperationNotCancelable", "")
    held = await creating.databases.clusters.find_key(creating.cluster().lower())
    assert await creating.contents() == before
    await end_operation(creating, path.split("/")[-2], "Succeeded")
    await creating.databases.clusters.delete(held)
    assert refusal(await creating.send("POST", path)) == (409, "OperationNotCancelable", "")


async def test_work_that_ends_while_it_is_looked_at_cannot_be_canceled(
    faulty_rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    rp = faulty_rp
    await rp.created(wanted)
    path = await path_of(rp)

    async def meanwhile() -> None:
        await end_operation(rp, path.split("/")[-2], "Succeeded")
        await rp.settle()

    rp.databases.store.faults = {"get": [meanwhile]}
    assert refusal(await rp.send("POST", path)) == (409, "OperationNotCancelable", "")
    assert not (await rp.stored()).canceled_operation_id


async def test_a_deletion_that_ends_while_it_is_looked_at_cannot_be_canceled(
    faulty_rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    rp = faulty_rp
    await rp.created(wanted)
    await rp.settle()
    await rp.send("DELETE", rp.cluster())
    path = await path_of(rp)

    async def meanwhile() -> None:
        await end_operation(rp, path.split("/")[-2], "Succeeded")
        held = await rp.databases.clusters.find_key(rp.cluster().lower())
        await rp.databases.clusters.delete(held)

    rp.databases.store.faults = {"get": [meanwhile]}
    assert refusal(await rp.send("POST", path)) == (409, "OperationNotCancelable", "")


async def test_maintenance_is_not_the_customers_to_cancel(creating: Any, refusal: Refusal) -> None:
    def maintained(cluster: Any) -> None:
        cluster.properties.provisioning_state = "AdminUpdating"

    await creating.change(maintained)
    reply = await creating.send("POST", await path_of(creating))
    assert refusal(reply) == (409, "OperationNotCancelable", "")


async def test_unknown_operations_and_those_of_others_are_404(
    creating: Any, refusal: Refusal
) -> None:
    path = await path_of(creating)
    reply = await creating.send("POST", creating.location(f"operationsstatus/{NOBODY}/cancel"))
    assert refusal(reply) == (404, "NotFound", "")
    other = "00000000-0000-0000-0000-000000000002"
    elsewhere = path.replace(creating.subscription, other)
    refused = (400, "InvalidSubscriptionState", "")
    assert refusal(await creating.send("POST", elsewhere)) == refused
    reply = await creating.send("PUT", f"/subscriptions/{other}", {"state": "Registered"})
    assert reply.status_code == 201
    assert refusal(await creating.send("POST", elsewhere)) == (404, "NotFound", "")
    malformed = creating.location("operationsstatus/nonsense/cancel")
    assert refusal(await creating.send("POST", malformed)) == (400, "InvalidOperationID", "")
    assert not (await creating.stored()).canceled_operation_id


@pytest.mark.parametrize("state", ["Unregistered", "Warned", "Suspended", "Deleted"])
async def test_only_registered_subscriptions_cancel(
    creating: Any, refusal: Refusal, state: str
) -> None:
    await creating.register(state)
    reply = await creating.send("POST", await path_of(creating))
    assert refusal(reply) == (400, "InvalidSubscriptionState", "")


async def test_only_post_cancels_in_a_known_version(creating: Any, refusal: Refusal) -> None:
    path = await path_of(creating)
    for method in ("GET", "PUT", "DELETE"):
        reply = await creating.send(method, path)
        assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
    assert refusal(await creating.send("POST", path, version="1999-01-01"))[0] == 400
    assert (await creating.send("POST", path.upper())).status_code == 202


async def test_the_status_tells_that_it_was_canceled(creating: Any) -> None:
    path = await path_of(creating)
    id = path.split("/")[-2]
    await creating.send("POST", path)
    status = creating.location(f"operationsstatus/{id}")
    assert (await creating.send("GET", status)).json()["status"] == "Creating"
    await end_operation(creating, id, "Canceled")
    assert (await creating.send("GET", status)).json()["status"] == "Creating"
    await canceled(creating, "Creating")
    body = (await creating.send("GET", status)).json()
    assert (body["status"], body["error"]["code"]) == ("Canceled", "OperationCanceled")
    assert body["endTime"] == "2026-01-01T00:00:09Z"
    assert "percentComplete" not in body


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_canceled_cluster_shows_a_word_of_its_version(creating: Any, version: str) -> None:
    id = (await creating.stored()).async_operation_id
    await canceled(creating)
    await end_operation(creating, id, "Canceled")
    allowed = VERSIONS[version].models().ProvisioningState
    clusters = creating.cluster().rsplit("/", 1)[0]
    one = await creating.send("GET", creating.cluster(), version=version)
    listed = await creating.send("GET", clusters, version=version)
    result = await creating.send(
        "GET", creating.location(f"operationresults/{id}"), version=version
    )
    for shown in (one.json(), listed.json()["value"][0], result.json()):
        state = shown["properties"]["provisioningState"]
        assert state == spelled(version)
        assert state in set(allowed)


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_canceled_update_may_be_followed_by_another(
    creating: Any, refusal: Refusal, version: str
) -> None:
    def older(cluster: Any) -> None:
        cluster.properties.network_profile.software_defined_network = "OVNKubernetes"

    await creating.change(older)
    await canceled(creating)
    state = {"properties": {"provisioningState": "Succeeded"}}
    reply = await creating.send("PATCH", creating.cluster(), state, version=version)
    target = "properties.provisioningState"
    assert refusal(reply) == (400, "PropertyChangeNotAllowed", target)
    body = {"tags": {"a": "b"}, "properties": {"provisioningState": spelled(version)}}
    reply = await creating.send("PATCH", creating.cluster(), body, version=version)
    assert reply.status_code == 200, reply.text
    assert reply.json()["properties"]["provisioningState"] == "Updating"
    properties = (await creating.stored()).open_shift_cluster.properties
    assert properties.last_provisioning_state == "Canceled"


@pytest.mark.parametrize("failed", ["Creating", "Updating", ""])
async def test_a_canceled_cluster_can_be_deleted(creating: Any, failed: str) -> None:
    await canceled(creating, failed)
    assert (await creating.send("DELETE", creating.cluster())).status_code == 202


@pytest.mark.parametrize(("failed", "status"), [("Creating", 400), ("Updating", 200)])
async def test_credentials_of_a_canceled_cluster_depend_on_what_was_canceled(
    creating: Any, failed: str, status: int
) -> None:
    await canceled(creating, failed)
    reply = await creating.send("POST", f"{creating.cluster()}/listCredentials")
    assert reply.status_code == status


async def test_of_a_cancel_and_the_workers_writes_none_gets_lost(creating: Any) -> None:
    lease = await creating.databases.clusters.dequeue("worker")
    path = await path_of(creating)

    def named(doc: Any) -> None:
        doc.open_shift_cluster.properties.infra_id = "infra"

    replies, *_ = await asyncio.gather(creating.send("POST", path), lease.patch(named))
    assert replies.status_code == 202
    doc = await creating.stored()
    assert doc.canceled_operation_id == doc.async_operation_id
    assert doc.open_shift_cluster.properties.infra_id == "infra"
