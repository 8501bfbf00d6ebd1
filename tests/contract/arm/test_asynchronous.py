"""Work that goes on after the reply (appendix A of style.md, L1 to L11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit


async def finish(rp: Any, status: str = "Succeeded") -> str:
    """The backend's last writes of a running operation; gives the operation's id."""
    cluster = (await rp.stored()).open_shift_cluster
    operation: str = (await rp.stored()).async_operation_id

    def change(doc: Any) -> None:
        doc.async_operation.status = status
        doc.async_operation.end_time = rp.clock.now() + timedelta(seconds=1)
        doc.open_shift_cluster = cluster

    await rp.databases.async_operations.patch(operation, change)
    await rp.settle(status)
    return operation


async def gone(rp: Any) -> None:
    """The backend's last write of a delete."""
    held = await rp.databases.clusters.find_key(rp.cluster().lower())
    await rp.databases.clusters.delete(held)


async def test_l1_a_put_shows_its_state_until_the_end(created: Any) -> None:
    shown = (await created.send("GET", created.cluster())).json()
    assert shown["properties"]["provisioningState"] == "Creating"
    await finish(created)
    shown = (await created.send("GET", created.cluster())).json()
    assert shown["properties"]["provisioningState"] == "Succeeded"


async def test_l2_updates_and_deletes_say_where_to_look(settled: Any) -> None:
    patch = await settled.send("PATCH", settled.cluster(), {"tags": {"a": "b"}})
    assert (patch.status_code, "azure-asyncoperation" in patch.headers) == (200, True)
    assert patch.json()["properties"]["provisioningState"] == "Updating"
    await settled.settle()
    delete = await settled.send("DELETE", settled.cluster())
    assert (delete.status_code, "location" in delete.headers) == (202, True)


async def test_l3_terminal_states_are_arms(settled: Any) -> None:
    for state in ("Succeeded", "Failed", "Canceled"):
        await settled.settle(state)
        shown = (await settled.send("GET", settled.cluster())).json()
        assert shown["properties"]["provisioningState"] == state


async def test_l4_polling_urls_are_absolute_and_carry_the_version(
    rp: Any, wanted: dict[str, Any], public: dict[str, str]
) -> None:
    put = await rp.send("PUT", rp.cluster(), wanted, headers=public)
    url = urlsplit(put.headers["azure-asyncoperation"])
    assert (url.scheme, url.netloc) == ("https", "public.example")
    assert url.path.startswith(f"/subscriptions/{rp.subscription}/providers/")
    assert parse_qs(url.query) == {"api-version": [rp.version]}


async def test_l5_the_pace_is_whole_seconds_between_10_and_600(created: Any) -> None:
    operation = (await created.stored()).async_operation_id
    for path in ("operationsstatus", "operationresults"):
        reply = await created.send("GET", created.location(f"{path}/{operation}"))
        assert 10 <= int(reply.headers["retry-after"]) <= 600


async def test_l6_the_result_is_202_and_then_what_a_synchronous_call_had_said(
    settled: Any, public: dict[str, str]
) -> None:
    delete = await settled.send("DELETE", settled.cluster(), headers=public)
    url = urlsplit(delete.headers["location"])
    headers = {"referer": delete.headers["location"]}
    running = await settled.send("GET", url.path, query=url.query, headers=headers)
    assert (running.status_code, running.content) == (202, b"")
    assert running.headers["location"] == delete.headers["location"]
    await gone(settled)
    ended = await settled.send("GET", url.path, query=url.query)
    assert (ended.status_code, ended.content) == (204, b"")


async def test_l7_the_status_is_always_200(created: Any) -> None:
    operation = (await created.stored()).async_operation_id
    path = created.location(f"operationsstatus/{operation}")
    running = await created.send("GET", path)
    await finish(created)
    ended = await created.send("GET", path)
    assert (running.status_code, ended.status_code) == (200, 200)
    assert running.json().keys() == {"id", "name", "status", "startTime", "percentComplete"}
    assert ended.json().keys() == {*running.json(), "endTime"}
    assert ended.json()["name"] == operation == ended.json()["id"].rsplit("/", 1)[1]
    assert (running.json()["percentComplete"], ended.json()["percentComplete"]) == (0, 100)


async def test_l8_a_failed_update_shows_what_was_asked_for(settled: Any) -> None:
    await settled.send("PATCH", settled.cluster(), {"tags": {"wanted": "yes"}})
    await settled.settle("Failed", "Updating")
    shown = (await settled.send("GET", settled.cluster())).json()
    assert (shown["properties"]["provisioningState"], shown["tags"]) == (
        "Failed",
        {"wanted": "yes"},
    )


async def test_l9_a_cluster_is_visible_from_its_put_to_the_end_of_its_delete(settled: Any) -> None:
    await settled.send("DELETE", settled.cluster())
    shown = (await settled.send("GET", settled.cluster())).json()
    assert shown["properties"]["provisioningState"] == "Deleting"


async def test_l10_after_a_delete_there_is_nothing(settled: Any) -> None:
    await settled.send("DELETE", settled.cluster())
    await gone(settled)
    assert (await settled.send("GET", settled.cluster())).status_code == 404


async def test_l11_the_operation_outlives_the_cluster(settled: Any) -> None:
    await settled.send("DELETE", settled.cluster())
    operation = (await settled.stored()).async_operation_id

    def succeed(doc: Any) -> None:
        doc.async_operation.status = "Succeeded"

    await settled.databases.async_operations.patch(operation, succeed)
    await gone(settled)
    reply = await settled.send("GET", settled.location(f"operationsstatus/{operation}"))
    assert (reply.status_code, reply.json()["status"]) == (200, "Succeeded")
