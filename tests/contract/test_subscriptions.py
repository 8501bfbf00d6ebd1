"""What ARM tells of subscriptions, and what that does to other requests (frontend.md 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[[Any], tuple[int, str, str]]
STATES = ("Registered", "Unregistered", "Warned", "Suspended", "Deleted")


def path_of(rp: Any) -> str:
    return f"/subscriptions/{rp.subscription}"


async def test_the_first_time_is_201_and_later_200(bare_rp: Any) -> None:
    body = {"state": "Registered", "properties": {"tenantId": "t"}}
    first = await bare_rp.send("PUT", path_of(bare_rp), body)
    second = await bare_rp.send("PUT", path_of(bare_rp), body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() == body


async def test_unknown_members_are_kept_and_the_owners_address_is_not(rp: Any) -> None:
    body = {
        "state": "Registered",
        "registrationDate": "today",
        "properties": {
            "tenantId": "t",
            "accountOwner": {"email": "OWNER@EXAMPLE"},
            "registeredFeatures": [{"name": "Microsoft.RedHatOpenShift/x", "state": "Registered"}],
            "quotaId": "q",
        },
    }
    reply = await rp.send("PUT", path_of(rp), body)
    assert "OWNER" not in reply.text
    assert reply.json()["registrationDate"] == "today"
    assert reply.json()["properties"]["quotaId"] == "q"
    stored = await rp.databases.subscriptions.find(rp.subscription)
    assert b"OWNER" not in stored.row.body
    assert b'"quotaId":"q"' in stored.row.body
    assert stored.doc.subscription.properties.registered_features[0].state == "Registered"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b'{"state":7}', b'{"properties":[]}', b'"x"']
)
async def test_what_cannot_be_read_is_invalid_content(
    rp: Any, refusal: Refusal, content: bytes
) -> None:
    before = await rp.contents()
    headers = {"content-type": "application/json"}
    reply = await rp.send("PUT", path_of(rp), content=content, headers=headers)
    assert refusal(reply) == (400, "InvalidRequestContent", "")
    assert await rp.contents() == before


async def test_the_member_that_cannot_be_read_is_named(rp: Any) -> None:
    body = {"state": "Registered", "properties": {"tenantId": 7}}
    reply = await rp.send("PUT", path_of(rp), body)
    assert "'properties.tenantId'" in reply.json()["error"]["message"]


@pytest.mark.parametrize("body", [{}, {"state": ""}, {"state": "registered"}, {"state": "Gone"}])
async def test_an_unknown_state_is_an_invalid_parameter(
    rp: Any, refusal: Refusal, body: dict[str, Any]
) -> None:
    reply = await rp.send("PUT", path_of(rp), body)
    assert refusal(reply) == (400, "InvalidParameter", "state")
    message = reply.json()["error"]["message"]
    assert all(f"'{state}'" in message for state in STATES)


@pytest.mark.parametrize("state", STATES)
async def test_from_deleted_there_is_no_way_back(rp: Any, refusal: Refusal, state: str) -> None:
    await rp.register("Deleted")
    reply = await rp.send("PUT", path_of(rp), {"state": state})
    if state == "Deleted":
        assert reply.status_code == 200
    else:
        assert refusal(reply) == (400, "InvalidSubscriptionState", "")


async def test_a_deleted_subscription_waits_for_the_backend(rp: Any) -> None:
    assert not (await rp.databases.subscriptions.find(rp.subscription)).doc.deleting
    await rp.register("Deleted")
    assert (await rp.databases.subscriptions.find(rp.subscription)).doc.deleting


@pytest.mark.parametrize("state", STATES)
async def test_the_state_matrix(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, state: str
) -> None:
    await rp.created(wanted)
    await rp.settle()
    await rp.register(state)
    refused = (400, "InvalidSubscriptionState", "")
    before = await rp.contents()
    for method, path, body in (
        ("PUT", rp.cluster("new"), wanted),
        ("PATCH", rp.cluster(), {"tags": {"a": state}}),
        ("POST", f"{rp.cluster()}/listCredentials", None),
        ("POST", f"{rp.cluster()}/listAdminCredentials", None),
    ):
        if state == "Registered":
            break
        assert refusal(await rp.send(method, path, body)) == refused, (method, path)
    assert await rp.contents() == before
    assert (await rp.send("GET", rp.cluster())).status_code == 200
    assert (await rp.send("GET", rp.location("openShiftVersions"))).status_code == 200
    assert (await rp.send("DELETE", rp.cluster("missing"))).status_code == 204
    reply = await rp.send("DELETE", rp.cluster())
    if state in ("Registered", "Warned", "Suspended"):
        assert reply.status_code == 202
    else:
        assert refusal(reply) == refused


async def test_the_whole_subscription_is_replaced(rp: Any) -> None:
    first = {"state": "Registered", "old": 1, "properties": {"tenantId": "t", "older": [1]}}
    second = {"state": "Warned", "new": {"deep": None}, "properties": {"tenantId": "u"}}
    await rp.send("PUT", path_of(rp), first)
    reply = await rp.send("PUT", path_of(rp), second)
    assert (reply.status_code, reply.json()) == (200, second)
    assert b'"old' not in (await rp.databases.subscriptions.find(rp.subscription)).row.body


async def test_the_id_of_a_subscription_has_no_case(rp: Any) -> None:
    rp.subscription = "ABCDEF00-0000-0000-0000-00000000000A"
    try:
        await rp.register()
        found = await rp.databases.subscriptions.find(rp.subscription.lower())
        assert found.doc.subscription.state == "Registered"
        assert (await rp.send("PUT", path_of(rp).lower(), {"state": "Warned"})).status_code == 200
    finally:
        rp.subscription = "00000000-0000-0000-0000-000000000001"


async def test_an_absent_properties_object_stays_absent(rp: Any) -> None:
    reply = await rp.send("PUT", path_of(rp), {"state": "Registered"})
    assert reply.json() == {"state": "Registered"}


@pytest.mark.parametrize(
    ("properties", "kept"),
    [
        (None, None),
        ({"tenantId": None}, {}),
        ({"accountOwner": None}, {}),
        ({"accountOwner": {"email": None}}, {"accountOwner": {}}),
        ({"accountOwner": {"Email": "OWNER@EXAMPLE", "x": 1}}, {"accountOwner": {"x": 1}}),
        ({"registeredFeatures": None}, {}),
        ({"registeredFeatures": [None]}, {"registeredFeatures": [{}]}),
        (
            {"registeredFeatures": [{"name": "f", "state": None, "x": None}]},
            {"registeredFeatures": [{"name": "f", "x": None}]},
        ),
        ({"quotaId": None, "deep": {"state": None}}, {"quotaId": None, "deep": {"state": None}}),
    ],
)
async def test_null_is_no_value_and_no_reason_to_refuse_what_arm_tells(
    rp: Any, properties: Any, kept: Any
) -> None:
    body = {"state": "Registered", "properties": properties}
    reply = await rp.send("PUT", path_of(rp), body)
    assert reply.status_code == 200, reply.text
    assert reply.json() == {"state": "Registered"} | ({} if kept is None else {"properties": kept})
    stored = (await rp.databases.subscriptions.find(rp.subscription)).json()
    assert stored["subscription"] == reply.json()


@pytest.mark.parametrize("content", [b"null", b'{"state":null}'])
async def test_a_state_that_is_null_is_none(rp: Any, refusal: Refusal, content: bytes) -> None:
    headers = {"content-type": "application/json"}
    reply = await rp.send("PUT", path_of(rp), content=content, headers=headers)
    assert refusal(reply) == (400, "InvalidParameter", "state")
