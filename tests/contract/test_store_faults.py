"""A store that fails: what callers see, and what is tried again (frontend.md 3, 7.1, 12)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from aro_rp.database.store import AlreadyExists, EtagMismatch, StoreClosed, Throttled

Refusal = Callable[[Any], tuple[int, str, str]]
OURS = (500, "InternalServerError", "")
READS = ("get", "find", "find_all", "query")
WRITES = ("create", "replace", "write", "delete")


def fails(rp: Any, error: Callable[[], BaseException], *names: str, times: int = 99) -> None:
    rp.databases.store.faults = {name: [error() for _ in range(times)] for name in names}


def requests(rp: Any, wanted: dict[str, Any], operation: str) -> list[tuple[str, str, Any]]:
    """Everything that needs the store."""
    subscription = f"/subscriptions/{rp.subscription}"
    return [
        ("GET", rp.cluster(), None),
        ("GET", f"{subscription}/{rp.provider}/openShiftClusters", None),
        ("GET", f"{rp.group}/{rp.provider}/openShiftClusters", None),
        ("PUT", rp.cluster(), wanted),
        ("PUT", rp.cluster("new"), wanted),
        ("PATCH", rp.cluster(), {"tags": {}}),
        ("DELETE", rp.cluster(), None),
        ("POST", f"{rp.cluster()}/listCredentials", None),
        ("POST", f"{rp.cluster()}/listAdminCredentials", None),
        ("GET", rp.location(f"operationsstatus/{operation}"), None),
        ("GET", rp.location(f"operationresults/{operation}"), None),
        ("POST", rp.location(f"operationsstatus/{operation}/cancel"), None),
        ("GET", f"{rp.cluster()}/detectors", None),
        ("PUT", subscription, {"state": "Registered"}),
    ]


@pytest.mark.parametrize(
    "error", [Throttled, StoreClosed, ConnectionError, TimeoutError, ValueError]
)
async def test_a_store_that_cannot_be_read_is_our_fault_and_nobody_learns_why(
    faulty_rp: Any, wanted: dict[str, Any], refusal: Refusal, error: type[Exception]
) -> None:
    rp = faulty_rp
    await rp.created(wanted)
    operation = (await rp.stored()).async_operation_id
    before = await rp.contents()
    for method, path, body in requests(rp, wanted, operation):
        fails(rp, lambda: error("host db.internal SECRET"), *READS)
        reply = await rp.send(method, path, body)
        assert refusal(reply) == OURS, (method, path)
        assert "SECRET" not in reply.text
        assert "azure-asyncoperation" not in reply.headers
        assert reply.headers["x-ms-request-id"]
    rp.databases.store.faults = {}
    assert await rp.contents() == before
    assert "SECRET" not in json.dumps(rp.lines)
    assert error.__name__ in {line.get("error") for line in rp.lines}


@pytest.mark.parametrize(
    ("method", "name"), [("PUT", "demo"), ("PUT", "new"), ("PATCH", "demo"), ("DELETE", "demo")]
)
async def test_a_store_that_cannot_be_written_is_our_fault_and_nothing_is_promised(
    faulty_rp: Any, wanted: dict[str, Any], refusal: Refusal, method: str, name: str
) -> None:
    rp = faulty_rp
    await rp.created(wanted)
    await rp.settle()
    before = await rp.contents()
    fails(rp, lambda: Throttled("SECRET"), *WRITES)
    if name == "new":
        wanted["properties"]["servicePrincipalProfile"]["clientId"] = (
            "22222222-2222-2222-2222-222222222222"
        )
        wanted["properties"]["clusterProfile"]["resourceGroupId"] += "2"
    body = {"PUT": wanted, "PATCH": {"tags": {}}}.get(method)
    reply = await rp.send(method, rp.cluster(name), body)
    assert refusal(reply) == OURS
    assert not {"azure-asyncoperation", "location", "retry-after", "etag"} & set(reply.headers)
    rp.databases.store.faults = {}
    assert await rp.contents() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_a_lost_race_begins_again_and_waits_a_little_longer_each_time(
    faulty_rp: Any, wanted: dict[str, Any], method: str
) -> None:
    rp = faulty_rp
    await rp.created(wanted)
    await rp.settle()
    begun = rp.clock.now()
    fails(rp, lambda: EtagMismatch("changed"), "write", times=4)
    body = {"PUT": wanted, "PATCH": {"tags": {}}}.get(method)
    reply = await rp.send(method, rp.cluster(), body)
    assert reply.status_code == (202 if method == "DELETE" else 200), reply.text
    assert (rp.clock.now() - begun).total_seconds() == pytest.approx(0.1 + 0.2 + 0.3)
    operations = [item.id async for item in rp.databases.async_operations.all()]
    assert (await rp.stored()).async_operation_id in operations
    assert len(operations) == 2


async def test_a_create_that_begins_again_stores_what_was_asked_for(
    faulty_rp: Any, wanted: dict[str, Any]
) -> None:
    rp = faulty_rp
    del wanted["properties"]["clusterProfile"]["version"]
    fails(rp, lambda: EtagMismatch("changed"), "write", times=2)
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert reply.status_code == 201, reply.text
    profile = (await rp.stored()).open_shift_cluster.properties.cluster_profile
    asked = wanted["properties"]["clusterProfile"]
    assert profile.pull_secret.reveal(rp.databases.cipher.unseal) == asked["pullSecret"]
    assert profile.version == reply.json()["properties"]["clusterProfile"]["version"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_the_fifth_race_lost_is_our_fault(
    faulty_rp: Any, wanted: dict[str, Any], refusal: Refusal, method: str
) -> None:
    rp = faulty_rp
    await rp.created(wanted)
    await rp.settle()
    before = await rp.contents()
    fails(rp, lambda: EtagMismatch("changed"), "write", times=5)
    body = {"PUT": wanted, "PATCH": {"tags": {}}}.get(method)
    assert refusal(await rp.send(method, rp.cluster(), body)) == OURS
    assert rp.databases.store.faults == {"write": []}
    assert await rp.contents() == before


async def test_every_attempt_looks_at_the_state_again(
    faulty_rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    rp = faulty_rp
    await rp.created(wanted)
    await rp.settle()

    async def meanwhile() -> None:
        await rp.settle("Updating")

    rp.databases.store.faults = {"write": [meanwhile]}
    reply = await rp.send("PATCH", rp.cluster(), {"tags": {}})
    assert refusal(reply) == (400, "RequestNotAllowed", "")


@pytest.mark.parametrize(
    ("unique", "expected"),
    [
        ("/clientIdKey", (400, "DuplicateClientID", "")),
        ("/clusterResourceGroupIdKey", (400, "DuplicateResourceGroup", "")),
        ("/id", OURS),
    ],
)
async def test_a_key_that_is_taken_is_told_by_its_name(
    faulty_rp: Any,
    wanted: dict[str, Any],
    refusal: Refusal,
    unique: str,
    expected: tuple[int, str, str],
) -> None:
    rp = faulty_rp
    fails(rp, lambda: AlreadyExists("OpenShiftClusters", unique), "write")
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert refusal(reply) == expected
    assert "azure-asyncoperation" not in reply.headers
    rp.databases.store.faults = {}
    assert (await rp.databases.clusters.find_key(rp.cluster().lower())) is None


@pytest.mark.parametrize(("lost", "status"), [(4, 200), (5, 500)])
async def test_a_subscriptions_race_is_run_five_times(
    faulty_rp: Any, lost: int, status: int
) -> None:
    rp = faulty_rp
    fails(rp, lambda: EtagMismatch("changed"), "replace", times=lost)
    begun, body = rp.clock.now(), {"state": "Warned"}
    reply = await rp.send("PUT", f"/subscriptions/{rp.subscription}", body)
    assert reply.status_code == status
    assert (rp.clock.now() - begun).total_seconds() == pytest.approx(0.1 + 0.2 + 0.3)


async def test_of_two_who_tell_of_a_subscription_first_both_are_heard(faulty_rp: Any) -> None:
    rp = faulty_rp
    held = await rp.databases.subscriptions.find(rp.subscription)
    await rp.databases.subscriptions.delete(held)
    rp.databases.store.faults = {"create": [rp.register]}
    reply = await rp.send("PUT", f"/subscriptions/{rp.subscription}", {"state": "Warned"})
    assert reply.status_code == 200, reply.text
    stored = await rp.databases.subscriptions.find(rp.subscription)
    assert stored.doc.subscription.state == "Warned"


async def test_what_is_on_offer_is_told_from_memory_and_what_is_not_known_is_looked_for(
    faulty_rp: Any, refusal: Refusal
) -> None:
    rp = faulty_rp
    assert (await rp.send("GET", rp.location("openShiftVersions"))).status_code == 200
    fails(rp, lambda: Throttled("SECRET"), "changes")
    assert (await rp.send("GET", rp.location("openShiftVersions"))).status_code == 200
    assert (await rp.send("GET", rp.location("openShiftVersions/4.17.27"))).status_code == 200
    reply = await rp.send("GET", rp.location("openShiftVersions/4.0.0"))
    assert refusal(reply) == OURS


async def test_preflight_stays_a_result(faulty_rp: Any, wanted: dict[str, Any]) -> None:
    rp = faulty_rp
    resource = {**wanted, "id": rp.cluster(), "name": "demo", "apiVersion": rp.version}
    resource["type"] = "Microsoft.RedHatOpenShift/openShiftClusters"
    fails(rp, lambda: Throttled("SECRET"), "find")
    path = f"{rp.group}/{rp.provider}/deployments/one/preflight"
    reply = await rp.send("POST", path, {"resources": [resource]})
    assert (reply.status_code, reply.json()["status"]) == (200, "Failed")
    message = reply.json()["error"]["message"]
    assert message.startswith("400: ")
    assert rp.cluster() in message
    assert "SECRET" not in reply.text
