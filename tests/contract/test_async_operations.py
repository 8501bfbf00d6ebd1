"""Operation status and result (frontend.md 11, RPC contract L4 to L7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from aro_api.internal.models import CloudErrorBody, Journal, StepRecord

Refusal = Callable[[Any], tuple[int, str, str]]
NOBODY = "00000000-0000-0000-0000-0000000000aa"


@pytest.fixture
async def creating(rp: Any, wanted: dict[str, Any]) -> Any:
    """A cluster that is being created."""
    await rp.created(wanted)
    return rp


async def _paths(rp: Any) -> tuple[str, str]:
    id = (await rp.stored()).async_operation_id
    return rp.location(f"operationsstatus/{id}"), rp.location(f"operationresults/{id}")


async def _end(rp: Any, path: str, status: str, **more: Any) -> None:
    """What the backend writes into the operation, before the cluster lets go of it."""
    id = path.rsplit("/", 1)[1]
    cluster = (await rp.stored()).open_shift_cluster

    def change(doc: Any) -> None:
        doc.async_operation.status = status
        doc.async_operation.end_time = rp.clock.now() + timedelta(seconds=90)
        for name, value in more.items():
            setattr(doc.async_operation, name, value)
        doc.open_shift_cluster = cluster

    await rp.databases.async_operations.patch(id, change)


async def test_a_running_operation_shows_its_initial_status(creating: Any) -> None:
    status, _ = await _paths(creating)
    reply = await creating.send("GET", status)
    assert reply.status_code == 200
    assert reply.json() == {
        "id": status,
        "name": status.rsplit("/", 1)[1],
        "status": "Creating",
        "startTime": "2026-01-01T00:00:00Z",
        "percentComplete": 0,
    }


async def test_progress_comes_from_the_journal(creating: Any) -> None:
    status, _ = await _paths(creating)
    held = await creating.databases.clusters.find_key(creating.cluster().lower())
    now = creating.clock.now()
    held.doc.journal = Journal(
        plan="install",
        operation=held.doc.async_operation_id,
        total=4,
        steps={
            "make the group": StepRecord(started=now, outcome="Done"),
            "make the network": StepRecord(started=now),
        },
    )
    await creating.databases.clusters.replace(held, held.doc)
    body = (await creating.send("GET", status)).json()
    assert (body["percentComplete"], body["properties"]) == (25, {"step": "make the network"})


async def test_work_is_whole_only_when_it_is_committed(creating: Any) -> None:
    status, _ = await _paths(creating)
    held = await creating.databases.clusters.find_key(creating.cluster().lower())
    now, id = creating.clock.now(), held.doc.async_operation_id
    only = {"make the group": StepRecord(started=now, outcome="Done")}
    held.doc.journal = Journal(plan="install", operation=id, total=1, steps=only)
    await creating.databases.clusters.replace(held, held.doc)
    body = (await creating.send("GET", status)).json()
    assert (body["percentComplete"], "properties" in body) == (99, False)


async def test_a_journal_of_another_operation_says_nothing(creating: Any) -> None:
    status, _ = await _paths(creating)
    held = await creating.databases.clusters.find_key(creating.cluster().lower())
    held.doc.journal = Journal(plan="install", operation=NOBODY, total=1, percent_before=50)
    await creating.databases.clusters.replace(held, held.doc)
    assert (await creating.send("GET", status)).json()["percentComplete"] == 0


async def test_what_is_not_committed_yet_is_hidden(creating: Any) -> None:
    status, result = await _paths(creating)
    await _end(creating, status, "Failed", error=CloudErrorBody(code="X", message="y"))
    body = (await creating.send("GET", status)).json()
    assert (body["status"], "error" in body, "endTime" in body) == ("Creating", False, False)
    headers = {"referer": f"https://arm.example{result}?api-version=2025-07-25"}
    reply = await creating.send("GET", result, headers=headers)
    assert (reply.status_code, reply.content) == (202, b"")
    assert reply.headers["location"] == headers["referer"]
    assert reply.headers["retry-after"] == "10"


async def test_a_success_shows_the_end_and_the_cluster(creating: Any) -> None:
    status, result = await _paths(creating)
    await creating.change(lambda c: setattr(c.properties, "provisioning_state", "Succeeded"))
    await _end(creating, status, "Succeeded")
    await creating.settle()
    body = (await creating.send("GET", status)).json()
    assert (body["status"], body["percentComplete"]) == ("Succeeded", 100)
    assert body["endTime"] == "2026-01-01T00:01:30Z"
    assert "initialStatus" not in body
    for version in ("2025-07-25", "2020-04-30"):
        reply = await creating.send("GET", result, version=version)
        assert reply.status_code == 200
        assert reply.json()["properties"]["provisioningState"] == "Succeeded"
        assert "SECRET" not in reply.text
        assert ("systemData" in reply.json()) == (version == "2025-07-25")


async def test_a_failure_shows_its_error(creating: Any) -> None:
    status, _ = await _paths(creating)
    inner = CloudErrorBody(code="Inner", message="deep", target="t")
    error = CloudErrorBody(code="DeploymentFailed", message="It failed.", details=[inner])
    await _end(creating, status, "Failed", error=error)
    await creating.settle("Failed", "Creating")
    body = (await creating.send("GET", status)).json()
    assert body["status"] == "Failed"
    assert body["error"] == {
        "code": "DeploymentFailed",
        "message": "It failed.",
        "details": [{"code": "Inner", "message": "deep", "target": "t"}],
    }


async def test_an_operation_outlives_the_cluster_that_it_deleted(creating: Any) -> None:
    await creating.settle()
    await creating.send("DELETE", creating.cluster())
    status, result = await _paths(creating)
    held = await creating.databases.clusters.find_key(creating.cluster().lower())
    await creating.databases.clusters.delete(held)
    assert (await creating.send("GET", status)).json()["status"] == "Deleting"
    reply = await creating.send("GET", result)
    assert (reply.status_code, reply.content) == (204, b"")


@pytest.mark.parametrize("kind", ["operationsstatus", "operationresults"])
async def test_what_nobody_started_is_404(rp: Any, refusal: Refusal, kind: str) -> None:
    reply = await rp.send("GET", rp.location(f"{kind}/{NOBODY}"))
    assert refusal(reply) == (404, "NotFound", "")


async def test_another_subscriptions_operation_is_404(creating: Any, refusal: Refusal) -> None:
    for path in await _paths(creating):
        other = path.replace("000000000001", "000000000002")
        assert refusal(await creating.send("GET", other)) == (404, "NotFound", "")


async def test_the_id_of_an_operation_has_no_case(creating: Any) -> None:
    status, _ = await _paths(creating)
    assert (await creating.send("GET", status.upper())).status_code == 200


async def test_only_what_the_contract_names_is_told_of_an_operation(creating: Any) -> None:
    status, _ = await _paths(creating)
    operations = creating.databases.async_operations
    held = await operations.find(status.rsplit("/", 1)[1])
    known = b'"asyncOperation":{'
    body = held.row.body.replace(known, known + b'"surprise":"SECRET",', 1)
    assert body != held.row.body
    await operations.store.replace(held.row, body)
    for _ in range(2):
        reply = await creating.send("GET", status)
        assert reply.status_code == 200
        assert reply.json().keys() <= {
            *("id", "name", "status", "startTime", "endTime", "error", "percentComplete"),
        }
        assert "SECRET" not in reply.text
        await creating.settle()


async def test_a_result_is_the_cluster_as_it_was_when_the_operation_ended(creating: Any) -> None:
    status, result = await _paths(creating)
    await creating.change(lambda c: setattr(c.properties, "provisioning_state", "Succeeded"))
    await _end(creating, status, "Succeeded")
    await creating.settle()
    assert (await creating.send("PATCH", creating.cluster(), {"tags": {"later": "x"}})).is_success
    shown = (await creating.send("GET", result)).json()
    assert shown["tags"] == {"team": "sre"}
    assert "pullSecret" not in shown["properties"]["clusterProfile"]
    assert "clientSecret" not in shown["properties"]["servicePrincipalProfile"]


async def test_while_another_operation_runs_the_one_before_stays_ended(creating: Any) -> None:
    status, result = await _paths(creating)
    await _end(creating, status, "Succeeded")
    await creating.settle()
    await creating.send("PATCH", creating.cluster(), {"tags": {}})
    assert (await creating.send("GET", status)).json()["status"] == "Succeeded"
    assert (await creating.send("GET", result)).status_code == 200
    later, _ = await _paths(creating)
    assert later != status
    assert (await creating.send("GET", later)).json()["status"] == "Updating"


@pytest.mark.parametrize("kind", ["operationsstatus", "operationresults"])
async def test_an_operation_that_ends_while_it_is_looked_at_has_its_end(
    faulty_rp: Any, wanted: dict[str, Any], kind: str
) -> None:
    """Its result would be that of a deletion, as there is no cluster in it before the end."""
    rp = faulty_rp
    await rp.created(wanted)
    status, _ = await _paths(rp)

    async def nothing() -> None:
        pass

    async def meanwhile() -> None:
        await _end(rp, status, "Succeeded")
        await rp.settle()

    rp.databases.store.faults = {"find": [nothing, meanwhile]}
    reply = await rp.send("GET", status.replace("operationsstatus", kind))
    assert reply.status_code == 200
    assert reply.json()["name"] == ("demo" if kind == "operationresults" else status[-36:])
    assert reply.json().get("status", "Succeeded") == "Succeeded"
