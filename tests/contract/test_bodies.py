"""Bodies that are no good, and that none of them changes anything (frontend.md 2.2, issue 3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[[Any], tuple[int, str, str]]
JSON = {"content-type": "application/json"}
MIB = 1_048_576


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"a":NaN}',
        b'{"location":"\xff\xfe"}',
        b"\xef\xbb\xbf{}",
        b'{"location":"\\ud800"}',
        b"[" * 2000 + b"]" * 2000,
        b'{"a":1e999}',
        b"null",
        b"[]",
        b'"text"',
        b"7",
    ],
)
async def test_what_is_not_a_json_object_is_invalid_content(
    rp: Any, refusal: Refusal, method: str, content: bytes
) -> None:
    before = await rp.contents()
    reply = await rp.send(method, rp.cluster(), content=content, headers=JSON)
    assert refusal(reply) == (400, "InvalidRequestContent", "")
    assert await rp.contents() == before


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "application/json-patch+json", "json"]
)
async def test_another_media_type_is_415(rp: Any, refusal: Refusal, media_type: str) -> None:
    for content in (b"{}", b""):
        headers = {"content-type": media_type}
        reply = await rp.send("PUT", rp.cluster(), content=content, headers=headers)
        assert refusal(reply) == (415, "UnsupportedMediaType", "")


async def test_a_body_without_a_type_is_415(rp: Any, refusal: Refusal) -> None:
    reply = await rp.send("PUT", rp.cluster(), content=b"{}")
    assert refusal(reply) == (415, "UnsupportedMediaType", "")


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "Application/JSON", " application/json ;x=y"]
)
async def test_parameters_and_case_of_the_type_do_not_matter(
    rp: Any, wanted: dict[str, Any], media_type: str
) -> None:
    reply = await rp.send("PUT", rp.cluster(), wanted, headers={"content-type": media_type})
    assert reply.status_code == 201


async def test_an_empty_post_needs_no_type(rp: Any, wanted: dict[str, Any]) -> None:
    await rp.created(wanted)
    await rp.settle()
    reply = await rp.send("POST", f"{rp.cluster()}/listCredentials")
    assert reply.status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST"])
async def test_a_body_above_one_mebibyte_is_an_invalid_resource(
    rp: Any, refusal: Refusal, method: str
) -> None:
    path = rp.cluster() + ("/listCredentials" if method == "POST" else "")
    content = b'{"x":"' + b"y" * MIB + b'"}'
    reply = await rp.send(method, path, content=content, headers=JSON)
    assert refusal(reply) == (400, "InvalidResource", "")


@pytest.mark.parametrize(
    ("size", "code"), [(MIB, "InvalidParameter"), (MIB + 1, "InvalidResource")]
)
async def test_one_mebibyte_is_not_too_much(
    rp: Any, refusal: Refusal, size: int, code: str
) -> None:
    content = b"{}".ljust(size)
    reply = await rp.send("PUT", rp.cluster(), content=content, headers=JSON)
    assert refusal(reply)[:2] == (400, code)


async def _put(
    rp: Any, messages: list[dict[str, Any]], *headers: tuple[bytes, bytes]
) -> tuple[int, bytes]:
    asked = [(b"content-type", b"application/json"), *headers]
    status, body = await rp.raw("PUT", rp.cluster(), headers=asked, messages=messages)
    return status, body


async def test_a_declared_length_above_the_limit_is_refused_unread(rp: Any) -> None:
    unread = [{"type": "http.request"}]
    status, body = await _put(rp, unread, (b"content-length", b"1048577"))
    assert (status, len(unread)) == (400, 1)
    assert b'"InvalidResource"' in body


async def test_chunks_are_counted_as_they_come(rp: Any) -> None:
    chunk = {"type": "http.request", "body": b"x" * (MIB // 2), "more_body": True}
    chunks = [dict(chunk) for _ in range(5)]
    status, body = await _put(rp, chunks)
    assert (status, len(chunks)) == (400, 2)
    assert b'"InvalidResource"' in body


async def test_a_caller_that_goes_away_in_the_middle_writes_nothing(
    rp: Any, wanted: dict[str, Any]
) -> None:
    """Not even when all that came makes sense."""
    before = await rp.contents()
    begun = {"type": "http.request", "body": json.dumps(wanted).encode(), "more_body": True}
    status, body = await _put(rp, [begun, {"type": "http.disconnect"}])
    assert status == 400
    assert b'"InvalidResource"' in body
    assert await rp.contents() == before


async def test_a_body_may_come_in_pieces(rp: Any, wanted: dict[str, Any]) -> None:
    content = json.dumps(wanted).encode()
    pieces = [content[:7], b"", content[7:]]
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    status, _ = await _put(rp, [*messages, {"type": "http.request"}])
    assert status == 201


async def test_what_is_no_json_is_told_where_and_not_what(rp: Any) -> None:
    content = b'{"location":\n  SECRET}'
    reply = await rp.send("PUT", rp.cluster(), content=content, headers=JSON)
    message = reply.json()["error"]["message"]
    assert message.endswith("unexpected character, expected a JSON value at line 2, column 3.")
    assert "SECRET" not in message


async def test_a_length_that_is_no_number_is_ignored(rp: Any) -> None:
    empty = {"type": "http.request", "body": b"{}", "more_body": False}
    _, body = await _put(rp, [empty], (b"content-length", b"many"))
    assert b'"InvalidParameter"' in body


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({"surprise": 1}, "surprise"),
        ({"properties": {"surprise": {}}}, "properties.surprise"),
        ({"properties": {"clusterProfile": {"x": 1}}}, "properties.clusterProfile.x"),
        ({"properties": {"workerProfiles": [{"x": 1}]}}, "properties.workerProfiles[0].x"),
        ({"Location": "eastus"}, "Location"),
        ({"location": 7}, "location"),
        ({"tags": []}, "tags"),
        ({"tags": {"a": 1}}, "tags.a"),
        ({"properties": "text"}, "properties"),
        ({"properties": []}, "properties"),
        ({"properties": {"workerProfiles": {}}}, "properties.workerProfiles"),
        ({"properties": {"workerProfiles": ["x"]}}, "properties.workerProfiles[0]"),
        (
            {"properties": {"workerProfiles": [{"count": "3"}]}},
            "properties.workerProfiles[0].count",
        ),
        (
            {"properties": {"workerProfiles": [{}, {"count": 2.5}]}},
            "properties.workerProfiles[1].count",
        ),
        (
            {"properties": {"workerProfiles": [{"diskSizeGB": 3000000000}]}},
            "properties.workerProfiles[0].diskSizeGB",
        ),
        ({"properties": {"masterProfile": {"vmSize": True}}}, "properties.masterProfile.vmSize"),
        ({"identity": {"userAssignedIdentities": []}}, "identity.userAssignedIdentities"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_unknown_members_and_wrong_types_name_their_path(
    rp: Any, refusal: Refusal, method: str, change: dict[str, Any], target: str
) -> None:
    before = await rp.contents()
    reply = await rp.send(method, rp.cluster(), change)
    assert refusal(reply) == (400, "InvalidRequestContent", target)
    assert await rp.contents() == before


async def test_every_problem_of_the_structure_is_reported_at_once(rp: Any) -> None:
    body = {"location": 1, "x": 2, "properties": {"y": 3, "masterProfile": {"vmSize": []}}}
    error = (await rp.send("PUT", rp.cluster(), body)).json()["error"]
    assert {detail["target"] for detail in error["details"]} == {
        "location",
        "x",
        "properties.y",
        "properties.masterProfile.vmSize",
    }
    assert error["details"][0]["target"] == error["target"]


async def test_a_message_about_a_wrong_type_does_not_repeat_the_value(rp: Any) -> None:
    body = {"properties": {"clusterProfile": {"pullSecret": {"auth": "PULL-SECRET-TEXT"}}}}
    reply = await rp.send("PUT", rp.cluster(), body)
    assert reply.status_code == 400
    assert "PULL-SECRET-TEXT" not in reply.text


async def test_older_versions_take_member_names_in_any_case(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    wanted["LOCATION"] = wanted.pop("location")
    wanted["Properties"] = wanted.pop("properties")
    wanted["Properties"]["WORKERPROFILES"] = wanted["Properties"].pop("workerProfiles")
    wanted["Properties"]["WORKERPROFILES"][0]["Count"] = wanted["Properties"]["WORKERPROFILES"][
        0
    ].pop("count")
    reply = await rp.send("PUT", rp.cluster(), wanted, version="2023-11-22")
    assert reply.status_code == 201, reply.text
    assert reply.json()["properties"]["workerProfiles"][0]["count"] == 3
    reply = await rp.send("PUT", rp.cluster("other"), wanted)
    assert refusal(reply)[:2] == (400, "InvalidRequestContent")


@pytest.mark.parametrize("path", ["listCredentials", "listAdminCredentials"])
async def test_a_body_that_nobody_reads_must_still_be_json(
    rp: Any, refusal: Refusal, path: str
) -> None:
    reply = await rp.send("POST", f"{rp.cluster()}/{path}", content=b"{", headers=JSON)
    assert refusal(reply) == (400, "InvalidRequestContent", "")


MANY = {
    "wrong items": {"properties": {"workerProfiles": [1] * 300_000}},
    "wrong values": {"tags": {f"t{n}": 1 for n in range(60_000)}},
    "unknown members": {f"m{n}": 1 for n in range(70_000)},
    "unknown members of items": {"properties": {"workerProfiles": [{"x": 1}] * 60_000}},
    "broken rules": {
        "properties": {
            "platformWorkloadIdentityProfile": {
                "platformWorkloadIdentities": {f"i{n}": {"resourceId": "x"} for n in range(20_000)}
            }
        }
    },
}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("body", MANY.values(), ids=MANY.keys())
async def test_of_very_many_problems_the_first_hundred_are_told(
    rp: Any, wanted: dict[str, Any], method: str, body: dict[str, Any]
) -> None:
    await rp.created(wanted)
    await rp.settle()
    content = json.dumps(body, separators=(",", ":")).encode()
    assert len(content) <= MIB
    reply = await rp.send(method, rp.cluster(), content=content, headers=JSON)
    assert reply.status_code == 400
    assert len(reply.json()["error"]["details"]) == 100
    assert len(reply.content) < 50_000


async def test_a_problem_behind_very_many_good_values_is_found(rp: Any, refusal: Refusal) -> None:
    body = {"tags": {**{f"t{n}": "x" for n in range(500)}, "last": 1}}
    reply = await rp.send("PUT", rp.cluster(), body)
    assert refusal(reply) == (400, "InvalidRequestContent", "tags.last")
    body = {"properties": {"workerProfiles": [*[{}] * 500, {"count": "x"}]}}
    reply = await rp.send("PUT", rp.cluster(), body)
    assert refusal(reply) == (
        400,
        "InvalidRequestContent",
        "properties.workerProfiles[500].count",
    )


async def test_a_very_long_value_does_not_fill_the_log(rp: Any, wanted: dict[str, Any]) -> None:
    wanted["properties"]["networkProfile"]["podCidr"] = "1" * 900_000
    assert (await rp.send("PUT", rp.cluster(), wanted)).status_code == 400
    assert len(json.dumps(rp.lines[-1])) < 10_000
