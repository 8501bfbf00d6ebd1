"""Headers in and out, and the log line (frontend.md 4)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

import pytest

from aro_api.versions import VERSIONS


async def test_every_reply_has_a_new_request_id(rp: Any) -> None:
    paths = [rp.cluster(), "/nope", f"/{rp.provider}/operations"]
    ids = [(await rp.send("GET", path)).headers["x-ms-request-id"] for path in paths * 2]
    assert len({str(uuid.UUID(id)) for id in ids}) == len(ids)


@pytest.mark.parametrize("flag", ["true", "True", "TRUE"])
async def test_the_callers_id_comes_back_on_demand(rp: Any, flag: str) -> None:
    headers = {"x-ms-client-request-id": "mine", "x-ms-return-client-request-id": flag}
    assert (await rp.send("GET", "/x", headers=headers)).headers["x-ms-client-request-id"] == "mine"


async def test_the_callers_id_comes_back_with_refusals_and_failures_too(
    rp: Any, wanted: dict[str, Any]
) -> None:
    headers = {"x-ms-client-request-id": "mine", "x-ms-return-client-request-id": "true"}
    await rp.created(wanted)
    await rp.settle("Failed", "Nonsense")
    replies = [
        await rp.send("PATCH", rp.cluster(), {}, headers=headers),
        await rp.send("GET", rp.cluster("missing"), headers=headers),
        await rp.send("DELETE", rp.cluster("missing"), headers=headers),
        await rp.send("POST", rp.cluster(), headers=headers),
    ]
    rp.door.opened = False
    try:
        replies.append(await rp.send("GET", rp.cluster(), headers=headers))
    finally:
        rp.door.opened = True
    assert [reply.status_code for reply in replies] == [500, 404, 204, 405, 403]
    assert {reply.headers["x-ms-client-request-id"] for reply in replies} == {"mine"}


@pytest.mark.parametrize("more", [{}, {"x-ms-return-client-request-id": "false"}])
async def test_the_callers_id_stays_away_otherwise(rp: Any, more: dict[str, str]) -> None:
    reply = await rp.send("GET", "/x", headers={"x-ms-client-request-id": "mine", **more})
    assert "x-ms-client-request-id" not in reply.headers


async def test_operation_urls_are_the_callers_host_with_its_query(
    rp: Any, wanted: dict[str, Any]
) -> None:
    referer = f"https://management.example{rp.cluster()}?api-version=2025-07-25&x=y"
    reply = await rp.send("PUT", rp.cluster(), wanted, headers={"referer": referer})
    operation = (await rp.stored()).async_operation_id
    path = rp.location(f"operationsstatus/{operation}")
    url = f"https://management.example{path}?api-version=2025-07-25&x=y"
    assert reply.headers["azure-asyncoperation"] == url
    await rp.settle()
    reply = await rp.send("DELETE", rp.cluster(), headers={"referer": referer})
    operation = (await rp.stored()).async_operation_id
    expected = rp.location(f"operationresults/{operation}")
    assert reply.headers["location"].split("?")[0] == f"https://management.example{expected}"
    assert "operationsstatus" in reply.headers["azure-asyncoperation"]


async def test_without_a_referer_the_urls_are_local(rp: Any, wanted: dict[str, Any]) -> None:
    reply = await rp.send("PUT", rp.cluster(), wanted)
    url = reply.headers["azure-asyncoperation"]
    assert url.startswith("https://localhost:8443/subscriptions/")
    assert url.endswith("?api-version=2025-07-25")


@pytest.mark.parametrize(
    "odd",
    ["/%0d%0aX-Own: 1/..", "/\N{LATIN SMALL LIGATURE FI}/..", "/a%20b/..", "/%25/..", "/%3fx=y/.."],
)
async def test_a_local_url_has_nothing_that_a_header_cannot_hold(
    rp: Any, wanted: dict[str, Any], odd: str
) -> None:
    await rp.created(wanted)
    result = rp.location(f"operationresults/{(await rp.stored()).async_operation_id}")
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": unquote(odd) + result,
        "query_string": b"api-version=2025-07-25",
        "headers": [],
        "client": None,
    }
    await rp.app(scope, None, send)
    assert sent[0]["status"] == 202
    location = dict(sent[0]["headers"])[b"location"].decode()
    assert (
        location
        == f"https://localhost:8443{quote(unquote(odd).lower())}{result.lower()}?api-version=2025-07-25"
    )


async def test_long_work_says_when_to_ask_again(rp: Any, wanted: dict[str, Any]) -> None:
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert reply.headers["retry-after"] == "10"
    operation = (await rp.stored()).async_operation_id
    status = await rp.send("GET", rp.location(f"operationsstatus/{operation}"))
    assert status.headers["retry-after"] == "10"


async def test_the_answer_is_logged(rp: Any, wanted: dict[str, Any]) -> None:
    headers = {
        "x-ms-client-request-id": "client\x7f-id",
        "x-ms-correlation-request-id": "correlation-id",
        "user-agent": "the agent",
    }
    rp.lines.clear()
    reply = await rp.send("PUT", rp.cluster("Demo"), wanted, headers=headers)
    read, line = rp.lines
    assert (read["msg"], line["msg"]) == ("read request", "sent response")
    assert read.items() - line.items() == {("msg", "read request")}
    assert line["request_id"] == reply.headers["x-ms-request-id"]
    assert line["client_request_id"] == "client-id"
    assert line["correlation_id"] == "correlation-id"
    assert line["request_user_agent"] == "the agent"
    assert line["subscription_id"] == rp.subscription
    assert (line["resource_group"], line["resource_name"]) == ("customer", "demo")
    assert line["resource_id"] == rp.cluster("demo").lower()
    assert (line["request_method"], line["response_status_code"]) == ("PUT", 201)
    assert line["body_written_bytes"] == len(reply.content)
    assert line["body_read_bytes"] > 100
    assert line["duration"] == 0.0
    assert (line["request_proto"], line["request_remote_addr"]) == ("HTTP/1.1", "127.0.0.1")
    assert (line["request_time"], line["component"]) == ("2026-01-01T00:00:00Z", "access")


@pytest.mark.parametrize("below", ["", "/listCredentials", "/detectors/One", "/no/such/thing"])
@pytest.mark.parametrize("above", ["", "/Admin"])
async def test_the_log_names_the_cluster_whatever_lies_around_it_in_the_path(
    rp: Any, above: str, below: str
) -> None:
    await rp.send("POST", f"{above}{rp.cluster('Demo')}{below}")
    line = rp.lines[-1]
    assert line["subscription_id"] == rp.subscription
    assert (line["resource_group"], line["resource_name"]) == ("customer", "demo")
    assert line["resource_id"] == rp.cluster("demo").lower()


async def test_control_characters_do_not_reach_the_log(rp: Any) -> None:
    rp.lines.clear()
    await rp.send("GET", "/subscriptions/%0d%0a%1b[31m/x")
    line = rp.lines[-1]
    assert line["request_path"] == "/subscriptions/[31m/x"
    assert line["subscription_id"] == "[31m"


async def test_system_data_of_the_header_is_kept_member_by_member(
    rp: Any, wanted: dict[str, Any]
) -> None:
    first = '{"createdBy":"ann","createdByType":"User","createdAt":"2026-01-02T03:04:05.1234567Z"}'
    name = "x-ms-arm-resource-system-data"
    reply = await rp.send("PUT", rp.cluster(), wanted, headers={name: first})
    assert reply.json()["systemData"] == {
        "createdBy": "ann",
        "createdByType": "User",
        "createdAt": "2026-01-02T03:04:05.123456Z",
    }
    await rp.settle()
    second = '{"createdBy":"","lastModifiedBy":"bob","lastModifiedByType":"Martian","other":1}'
    reply = await rp.send("PATCH", rp.cluster(), {"tags": {}}, headers={name: second})
    assert reply.json()["systemData"] == {
        "createdBy": "ann",
        "createdByType": "User",
        "createdAt": "2026-01-02T03:04:05.123456Z",
        "lastModifiedBy": "bob",
        "lastModifiedByType": "Martian",
    }


@pytest.mark.parametrize(
    "header",
    [
        "",
        "{",
        "[]",
        "null",
        '{"createdAt":"yesterday"}',
        '{"createdBy":7}',
        '{"createdAt":"0001-01-01T00:00:00+14:00"}',
    ],
)
async def test_system_data_that_is_none_is_left_out(
    rp: Any, wanted: dict[str, Any], header: str
) -> None:
    headers = {"x-ms-arm-resource-system-data": header}
    reply = await rp.send("PUT", rp.cluster(), wanted, headers=headers)
    assert (reply.status_code, reply.json()["systemData"]) == (201, {})


async def test_a_refused_request_does_not_touch_system_data(
    rp: Any, wanted: dict[str, Any]
) -> None:
    await rp.created(wanted)
    before = await rp.contents()
    headers = {"x-ms-arm-resource-system-data": '{"lastModifiedBy":"eve"}'}
    assert (await rp.send("PUT", rp.cluster(), wanted, headers=headers)).status_code == 400
    assert await rp.contents() == before


@pytest.mark.parametrize("version", VERSIONS)
async def test_who_made_a_cluster_stays_whatever_version_its_put_is_sent_in(
    rp: Any, said_in: Callable[[str], dict[str, Any]], version: str
) -> None:
    """Clients do not send it back, and the first versions do not mark it read-only."""
    headers = {"x-ms-arm-resource-system-data": '{"createdBy":"ann"}'}
    body = said_in(version)
    first = await rp.send("PUT", rp.cluster(), body, version=version, headers=headers)
    assert first.status_code == 201, first.text
    await rp.settle()
    again = await rp.send("PUT", rp.cluster(), body, version=version)
    assert again.status_code == 200, again.text
    shown = (await rp.send("GET", rp.cluster())).json()
    assert shown["systemData"] == {"createdBy": "ann"}
