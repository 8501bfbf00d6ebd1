"""DELETE (frontend.md 9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[[Any], tuple[int, str, str]]


@pytest.mark.parametrize(
    ("state", "failed"),
    [
        ("Succeeded", ""),
        *(("Failed", f) for f in ("", "Creating", "Updating", "AdminUpdating", "Deleting")),
    ],
)
async def test_a_resting_cluster_begins_to_go(
    rp: Any, wanted: dict[str, Any], state: str, failed: str
) -> None:
    await rp.created(wanted)
    await rp.settle(state, failed)
    asked = {"x-ms-correlation-request-id": "the delete's"}
    reply = await rp.send("DELETE", rp.cluster(), headers=asked)
    assert (reply.status_code, reply.content) == (202, b"")
    assert reply.headers["content-length"] == "0"
    assert reply.headers["retry-after"] == "10"
    doc = await rp.stored()
    assert doc.correlation_data.correlation_id == "the delete's"
    assert doc.correlation_data.request_id == reply.headers["x-ms-request-id"]
    properties = doc.open_shift_cluster.properties
    assert (properties.provisioning_state, properties.last_provisioning_state) == (
        "Deleting",
        state,
    )
    assert doc.async_operation_id in reply.headers["location"]
    found = await rp.databases.async_operations.find(doc.async_operation_id)
    assert found.doc.async_operation.status == "Deleting"


@pytest.mark.parametrize("state", ["Creating", "Updating", "AdminUpdating", "Deleting"])
async def test_a_busy_cluster_stays(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, state: str
) -> None:
    await rp.created(wanted)
    await rp.settle(state)
    before = await rp.contents()
    assert refusal(await rp.send("DELETE", rp.cluster())) == (400, "RequestNotAllowed", "")
    assert await rp.contents() == before


async def test_a_cluster_that_is_not_there_is_gone_already(bare_rp: Any) -> None:
    reply = await bare_rp.send("DELETE", bare_rp.cluster())
    assert (reply.status_code, reply.content) == (204, b"")
    assert "content-length" not in reply.headers


async def test_a_body_is_never_read(rp: Any) -> None:
    reply = await rp.send("DELETE", rp.cluster(), content=b"{", headers={"content-type": "x/y"})
    assert reply.status_code == 204


async def test_a_caller_that_has_gone_deletes_nothing(rp: Any, wanted: dict[str, Any]) -> None:
    await rp.created(wanted)
    await rp.settle()
    before = await rp.contents()

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        """Nobody listens."""

    scope = {
        "type": "http",
        "method": "DELETE",
        "path": rp.cluster(),
        "query_string": b"api-version=2025-07-25",
        "headers": [],
        "client": None,
    }
    await rp.app(scope, receive, send)
    assert await rp.contents() == before
