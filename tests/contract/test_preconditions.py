"""ETag, If-Match and If-None-Match on clusters (RPC contract S12, S13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[[Any], tuple[int, str, str]]
OTHER = '"somebody-elses"'


async def tag_of(rp: Any, **more: Any) -> str:
    tag: str = (await rp.send("GET", rp.cluster(), **more)).headers["etag"]
    assert tag[0] == tag[-1] == '"'
    return tag


async def test_every_reply_that_shows_a_cluster_tells_its_tag(
    rp: Any, wanted: dict[str, Any]
) -> None:
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert reply.headers["etag"] == await tag_of(rp)
    await rp.settle()
    for method, body in (("PUT", wanted), ("PATCH", {"tags": {"a": "b"}})):
        before = await tag_of(rp)
        reply = await rp.send(method, rp.cluster(), body)
        assert reply.headers["etag"] == await tag_of(rp) != before
        await rp.settle()


async def test_a_resting_cluster_keeps_its_tag_in_every_version(settled: Any) -> None:
    assert (
        await tag_of(settled)
        == await tag_of(settled)
        == await tag_of(settled, version="2020-04-30")
    )


async def test_who_has_the_state_gets_none(settled: Any) -> None:
    tag = await tag_of(settled)
    reply = await settled.send("GET", settled.cluster(), headers={"if-none-match": tag})
    assert (reply.status_code, reply.content, reply.headers["etag"]) == (304, b"", tag)
    assert "content-length" not in reply.headers
    assert "content-type" not in reply.headers
    reply = await settled.send("GET", settled.cluster(), headers={"if-none-match": OTHER})
    assert reply.status_code == 200
    await settled.change(lambda cluster: setattr(cluster, "tags", {"x": "y"}))
    reply = await settled.send("GET", settled.cluster(), headers={"if-none-match": tag})
    assert (reply.status_code, reply.json()["tags"]) == (200, {"x": "y"})


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_what_was_got_may_be_changed(
    settled: Any, wanted: dict[str, Any], method: str
) -> None:
    headers = {"if-match": await tag_of(settled)}
    body = None if method == "DELETE" else wanted if method == "PUT" else {"tags": {}}
    reply = await settled.send(method, settled.cluster(), body, headers=headers)
    assert reply.status_code == (202 if method == "DELETE" else 200), reply.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("headers", [{"if-none-match": "*"}, {"if-match": OTHER}, "stale"])
async def test_what_somebody_else_changed_is_412_and_stays(
    settled: Any, wanted: dict[str, Any], refusal: Refusal, method: str, headers: Any
) -> None:
    if headers == "stale":
        headers = {"if-match": await tag_of(settled)}
        await settled.send("PATCH", settled.cluster(), {"tags": {"foreign": "change"}})
        await settled.settle()
    before = await settled.contents()
    body = None if method == "DELETE" else wanted
    reply = await settled.send(method, settled.cluster(), body, headers=headers)
    target = "If-Match" if "if-match" in headers else "If-None-Match"
    assert refusal(reply) == (412, "PreconditionFailed", target)
    assert "etag" not in reply.headers
    assert await settled.contents() == before


async def test_a_change_that_does_not_show_changes_the_tag(
    settled: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    headers = {"if-match": await tag_of(settled)}
    principal = {"servicePrincipalProfile": {"clientSecret": "FOREIGN"}}
    await settled.send("PATCH", settled.cluster(), {"properties": principal})
    await settled.settle()
    reply = await settled.send("PUT", settled.cluster(), wanted, headers=headers)
    assert refusal(reply)[:2] == (412, "PreconditionFailed")


@pytest.mark.parametrize("value", ["*", OTHER])
async def test_a_condition_on_what_is_not_there(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, value: str
) -> None:
    headers = {"if-match": value}
    reply = await rp.send("PUT", rp.cluster(), wanted, headers=headers)
    assert refusal(reply) == (412, "PreconditionFailed", "If-Match")
    reply = await rp.send("PATCH", rp.cluster(), wanted, headers=headers)
    assert refusal(reply) == (404, "ResourceNotFound", "")
    reply = await rp.send("DELETE", rp.cluster(), headers=headers)
    assert (reply.status_code, reply.content) == (204, b"")
    reply = await rp.send("GET", rp.cluster(), headers={"if-none-match": value})
    assert refusal(reply) == (404, "ResourceNotFound", "")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_create_unless_it_is_there(rp: Any, wanted: dict[str, Any], method: str) -> None:
    headers = {"if-none-match": "*"}
    reply = await rp.send(method, rp.cluster(), wanted, headers=headers)
    assert reply.status_code == 201


@pytest.mark.parametrize("value", ["*", OTHER])
async def test_a_stale_caller_hears_so_before_that_the_cluster_is_busy(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, value: str
) -> None:
    await rp.created(wanted)
    for method in ("PUT", "PATCH", "DELETE"):
        reply = await rp.send(method, rp.cluster(), wanted, headers={"if-match": value})
        busy = (400, "RequestNotAllowed", "")
        assert refusal(reply) == (busy if value == "*" else (412, "PreconditionFailed", "If-Match"))


async def test_the_subscription_is_looked_at_before_any_condition(
    settled: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    await settled.register("Unregistered")
    for method in ("PUT", "PATCH", "DELETE"):
        reply = await settled.send(method, settled.cluster(), wanted, headers={"if-match": OTHER})
        assert refusal(reply) == (400, "InvalidSubscriptionState", "")


async def test_a_list_has_no_tag_and_knows_no_conditions(settled: Any) -> None:
    path = settled.cluster().rsplit("/", 1)[0]
    reply = await settled.send("GET", path, headers={"if-none-match": "*", "if-match": OTHER})
    assert reply.status_code == 200
    assert "etag" not in reply.headers
